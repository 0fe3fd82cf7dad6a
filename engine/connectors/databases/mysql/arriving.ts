import type { LoadColumn, RowsToLoad } from '../../../contract/contract.ts';
import { NUMBER } from '../../../contract/record-numbers.ts';
import { columnOf } from '../../../families/sql/source-columns.ts';
import { type FieldType, fieldType } from '../../../types/field-type.ts';
import { targetType } from '../../../types/map-types.ts';
import type { ExistingColumn, ExistingTarget } from './describe-target.ts';
import { nameRules } from './dialect.ts';
import { mysqlTypes } from './types.ts';
import { holds, isBinaryType, isTextType } from './widening.ts';

/** How a value of the engine's dialect is written for the server. */
export type Writing = 'number' | 'boolean' | 'text' | 'booleanText' | 'instant' | 'bytes';

/** What a value must be like for its column to take it as it is; everything else is refused before it is sent. */
export type Check =
  | { readonly kind: 'characters' | 'textBytes' | 'bytes'; readonly most: number }
  | { readonly kind: 'float'; readonly isSingle: boolean }
  | { readonly kind: 'decimal'; readonly wholeDigits: number }
  | { readonly kind: 'calendar' }
  /** JSON whose numbers have 64 bits. */
  | { readonly kind: 'json' };

/** A column of rows that arrive: how it is staged, and how that becomes the target's. */
export interface ArrivingColumn {
  readonly name: string;
  /** The definition of its column in the staging table. */
  readonly stagedAs: string;
  /** Whether that is the target's own type: what is staged, the target takes. */
  readonly isExact: boolean;
  readonly writing: Writing;
  readonly check: Check | undefined;
  /** The definition that the target gives the column, without its name. */
  readonly definition: string;
  /** As LoadColumn's. */
  readonly only: LoadColumn['only'];
  readonly isStamp: boolean;
  /** The value that can be assigned to the target's column, of a staged one. */
  assigned(staged: string): string;
}

/** How the request's columns arrive at the target's. */
export function arrivingColumns(request: RowsToLoad, target: ExistingTarget): readonly ArrivingColumn[] {
  return request.columns.map((column) => {
    const there = { id: request.table.id, columns: target.columns };
    return arriving(column, columnOf(there, column.name, nameRules.fold));
  });
}

/** The columns of the rows as they are staged: the arriving ones, and the records' numbers where they have such. */
export function stagedColumns(
  columns: readonly ArrivingColumn[],
  { numbered }: RowsToLoad,
): readonly ArrivingColumn[] {
  return numbered ? [...columns, NUMBERS] : columns;
}

/** Text of any length, told apart by its bytes; each family of servers takes the other's collation for a comment. */
const ANY_TEXT =
  'longtext CHARACTER SET utf8mb4 /*!80017 COLLATE utf8mb4_0900_bin */ /*M!100203 COLLATE utf8mb4_nopad_bin */';

function arriving({ name, type, only, isStamp = false }: LoadColumn, target: ExistingColumn): ArrivingColumn {
  const field = fieldType(type);
  const isText = isTextType(target.target_type);
  const exact = exactly(field, type, target);
  const writing = writingOf(field, isText);
  const column = { name, only, isStamp, definition: target.definition, writing };
  if (exact)
    return { ...column, stagedAs: target.definition, isExact: true, check: exact.check, assigned: asItIs };
  return {
    ...column,
    stagedAs: writing === 'bytes' ? 'longblob' : ANY_TEXT,
    writing: writing === 'number' ? 'text' : writing,
    isExact: false,
    check: isBinaryJson(target) ? { kind: 'json' } : undefined,
    assigned: assignment(target.target_type, writing),
  };
}

/** Whether it is MySQL's json: that of MariaDB is text, in a character set. */
function isBinaryJson({ target_type, charset }: ExistingColumn): boolean {
  return target_type === 'json' && charset === null;
}

function assignment(targetType: string, writing: Writing): (staged: string) => string {
  if (targetType === 'geometry') return (staged) => `ST_GeomFromText(${staged})`;
  // A bit's own reading of text is that of its bytes.
  if (targetType.startsWith('bit') && writing !== 'bytes') return (staged) => `CAST(${staged} AS UNSIGNED)`;
  return asItIs;
}

function asItIs(staged: string): string {
  return staged;
}

const NUMBERS: ArrivingColumn = {
  name: NUMBER.name,
  stagedAs: 'bigint',
  isExact: true,
  writing: 'number',
  check: undefined,
  definition: 'bigint',
  only: undefined,
  isStamp: false,
  assigned: asItIs,
};

function writingOf({ kind }: FieldType, isText: boolean): Writing {
  switch (kind) {
    case 'boolean':
      return isText ? 'booleanText' : 'boolean';
    case 'smallint':
    case 'int':
    case 'bigint':
    case 'decimal':
    case 'number':
    case 'single':
    case 'double':
      return isText ? 'text' : 'number';
    case 'datetime_tz':
      return isText ? 'text' : 'instant';
    case 'binary':
      return isText ? 'text' : 'bytes';
    default:
      return 'text';
  }
}

/** Types whose values can be sent straight into a column of the type. */
const PLAIN = /^((tiny|small|medium|big)?int|decimal|float|double|date|datetime|time)\b/;

/** Whether the target's column takes every value of the field's type that passes a check, and which check that is. */
function exactly(
  field: FieldType,
  type: string,
  { target_type, charset }: ExistingColumn,
): { readonly check: Check | undefined } | undefined {
  if (isTextType(target_type))
    return charset === 'utf8mb4' && !target_type.startsWith('char')
      ? { check: lengthCheck(target_type) }
      : undefined;
  if (isBinaryType(target_type))
    return field.kind === 'binary' && !target_type.startsWith('binary')
      ? { check: lengthCheck(target_type) }
      : undefined;
  const natural = targetType(mysqlTypes, type)?.type;
  if (natural === undefined || !PLAIN.test(target_type) || !holds(target_type, natural)) return undefined;
  switch (field.kind) {
    case 'single':
    case 'double':
      return { check: { kind: 'float', isSingle: target_type.startsWith('float') } };
    case 'decimal':
    case 'number': {
      const [, precision, scale] = /\((\d+),(\d+)\)/.exec(target_type) ?? [];
      return precision === undefined
        ? undefined
        : { check: { kind: 'decimal', wholeDigits: Number(precision) - Number(scale) } };
    }
    case 'date':
    case 'datetime':
    case 'datetime_tz':
      return { check: { kind: 'calendar' } };
    default:
      return { check: undefined };
  }
}

const BYTES: Readonly<Record<string, number>> = {
  tinytext: 255,
  tinyblob: 255,
  text: 65_535,
  blob: 65_535,
  mediumtext: 2 ** 24 - 1,
  mediumblob: 2 ** 24 - 1,
};

function lengthCheck(type: string): Check | undefined {
  const [, word = '', length] = /^(\w+)(?:\((\d+)\))?/.exec(type.toLowerCase()) ?? [];
  if (length !== undefined)
    return { kind: word === 'varchar' ? 'characters' : 'bytes', most: Number(length) };
  const most = BYTES[word];
  return most === undefined ? undefined : { kind: word.endsWith('text') ? 'textBytes' : 'bytes', most };
}
