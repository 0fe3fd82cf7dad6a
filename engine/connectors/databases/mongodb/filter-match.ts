import type { Document } from 'mongodb';
import type { FieldSchema, RowFilter } from '../../../contract/contract.ts';
import type { Filter } from '../../../contract/filter.ts';
import { readMoment } from '../../../filters/field-values.ts';

type Driver = typeof import('./driver.ts');

const OPERATORS: Readonly<Record<string, '$eq' | '$gt' | '$gte' | '$lt' | '$lte'>> = {
  Equality: '$eq',
  GreaterThan: '$gt',
  GreaterThanEqual: '$gte',
  OnOrAfter: '$gte',
  LessThan: '$lt',
  LessThanEqual: '$lte',
  OnOrBefore: '$lte',
};

/**
 * What MongoDB leaves out of the documents that a filter refuses: a condition that holds of all that it lets through, and may
 * hold of others, which DuckDB leaves out. Undefined where MongoDB leaves out none. A document with a value of a kind that its
 * field cannot hold matches no condition on that field.
 */
export function matchOf(driver: Driver, { filters, logic, fields }: RowFilter): Document | undefined {
  // Of filters that all have to match each leaves out by itself.
  if (logic !== undefined) return undefined;
  const conditions = filters.flatMap((filter) => {
    const field = fields.find(({ name }) => name === filter.field);
    // Such a name would be taken for a path or an operator.
    if (!field || /^\$|\./.test(field.name)) return [];
    const condition = conditionOf(driver, filter, field);
    return condition === undefined ? [] : [{ [field.name]: condition }];
  });
  return conditions.length === 0 ? undefined : { $and: conditions };
}

function conditionOf(driver: Driver, filter: Filter, { type }: FieldSchema): unknown {
  const { function: name, value } = filter;
  if (name === 'IsNull') return { $eq: null };
  if (name === 'IsNotNull') return { $ne: null };
  if (name === 'True' || name === 'False') return type === 'boolean' ? { $eq: name === 'True' } : undefined;
  if (name === 'Between') {
    const [low, high] = value as readonly [Filter['value'], Filter['value']];
    const bounds = [bound(driver, '$gte', low, type), bound(driver, '$lte', high, type)];
    return bounds.includes(undefined) ? undefined : Object.assign({}, ...bounds);
  }
  if (name === 'StringOneOf' && Array.isArray(value)) {
    const all = (value as readonly Filter['value'][]).map((one) => bound(driver, '$eq', one, type)?.$in);
    return all.includes(undefined) ? undefined : { $in: all.flat() };
  }
  const operator = OPERATORS[name];
  return operator && bound(driver, operator, value, type);
}

/** A comparison with a value; undefined where MongoDB compares values of the type in another way than syncform. */
function bound(
  driver: Driver,
  operator: '$eq' | '$gt' | '$gte' | '$lt' | '$lte',
  value: Filter['value'],
  type: string,
): Document | undefined {
  switch (type) {
    case 'string':
      return operator === '$eq' && typeof value === 'string' ? { $in: textsOf(driver, value) } : undefined;
    case 'int':
    case 'bigint': {
      const text = String(value);
      return /^-?\d{1,18}$/.test(text) ? { [operator]: driver.Long.fromString(text) } : undefined;
    }
    case 'datetime_tz': {
      // A plain date is the whole day. What is finer than a millisecond is left to DuckDB.
      const { start, end = start } = readMoment(value ?? null);
      const from = new Date(Number(start / 1000n) - 1);
      const to = new Date(Number(end / 1000n) + 1);
      if (Number.isNaN(from.getTime()) || Number.isNaN(to.getTime())) return undefined;
      if (operator === '$eq') return { $gte: from, $lte: to };
      return operator === '$gt' || operator === '$gte' ? { $gte: from } : { $lte: to };
    }
    default:
      return undefined;
  }
}

/** What a field of texts may have as a text: ids are shown in small letters. */
function textsOf({ ObjectId, UUID }: Driver, text: string): readonly unknown[] {
  return [
    text,
    ...(/^[0-9a-f]{24}$/.test(text) ? [ObjectId.createFromHexString(text)] : []),
    ...(UUID.isValid(text) ? [new UUID(text)] : []),
  ];
}
