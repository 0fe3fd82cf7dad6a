import type { Filter, Override } from '../contract/filter.ts';
import { InvalidError, type Issue } from '../kit/errors.ts';
import type { FieldType } from '../types/field-type.ts';
import { checkFilters, checkOverrides } from './check-filters.ts';
import { type Condition, type Test, testOf } from './condition.ts';
import type { FilterDialect } from './dialect.ts';
import { readFieldValue } from './field-values.ts';
import type { FilterFunctionName } from './filter-functions.ts';
import { checkFilterLogic, type FilterLogic, filterLogicOf } from './filter-logic.ts';

/** A field as SQL, and the field type that it yields. */
export interface FilterColumn {
  /** An expression of the value that a sync would move: a quoted column, or what the source makes of one before it moves. */
  readonly sql: string;
  readonly type: FieldType;
}

export interface FilterContext {
  readonly dialect: FilterDialect;
  /** By the name that filters give their field. */
  readonly columns: ReadonlyMap<string, FilterColumn>;
  /** The run's moment, in milliseconds since 1970-01-01 UTC: the same for all that belongs to one run. */
  readonly now: number;
}

/**
 * One predicate that is true of exactly the records that the filters let through, and false, never NULL, of the others:
 * for a WHERE, a CASE WHEN or a NOT. Without a logic every filter must match; without filters every record does.
 * Throws an InvalidError where filters or logic are at fault (paths start with `filters` or `filter_logic`).
 */
export function filterSql(
  filters: readonly Filter[],
  logic: string | null | undefined,
  context: FilterContext,
): string {
  refuse([
    ...under('filters', checkFilters(filters, typesOf(context))),
    ...under(
      'filter_logic',
      checkFilterLogic(
        logic,
        filters.map((f) => f.label),
      ),
    ),
  ]);
  const tests = filters.map((filter) => testSql(filter, context));
  const parsed = filterLogicOf(logic);
  if (!parsed) return joined('and', tests);
  const labels = new Map(filters.map((filter, i) => [filter.label, tests[i] as string]));
  return logicSql(parsed, labels);
}

/**
 * The expression of a field with its overrides: the first override whose condition the field meets gives the value,
 * typed as the field; where none does, the field's own value stays. Overrides of other fields are left aside.
 * Throws an InvalidError where an override is at fault (paths start with `overrides`).
 */
export function overrideSql(field: string, overrides: readonly Override[], context: FilterContext): string {
  refuse(under('overrides', checkOverrides(overrides, typesOf(context))));
  const { dialect } = context;
  const { sql, type } = columnOf(field, context);
  const own = overrides.filter((override) => override.field === field);
  if (own.length === 0) return sql;
  const cases = own.map((override) => {
    const value = dialect.literal(readFieldValue(override.override, type), type);
    return `WHEN ${testSql(override, context)} THEN ${value}`;
  });
  return `CASE ${cases.join(' ')} ELSE ${dialect.cast(sql, type)} END`;
}

function testSql(filter: Filter, context: FilterContext): string {
  const { sql, type } = columnOf(filter.field, context);
  const now = BigInt(Math.trunc(context.now)) * 1000n;
  return renderTest(
    testOf(filter.function as FilterFunctionName, type, filter.value, now),
    sql,
    type,
    context.dialect,
  );
}

/** A false AND makes NULL false, in a form that databases still push down to scans and indexes. */
function renderTest(
  { condition, negated }: Test,
  sql: string,
  type: FieldType,
  dialect: FilterDialect,
): string {
  if (condition.kind === 'null') return negated ? `((${sql}) IS NOT NULL)` : `((${sql}) IS NULL)`;
  if (condition.kind === 'never') return negated ? TRUE : FALSE;
  const known = `(${sql}) IS NOT NULL`;
  const positive =
    condition.kind === 'always'
      ? `(${known})`
      : `(${known} AND ${render(condition, dialect.cast(sql, type), type, dialect)})`;
  return negated ? `(NOT ${positive})` : positive;
}

/** Of a value that is not NULL. */
function render(condition: Condition, value: string, type: FieldType, dialect: FilterDialect): string {
  switch (condition.kind) {
    case 'null':
    case 'never':
      return FALSE;
    case 'always':
      return TRUE;
    case 'compare':
      return dialect.compare(value, condition.operator, condition.value, type);
    case 'oneOf':
      return dialect.oneOf(value, condition.values, type);
    case 'all':
    case 'any':
      return joined(
        condition.kind === 'all' ? 'and' : 'or',
        condition.of.map((c) => render(c, value, type, dialect)),
      );
    case 'like':
      return dialect.like(value, condition.pattern);
    case 'equalsTrimmed':
      return dialect.compare(dialect.trim(value), '=', condition.text, type);
    case 'hasElement':
      return dialect.hasElement(value, condition.value, condition.element);
    case 'hasJsonElement':
      return dialect.hasJsonElement(value, condition.value);
  }
}

function logicSql(logic: FilterLogic, tests: ReadonlyMap<string | undefined, string>): string {
  if (logic.kind === 'label') return tests.get(logic.label) as string;
  if (logic.kind === 'not') return `(NOT ${logicSql(logic.of, tests)})`;
  return joined(
    logic.kind,
    logic.of.map((operand) => logicSql(operand, tests)),
  );
}

/** Predicates that every database takes, also one that has no boolean literals. */
const TRUE = '(1 = 1)';
const FALSE = '(1 = 0)';

function joined(operator: 'and' | 'or', predicates: readonly string[]): string {
  if (predicates.length === 0) return operator === 'and' ? TRUE : FALSE;
  return predicates.length === 1
    ? (predicates[0] as string)
    : `(${predicates.join(` ${operator.toUpperCase()} `)})`;
}

function columnOf(field: string, { columns }: FilterContext): FilterColumn {
  const column = columns.get(field);
  if (!column) throw new RangeError(`no column is given for the field "${field}"`);
  return column;
}

function typesOf({ columns }: FilterContext): ReadonlyMap<string, FieldType> {
  return new Map([...columns].map(([name, { type }]) => [name, type]));
}

function under(key: string, issues: readonly Issue[]): readonly Issue[] {
  return issues.map((issue) => ({ path: [key, ...issue.path], message: issue.message }));
}

function refuse(issues: readonly Issue[]): void {
  if (issues.length > 0) throw new InvalidError(issues);
}
