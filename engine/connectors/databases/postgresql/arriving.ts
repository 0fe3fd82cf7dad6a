import type { LoadColumn, RowsToLoad } from '../../../contract/contract.ts';
import { NUMBER } from '../../../contract/record-numbers.ts';
import { columnOf } from '../../../families/sql/source-columns.ts';
import { type FieldType, fieldType } from '../../../types/field-type.ts';
import { naturalType } from './columns.ts';
import type { ExistingTarget } from './describe-target.ts';
import { quoteIdentifier } from './sql.ts';

/** A column of rows that arrive: in which type they can be copied in, and how that becomes the target's. */
export interface ArrivingColumn {
  readonly name: string;
  /** The type that COPY reads. */
  readonly type: string;
  readonly targetType: string;
  /** The target's collation, quoted, where it is not the type's. */
  readonly collation: string | undefined;
  /** As LoadColumn's. */
  readonly only: LoadColumn['only'];
  /** As LoadColumn's. */
  readonly isStamp: boolean;
  /**
   * Whether COPY may read its text in the target's type at once: a text means the same in both, or is refused in both. So
   * the target's type may refuse what `type` takes.
   */
  readonly isReadAlike: boolean;
  /** The value in the target's type, of a value in `type`. */
  cast(value: string): string;
}

/** The types of the arriving columns, by the format they come in and the target's columns. */
export function arrivingColumns(
  request: RowsToLoad,
  { columns, collations }: ExistingTarget,
): readonly ArrivingColumn[] {
  const { rows } = request;
  return request.columns.map(({ name, type, only, isStamp = false }, i) => {
    const target = columnOf({ id: request.table.id, columns }, name).target_type;
    const arriving = rows.format === 'pgcopy' ? (rows.types[i] as string) : csvType(type);
    const isJsonArray =
      fieldType(type).kind === 'array' && (rows.format === 'csv' || /^jsonb?$/.test(arriving));
    return {
      name,
      type: arriving,
      targetType: target,
      collation: collations.get(name),
      only,
      isStamp,
      isReadAlike:
        arriving === target || (rows.format === 'csv' && !isJsonArray && isReadAlike(arriving, target)),
      cast: (value) =>
        isJsonArray
          ? fromJsonArray(arriving === 'jsonb' ? `(${value})::json` : value, type, target)
          : conversion(value, arriving, target),
    };
  });
}

/** A column of a temporary table, of one of the types that it arrives in: texts are the same there that are so in the target. */
export function definition({ name, collation }: ArrivingColumn, type: string): string {
  const isText = /^(text|character|name)\b[^[]*$/.test(type);
  return `${quoteIdentifier(name)} ${type}${collation && isText ? ` COLLATE ${collation}` : ''}`;
}

/** The columns of the rows as they are staged: the arriving ones, and the records' numbers where they have such. */
export function stagedColumns(
  columns: readonly ArrivingColumn[],
  { numbered }: RowsToLoad,
): readonly ArrivingColumn[] {
  if (!numbered) return columns;
  const type = naturalType(NUMBER.type);
  return [
    ...columns,
    {
      name: NUMBER.name,
      type,
      targetType: type,
      collation: undefined,
      only: undefined,
      isStamp: false,
      isReadAlike: true,
      cast: (value) => value,
    },
  ];
}

/** The type that takes every value of the dialect's text for a field type: jsonb would refuse some JSON. */
function csvType(type: string): string {
  switch (fieldType(type).kind) {
    case 'json':
    case 'jsonarray':
    case 'object{}':
    case 'array':
      return 'json';
    default:
      return naturalType(type);
  }
}

/** Types whose values a cast from text reads as COPY does. */
const READ_FROM_TEXT = new Set([
  'uuid',
  'json',
  'jsonb',
  'smallint',
  'integer',
  'bigint',
  'numeric',
  'real',
  'double precision',
  'boolean',
  'date',
  'timestamp without time zone',
  'timestamp with time zone',
  'inet',
  'cidr',
  'bytea',
]);
const INTEGERS = ['smallint', 'integer', 'bigint'];

function isReadAlike(arriving: string, target: string): boolean {
  const isNumeric = /^numeric(\(|$)/.test(target);
  if (arriving === 'text')
    return READ_FROM_TEXT.has(target) || isNumeric || /^character varying(\(|$)/.test(target);
  if (arriving === 'json') return target === 'jsonb';
  if (INTEGERS.includes(arriving)) return INTEGERS.includes(target) || isNumeric;
  return arriving.startsWith('numeric') && isNumeric;
}

/**
 * A value as one that can be assigned to the target's type. Lengths are left to the assignment, which refuses what is
 * too long where a cast would cut it off.
 */
function conversion(value: string, from: string, to: string): string {
  if (from === to) return value;
  if (/^(text|character|bpchar)/.test(to)) return from === 'text' ? value : `${value}::text`;
  if (/^bit(\(|$)/.test(to)) return `${value}::bit varying`;
  return `${value}::${to.replace(/\([^)]*\)/, '')}`;
}

function fromJsonArray(value: string, type: string, to: string): string {
  if (to === 'json') return value;
  const field = fieldType(type);
  const holdsJson = field.kind === 'array' && ['json', 'jsonarray', 'object{}'].includes(field.element.kind);
  const list = (element: string) =>
    `CASE WHEN ${value} IS NOT NULL THEN ARRAY(SELECT ${element} ` +
    `FROM json_array_elements_text(${value}) WITH ORDINALITY AS u(e, n) ORDER BY n) END`;
  if (to.endsWith('[]') && field.kind === 'array' && field.element.kind === 'array')
    return nestedArray(value, field, to);
  if (to.endsWith('[]')) return list(conversion('e', 'text', to.slice(0, -2)));
  if (to === 'jsonb' && holdsJson) return `to_jsonb(${list('e::jsonb')})`;
  return conversion(value, 'json', to);
}

/** An array of several dimensions from JSON of as many. Those within must be as long as each other. */
function nestedArray(value: string, { element }: Extract<FieldType, { kind: 'array' }>, to: string): string {
  const from = `WITH ORDINALITY AS u(e, n)`;
  if (element.kind !== 'array')
    return `ARRAY(SELECT ${conversion('e', 'text', to.slice(0, -2))} FROM json_array_elements_text(${value}) ${from} ORDER BY n)`;
  return (
    `CASE WHEN ${value} IS NOT NULL THEN coalesce((SELECT array_agg(${nestedArray('e', element, to)} ORDER BY n) ` +
    `FROM json_array_elements(${value}) ${from}), '{}') END`
  );
}
