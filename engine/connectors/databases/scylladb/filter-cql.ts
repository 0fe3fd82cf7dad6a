import type { FieldSchema } from '../../../contract/contract.ts';
import type { Filter } from '../../../contract/filter.ts';
import { type Comparison, type Condition, testOf } from '../../../filters/condition.ts';
import { type FilterFunctionName, filterFunctions } from '../../../filters/filter-functions.ts';
import { parseMoment } from '../../../filters/moments.ts';
import { SyncformError } from '../../../kit/errors.ts';
import type { JsonObject } from '../../../kit/json.ts';
import { fieldType } from '../../../types/field-type.ts';
import { quoteName } from './names.ts';

/*
 * Filters in CQL, whose WHERE has comparisons joined by AND and nothing else, and takes one restriction a column.
 */

/** Functions whose values depend on the run's moment, which is finer than CQL's timestamps. */
const RELATIVE = /^(Relative|InTheLast)/;

/**
 * Of filters that all have to match, those that a cluster itself applies with the same result: comparisons of a table's columns.
 * A query's rows it can filter no further. `fields` are those that the filters name.
 */
export function isPushed(
  filters: readonly Filter[],
  fields: readonly FieldSchema[],
  model: JsonObject,
): readonly Filter[] {
  if (typeof model.table !== 'string') return [];
  const restricted = new Set<string>();
  return filters.filter((filter) => {
    const field = fields.find(({ name }) => name === filter.field);
    if (!field || restricted.has(field.name) || clausesOf(filter, field) === undefined) return false;
    restricted.add(field.name);
    return true;
  });
}

/** What stands in a WHERE, joined by AND; undefined of a filter that CQL has no words for. */
export function clausesOf(filter: Filter, field: FieldSchema): readonly string[] | undefined {
  const name = filter.function as FilterFunctionName;
  if (RELATIVE.test(name) || !Object.hasOwn(filterFunctions, name)) return undefined;
  try {
    const { condition, negated } = testOf(name, fieldType(field.type), filter.value, 0n);
    return negated ? undefined : clauses(condition, field);
  } catch (error) {
    // A value that does not fit is said where the filters are checked.
    if (error instanceof SyncformError) return undefined;
    throw error;
  }
}

function clauses(condition: Condition, field: FieldSchema): readonly string[] | undefined {
  if (condition.kind === 'all') {
    const parts = condition.of.map((part) => clauses(part, field));
    // An equality stands alone.
    if (parts.length > 1 && condition.of.some((part) => part.kind === 'compare' && part.operator === '='))
      return undefined;
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
  }
  if (condition.kind !== 'compare') return undefined;
  const literal = literalOf(condition.operator, condition.value, field.remote_type);
  return literal === undefined ? undefined : [`${quoteName(field.name)} ${condition.operator} ${literal}`];
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A value as CQL writes one of a type; undefined where the comparison would not be the same there. */
function literalOf(operator: Comparison, value: string, type: string): string | undefined {
  switch (type) {
    case 'text':
    case 'varchar':
      return `'${value.replaceAll("'", "''")}'`;
    case 'smallint':
    case 'int':
    case 'bigint':
    case 'varint':
      return /^-?\d+$/.test(value) ? value : undefined;
    case 'decimal':
      return /^-?\d+(\.\d+)?$/.test(value) ? value : undefined;
    case 'boolean':
      return operator === '=' ? value : undefined;
    case 'uuid':
    case 'timeuuid':
      return operator === '=' && UUID.test(value) ? value : undefined;
    case 'timestamp': {
      const micros = parseMoment(value);
      return micros === undefined || micros % 1000n !== 0n ? undefined : String(micros / 1000n);
    }
    default:
      return undefined;
  }
}
