import { type Expectation, expectationTypes } from '../api/documents.ts';
import type { ConnectorHost, FieldSchema } from '../contract/contract.ts';
import { typeGroups } from '../filters/filter-functions.ts';
import { InvalidError, type Issue, messageOf } from '../kit/errors.ts';
import { quoteIdentifier } from '../kit/sql.ts';
import { duckdbType } from '../movement/duckdb-types.ts';
import { fieldType } from '../types/field-type.ts';
import { confineCondition } from './condition.ts';

type Path = readonly (string | number)[];

/** What each type of expectation has to say beside its type. */
const NEEDED: Readonly<Record<Expectation['type'], readonly (keyof Expectation)[]>> = {
  not_null: ['fields'],
  unique: ['fields'],
  accepted_values: ['fields', 'values'],
  row_count: [],
  freshness: ['fields', 'max_age'],
  sql: ['condition'],
};

/** Faults of expectations on records with these fields. */
export function checkExpectations(
  expectations: readonly Expectation[] | undefined,
  fields: readonly FieldSchema[],
  path: Path,
): readonly Issue[] {
  const issues: Issue[] = [];
  for (const [i, expectation] of (expectations ?? []).entries()) {
    const add = (name: keyof Expectation, message: string) =>
      issues.push({ path: [...path, i, name], message });
    const { type } = expectation;
    if (!expectationTypes.includes(type)) {
      add('type', `"${type}" is no expectation; known are ${expectationTypes.join(', ')}`);
      continue;
    }
    for (const name of NEEDED[type])
      if (isEmpty(expectation[name])) add(name, `an expectation of type ${type} needs ${name}`);
    checkFields(expectation, fields, add);
    if (type === 'row_count' && expectation.min === undefined && expectation.max === undefined)
      add('min', 'an expectation of type row_count needs min, max or both');
    if ((expectation.min ?? 0) > (expectation.max ?? Number.POSITIVE_INFINITY))
      add('min', 'min is larger than max');
    if (type === 'freshness' && expectation.max_age !== undefined && ageOf(expectation.max_age) === undefined)
      add('max_age', `"${expectation.max_age}" is not an age such as 90m, 24h or 7d`);
    if (expectation.on_failure === 'set_aside' && isOfAll(expectation))
      add('on_failure', `an expectation of type ${type} is on all records together: none can be set aside`);
  }
  return issues;
}

function checkFields(
  { type, fields: named = [] }: Expectation,
  fields: readonly FieldSchema[],
  add: (name: keyof Expectation, message: string) => void,
): void {
  for (const name of named) {
    const field = fields.find((one) => one.name === name);
    if (!field)
      add('fields', `there is no field "${name}"; there are ${fields.map((f) => f.name).join(', ')}`);
    else if (type === 'freshness' && !typeGroups.calendar(fieldType(field.type)))
      add('fields', `"${name}" is ${field.type}: freshness is told by a date or a time`);
  }
}

/** Faults of SQL conditions, as DuckDB finds them; nothing is read. */
export async function checkConditions(
  expectations: readonly Expectation[] | undefined,
  fields: readonly FieldSchema[],
  path: Path,
  withSession: ConnectorHost['withSession'],
): Promise<readonly Issue[]> {
  const conditions = (expectations ?? []).flatMap(({ type, condition }, i) =>
    type === 'sql' && condition ? [{ i, condition }] : [],
  );
  if (conditions.length === 0) return [];
  return withSession(async (session) => {
    const columns = fields.map(({ name, type }) => `NULL::${duckdbType(type)} AS ${quoteIdentifier(name)}`);
    const issues: Issue[] = [];
    for (const { i, condition } of conditions)
      await confineCondition(session, condition, `SELECT ${columns.join(', ')}`).catch((error: unknown) => {
        issues.push({ path: [...path, i, 'condition'], message: messageOf(error) });
      });
    return issues;
  });
}

/** Throws an InvalidError where expectations are at fault. */
export function refuseFaults(issues: readonly Issue[]): void {
  if (issues.length > 0) throw new InvalidError(issues);
}

/** Whether an expectation is on all records together and not on each. */
export function isOfAll({ type }: Pick<Expectation, 'type'>): boolean {
  return type === 'row_count' || type === 'freshness';
}

/** An age in milliseconds: `90m`, `24h`, `7d`; undefined of any other text. */
export function ageOf(text: string): number | undefined {
  const match = /^(\d{1,6})(s|m|h|d)$/.exec(text);
  if (!match) return undefined;
  const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
  return Number(match[1]) * units[match[2] as keyof typeof units];
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}
