import { sourceType } from '../../../../types/map-types.ts';
import type { CatalogColumn } from '../catalog.ts';
import { mysqlTypes } from '../types.ts';

/** A column of a table at a moment: what it takes to read it from the log. */
export interface ShapeColumn {
  readonly name: string;
  /** The type as types.ts maps it. */
  readonly mapping: string;
  /** COLUMN_TYPE where it says more: the members of an enum or a set. */
  readonly members?: string;
  /** The character set of its text, where it has one. */
  readonly charset?: string;
}

/** A table's columns at a moment, in their order: the log has only their values. */
export type TableShape = readonly ShapeColumn[];

export function shapeOf(columns: readonly CatalogColumn[]): TableShape {
  return columns.map(({ name, mapping, remote_type, charset }) => ({
    name,
    mapping,
    ...(mapping === 'enum' || mapping === 'set' ? { members: remote_type } : {}),
    ...(charset === null ? {} : { charset }),
  }));
}

/** The field type that a column is followed as. */
export function typeOf({ mapping }: ShapeColumn): string {
  return sourceType(mysqlTypes, mapping).type;
}
