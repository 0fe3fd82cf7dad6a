import type { FieldSchema, RowFilter } from '../../../contract/contract.ts';
import type { Filter } from '../../../contract/filter.ts';
import { type Comparison, type Condition, testOf } from '../../../filters/condition.ts';
import { type FilterFunctionName, filterFunctions } from '../../../filters/filter-functions.ts';
import { parseMoment } from '../../../filters/moments.ts';
import { fieldType } from '../../../types/field-type.ts';
import type { Document } from './client.ts';
import { ID, type Index } from './indices.ts';
import type { Searched } from './searched.ts';

/*
 * OpenSearch finds documents by what it indexed, and syncform filters by what documents have: an index may lack a value (it is
 * longer than `ignore_above`, or was there before the mapping knew the field) or have one more (`null_value`, `copy_to`). So
 * OpenSearch leaves out only documents of which it has another value, and DuckDB leaves out the rest.
 */

const OPERATORS = { '<': 'lt', '<=': 'lte', '>': 'gt', '>=': 'gte' } as const;
const ISO = 'strict_date_optional_time';
/** OpenSearch takes 65,536 values in one list unless an index says otherwise. */
const MOST_VALUES = 10_000;

/**
 * A query that finds all documents which a filter lets through, and may find others; undefined where it would find all. Filters
 * have been checked.
 */
export function queryOfFilter(
  index: Index,
  { filters, logic, fields, now }: RowFilter,
): Document | undefined {
  // Of filters that all have to match each leaves out by itself.
  if (logic !== undefined) return undefined;
  const queries = filters.flatMap((filter) => {
    const field = fields.find(({ name }) => name === filter.field);
    return (field && queryOf(index, filter, field, now)) ?? [];
  });
  return queries.length === 0 ? undefined : { bool: { filter: queries } };
}

function queryOf(index: Index, filter: Filter, field: FieldSchema, now: number): Document | undefined {
  const name = filter.function as FilterFunctionName;
  if (!Object.hasOwn(filterFunctions, name)) return undefined;
  const { condition, negated } = testOf(
    name,
    fieldType(field.type),
    filter.value,
    BigInt(Math.trunc(now)) * 1000n,
  );
  if (negated) return undefined;
  if (field.name === ID) return idsOf(condition);
  const mapped = index.mapped.find((one) => one.name === field.name);
  // A field that has lists, or values of several kinds, is none of its mapping's type.
  if (!mapped?.searched || field.type !== mapped.type) return undefined;
  const { path, isFilled } = mapped.searched;
  const without: Document = { bool: { must_not: [{ exists: { field: path } }] } };
  if (condition.kind === 'null') return isFilled ? undefined : without;
  const found = foundBy(condition, mapped.searched);
  return found && { bool: { should: [found, without], minimum_should_match: 1 } };
}

function idsOf(condition: Condition): Document | undefined {
  if (condition.kind === 'compare' && condition.operator === '=')
    return { ids: { values: [condition.value] } };
  if (condition.kind === 'oneOf' && condition.values.length <= MOST_VALUES)
    return { ids: { values: condition.values } };
  return undefined;
}

/** What finds the documents with an indexed value that meets a condition; undefined where OpenSearch compares otherwise. */
function foundBy(condition: Condition, searched: Searched): Document | undefined {
  switch (condition.kind) {
    case 'compare':
      return compared(condition.operator, condition.value, searched);
    case 'oneOf': {
      const { kind, path } = searched;
      const { values } = condition;
      if ((kind !== 'keyword' && kind !== 'whole') || values.length > MOST_VALUES) return undefined;
      return { terms: { [path]: values } };
    }
    case 'all': {
      const parts = condition.of.flatMap((part) => foundBy(part, searched) ?? []);
      return parts.length === 0 ? undefined : { bool: { filter: parts } };
    }
    case 'any': {
      const parts = condition.of.map((part) => foundBy(part, searched));
      if (parts.includes(undefined)) return undefined;
      return { bool: { should: parts, minimum_should_match: 1 } };
    }
    default:
      return undefined;
  }
}

function compared(operator: Comparison, value: string, { kind, path }: Searched): Document | undefined {
  switch (kind) {
    case 'keyword':
    case 'boolean':
      return operator === '=' ? { term: { [path]: value } } : undefined;
    case 'double':
      // To OpenSearch -0 is less than 0.
      return Number(value) === 0 || !Number.isFinite(Number(value))
        ? undefined
        : number(operator, value, path);
    case 'whole':
      return number(operator, value, path);
    case 'date':
    case 'date_nanos':
      return moment(operator, value, path, kind);
  }
}

/** As text, which OpenSearch reads by the field's type: no digit is lost. */
function number(operator: Comparison, value: string, path: string): Document {
  return operator === '='
    ? { term: { [path]: value } }
    : { range: { [path]: { [OPERATORS[operator]]: value } } };
}

/** A `date` is indexed with milliseconds, whatever the document has: a millisecond more at either end is looked at. */
function moment(
  operator: Comparison,
  value: string,
  path: string,
  kind: 'date' | 'date_nanos',
): Document | undefined {
  const micros = parseMoment(value);
  if (micros === undefined) return undefined;
  const [from, to] = [isoOf(micros / 1000n - 1n, kind), isoOf(micros / 1000n + 1n, kind)];
  if (from === undefined || to === undefined) return undefined;
  const bounds =
    operator === '=' ? { gte: from, lte: to } : operator.startsWith('<') ? { lte: to } : { gte: from };
  return { range: { [path]: { ...bounds, format: ISO } } };
}

/** Milliseconds since 1970 as text; undefined beyond what a field of the kind takes in a query. */
function isoOf(millis: bigint, kind: 'date' | 'date_nanos'): string | undefined {
  const date = new Date(Number(millis));
  const year = date.getUTCFullYear();
  const isTaken = kind === 'date' ? year >= 1 && year <= 9999 : year >= 1970 && year < 2262;
  return isTaken ? date.toISOString() : undefined;
}
