import type { SqlParameter } from '@azure/cosmos';
import type { FieldSchema, RowFilter } from '../../../contract/contract.ts';
import type { Filter } from '../../../contract/filter.ts';
import { property } from './select.ts';

/** A condition of Cosmos DB's SQL over the item `c`, with the values that it compares with. */
export interface Condition {
  readonly text: string;
  readonly parameters: readonly SqlParameter[];
}

/** A condition that holds of items whose field has a value at or after a position, and of those without a value. */
export function atOrAfter({ name, type }: FieldSchema, value: string): Condition {
  const at = property(name);
  return {
    text: `NOT IS_DEFINED(${at}) OR IS_NULL(${at}) OR ${at} >= @from`,
    parameters: [{ name: '@from', value: type === 'string' ? value : Number(value) }],
  };
}

const OPERATORS: Readonly<Record<string, string>> = {
  Equality: '=',
  GreaterThan: '>',
  GreaterThanEqual: '>=',
  LessThan: '<',
  LessThanEqual: '<=',
};

/**
 * What Cosmos DB leaves out of the items that a filter refuses: a condition that holds of all that it lets through, and may hold
 * of others, which DuckDB leaves out. Undefined where Cosmos DB leaves out none. `isWithin` says of a field's name that it is no
 * property of its own.
 */
export function conditionOf(
  { filters, logic, fields }: RowFilter,
  isWithin: (name: string) => boolean,
): Condition | undefined {
  // Of filters that all have to match each leaves out by itself.
  if (logic !== undefined) return undefined;
  const texts: string[] = [];
  const parameters: SqlParameter[] = [];
  for (const filter of filters) {
    const field = fields.find(({ name }) => name === filter.field);
    if (!field || isWithin(field.name)) continue;
    const text = textOf(filter, field, (value) => {
      const name = `@p${parameters.length}`;
      parameters.push({ name, value });
      return name;
    });
    if (text !== undefined) texts.push(`(${text})`);
  }
  return texts.length === 0 ? undefined : { text: texts.join(' AND '), parameters };
}

function textOf(
  { function: name, value }: Filter,
  { name: field, type }: FieldSchema,
  parameter: (value: string | number) => string,
): string | undefined {
  const at = property(field);
  if (name === 'IsNull') return `NOT IS_DEFINED(${at}) OR IS_NULL(${at})`;
  if (name === 'IsNotNull') return `IS_DEFINED(${at}) AND NOT IS_NULL(${at})`;
  if (name === 'True' || name === 'False')
    return type === 'boolean' ? `${at} = ${name === 'True'}` : undefined;
  if (name === 'StringOneOf' && Array.isArray(value)) {
    const all = value.map((one) => comparable(one, type, '='));
    if (all.length === 0 || all.includes(undefined)) return undefined;
    return `${at} IN (${all.map((one) => parameter(one as string | number)).join(', ')})`;
  }
  const operator = OPERATORS[name];
  const compared = operator === undefined ? undefined : comparable(value, type, operator);
  return compared === undefined ? undefined : `${at} ${operator} ${parameter(compared)}`;
}

/** A value that Cosmos DB compares as syncform does; undefined where it may not. Texts are compared for equality alone. */
function comparable(value: unknown, type: string, operator: string): string | number | undefined {
  if (type === 'string') return operator === '=' && typeof value === 'string' ? value : undefined;
  const text = String(value);
  return type === 'bigint' && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}
