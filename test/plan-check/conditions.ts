import type { Json } from '../../engine/kit/json.ts';
import { canon, type Family } from './canon.ts';
import { type SourceType, sourceTypes } from './column-types.ts';
import type { CaseSpec, SourceName } from './spec.ts';
import type { Row } from './system.ts';

/** What a filter or an override asks of a record's field. */
export interface Condition {
  /** Which column, counted round. */
  readonly at: number;
  readonly takes: 'IsNotNull' | 'IsNull' | 'Equality' | 'Inequality';
  /** Which of the values of the column's type it compares with, counted round. */
  readonly value: number;
}

export const takes: readonly Condition['takes'][] = [
  'IsNotNull',
  'IsNotNull',
  'IsNull',
  'Equality',
  'Inequality',
];

/** How conditions go together, by how many there are; a text that is empty leaves it to the engine. */
export const logics: Readonly<Record<number, readonly string[]>> = {
  0: [''],
  1: ['', 'NOT A', '1'],
  2: ['', 'A OR B', 'A AND NOT B', '1 AND 2', '1 OR 2', 'NOT (A AND B)'],
  3: ['', 'A AND (B OR NOT C)', 'NOT (A OR B) AND C', '1 OR 2 OR 3', 'A OR B AND C'],
};

const comparable: readonly Family[] = [
  'boolean',
  'number',
  'single',
  'text',
  'date',
  'time',
  'datetime',
  'instant',
];

/** Whether the engine's text of a type's values is the system's own, so that a definition can name one. */
export function isNameable(
  { source }: Pick<CaseSpec, 'source'>,
  { type, family, values }: SourceType,
): boolean {
  // Whoever writes a file of CSV or JSON has words of their own for these.
  if ((source === 'csv' || source === 'json') && values.includes('NaN')) return false;
  // A time of MySQL may be a duration: it travels as the text that the server makes of it.
  if (source === 'mysql' && family === 'time') return false;
  return (
    comparable.includes(family) &&
    (family !== 'text' || /^(text|tinytext|varchar|char|uuid|enum)\b/i.test(type)) &&
    values.every((value) => !/^-?\d{3,}:|^30:|^12000/.test(value))
  );
}

/** A column of a case's records: of its table, or the one that a joined model brings. */
export interface RecordColumn {
  readonly name: string;
  /** A place in the types of the system that has it. */
  readonly type: number;
  readonly source: SourceName;
  readonly isKey: boolean;
  readonly isJoined: boolean;
}

export function recordColumns(spec: CaseSpec): readonly RecordColumn[] {
  const { columns, source, joined, kind } = spec;
  const own = columns.map(({ name, type, isKey }) => ({ name, type, source, isKey, isJoined: false }));
  if (!joined || kind !== 'model') return own;
  const brought = { name: JOINED_FIELD, type: joined.type, source: joined.source };
  return [...own, { ...brought, isKey: false, isJoined: true }];
}

/** The field that a joined model brings. */
export const JOINED_FIELD = 'info';

/** One of a type's values as a definition writes it. */
export function nameableValue({ family, values }: SourceType, at: number): Json {
  const value = values[at % values.length] ?? '';
  return family === 'boolean' ? canon(family, value) === 'true' : value;
}

/** A condition as it is of its column: of one whose values cannot be named only whether there is one. */
export function conditionOf(spec: CaseSpec, condition: Condition) {
  const columns = recordColumns(spec);
  const column = columns[condition.at % columns.length] as RecordColumn;
  const type = sourceTypes[column.source][column.type] as SourceType;
  const names = isNameable(column, type) && !column.isKey;
  const wanted = condition.takes;
  const comparing = { Equality: 'IsNotNull', Inequality: 'IsNull' } as const;
  const isComparing = wanted === 'Equality' || wanted === 'Inequality';
  return {
    column,
    type,
    function: isComparing && !names ? comparing[wanted] : wanted,
    ...(isComparing && names ? { value: nameableValue(type, condition.value) } : {}),
  };
}

/** Whether a record meets a condition. */
export function meets(spec: CaseSpec, condition: Condition, row: Row): boolean {
  const { column, type, function: takes, value } = conditionOf(spec, condition);
  const is = row[column.name] ?? null;
  if (takes === 'IsNull') return is === null;
  if (takes === 'IsNotNull') return is !== null;
  const isSame = is !== null && canon(type.family, is) === canon(type.family, String(value));
  return isSame === (takes === 'Equality');
}

/** Whether conditions that go together so are met. */
export function meetsAll(logic: string, met: readonly boolean[]): boolean {
  if (logic === '') return met.every((one) => one);
  const words = logic.match(/[A-Z]+|\d+|[()]/g) ?? [];
  let at = 0;
  const one = (): boolean => {
    const word = words[at++] ?? '';
    if (word === 'NOT') return !one();
    if (word === '(') {
      const inner = either();
      at++;
      return inner;
    }
    return met[/\d/.test(word) ? Number(word) - 1 : word.charCodeAt(0) - 65] ?? false;
  };
  const both = (): boolean => {
    let is = one();
    while (words[at] === 'AND') {
      at++;
      is = one() && is;
    }
    return is;
  };
  const either = (): boolean => {
    let is = both();
    while (words[at] === 'OR') {
      at++;
      is = both() || is;
    }
    return is;
  };
  return either();
}

/** The labels by which a logic names its conditions; none where it counts them. */
export function labelsOf(logic: string, at: number): { readonly label?: string } {
  return /\bA\b/.test(logic) ? { label: String.fromCharCode(65 + at) } : {};
}
