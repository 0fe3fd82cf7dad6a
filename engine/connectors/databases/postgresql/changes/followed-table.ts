import type { FollowedObject } from '../../../../contract/changes.ts';
import { parseHandover } from '../../../../families/log/handover.ts';
import { SyncformError } from '../../../../kit/errors.ts';
import { formatTableId } from '../dialect.ts';
import { type HandedColumn, type Handover, VisibleTransactions } from './handover.ts';
import { unloggedFieldsFault } from './unlogged-fields.ts';
import { type Conversion, conversionOf } from './values.ts';

/** A table that is followed: what is wanted of it, and what it was when its snapshot was taken. */
export class FollowedTable {
  readonly id: string;
  readonly fields: readonly string[];
  readonly key: readonly string[];
  /** The key's places among the fields. */
  readonly keyPlaces: readonly number[];
  readonly handover: Handover;
  readonly visible: VisibleTransactions;
  /** Of the fields, as the handover has them. */
  readonly columns: readonly HandedColumn[];
  readonly conversions: readonly Conversion[];
  /** The places of fields whose values the server is asked for. */
  readonly askedFor: readonly number[];
  /** It is not what is followed any more: nothing more is said of it. */
  isEnded = false;
  /** The transaction of which `isInSnapshot` speaks. */
  transaction = -1;
  isInSnapshot = false;

  /** Throws `unsupported` where a field is followed that the log does not bring, a filter's perhaps. */
  constructor(object: FollowedObject, moneyDigits: number) {
    this.id = object.id;
    this.fields = object.fields;
    this.key = object.key;
    this.keyPlaces = object.key.map((name) => object.fields.indexOf(name));
    this.handover = parseHandover<Handover>(object.handover, object.id);
    this.visible = new VisibleTransactions(this.handover);
    const columns = new Map(this.handover.columns.map((column) => [column[0], column]));
    const unlogged = object.fields.filter((name) => !columns.has(name));
    if (unlogged.length > 0)
      throw new SyncformError('unsupported', `${object.id}: ${unloggedFieldsFault(unlogged)}`);
    this.columns = object.fields.map((name) => columns.get(name) as HandedColumn);
    this.conversions = this.columns.map((column) => conversionOf(column, moneyDigits));
    this.askedFor = this.conversions.flatMap((conversion, i) => (conversion === 'server' ? [i] : []));
  }
}

/** A column as the stream describes it. */
export interface StreamedColumn {
  readonly name: string;
  readonly type: number;
  readonly modifier: number;
  /** Whether it is of those that the log tells a row by that is updated or deleted. */
  readonly isIdentity: boolean;
}

/** A table as the stream describes it before its first change, and again after each of its alterations. */
export interface StreamedTable {
  readonly oid: string;
  readonly schema: string;
  readonly table: string;
  readonly columns: readonly StreamedColumn[];
}

/** varchar and its array: a length that grows changes no value. */
const LENGTH_IS_NO_MATTER = new Set([1043, 1015]);

/** What of a table differs from what is followed, in words; undefined where nothing does. */
export function alterationOf(streamed: StreamedTable, followed: FollowedTable): string | undefined {
  const id = formatTableId(streamed);
  const { handover } = followed;
  if (streamed.oid !== handover.table) return `table ${id} was recreated`;
  if (id !== followed.id) return `table ${followed.id} was renamed to ${id}`;
  const before = new Map(handover.columns.map((column) => [column[0], column]));
  for (const { name, type, modifier } of streamed.columns) {
    const was = before.get(name);
    if (!was) return `column ${name} was added`;
    if (was[1] !== type || (was[2] !== modifier && !LENGTH_IS_NO_MATTER.has(type)))
      return `column ${name} is of another type`;
  }
  const names = new Set(streamed.columns.map(({ name }) => name));
  const gone = handover.columns.find(([name]) => !names.has(name));
  return gone && `column ${gone[0]} was dropped or renamed`;
}
