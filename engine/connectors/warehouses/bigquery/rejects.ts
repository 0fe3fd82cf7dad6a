import type { RowsToLoad } from '../../../contract/contract.ts';
import { NAMING_LENGTH, RejectedRecords } from '../../../contract/rejected-records.ts';
import { wordOf } from './column-type.ts';
import { fold } from './names.ts';
import type { Session } from './sessions.ts';
import { quoteLiteral } from './sql.ts';
import type { ArrivingColumn, Stage } from './stage.ts';

/** Characters of a value that are shown. */
const SHOWN = 100;

/** What keeps an arrived row from the target: a condition, and SQL of the reason. */
interface Fault {
  readonly condition: string;
  readonly reason: string;
}

/** Finds the rows of a load that cannot be in its target, and says of which that is so. */
export class Rejects extends RejectedRecords {
  readonly #session: Session;
  readonly #columns: readonly ArrivingColumn[];
  readonly #stage: Stage;
  readonly #key: readonly ArrivingColumn[];
  readonly #faults: readonly Fault[];
  /** A condition on arrived rows that holds of those that are taken. */
  good = 'TRUE';

  constructor(session: Session, request: RowsToLoad, columns: readonly ArrivingColumn[], stage: Stage) {
    super(request);
    this.#session = session;
    this.#columns = columns;
    this.#stage = stage;
    this.#key = keyColumns(columns, request.key);
    // Of a record that goes the key alone is looked at.
    this.#faults = faultsOf(this.#key, request.operation === 'delete' ? this.#key : columns);
    this.#isKeyUnique = request.isKeyUnique === true;
  }

  readonly #isKeyUnique: boolean;

  async find(): Promise<void> {
    const isTwice = this.#key.length > 0 && !this.#isKeyUnique;
    if (this.#faults.length === 0 && !isTwice) return;
    const named = this.names.map((name) => {
      const column = this.#columns.find((c) => fold(c.name) === fold(name));
      return column ? `LEFT(${column.shown}, ${NAMING_LENGTH})` : 'CAST(NULL AS STRING)';
    });
    const reason = isTwice ? `IF(n > 1, ${this.#twiceReason}, why)` : 'why';
    const list = [reason, ...named, ...this.numbers.map(() => 'CAST(num AS STRING)')].map(
      (sql, i) => `${sql} AS v${i}`,
    );
    const rows = await this.#session.rows(
      `SELECT ${list.join(', ')} FROM ${isTwice ? this.#ranked : this.#judged} WHERE why IS NOT NULL${isTwice ? ' OR n > 1' : ''} ORDER BY r`,
    );
    for (const [why, ...texts] of rows) this.add([texts], why ?? '');
    if (this.records.length === 0) return;
    this.good = `r IN (SELECT r FROM ${isTwice ? `${this.#ranked} WHERE why IS NULL AND n = 1` : `${this.#judged} WHERE why IS NULL`})`;
  }

  get #twiceReason(): string {
    const key = this.#key.map(({ name }) => name).join(', ');
    return quoteLiteral(`an earlier record of the same batch has the same key (${key})`);
  }

  /** The arrived rows, with why they cannot be taken. */
  get #judged(): string {
    const cases = this.#faults.map(({ condition, reason }) => `WHEN ${condition} THEN ${reason}`);
    const why = cases.length > 0 ? `CASE ${cases.join(' ')} END` : 'CAST(NULL AS STRING)';
    return `(SELECT *, ${why} AS why FROM ${this.#stage.rows})`;
  }

  /** The same, with how many good rows of one key came up to each of them. */
  get #ranked(): string {
    const order = [...this.numbers.map(() => 'num'), 'r'].join(', ');
    const key = this.#key.map(({ fitted, type }) => partitioned(fitted, type)).join(', ');
    return `(SELECT *, IF(why IS NULL, ROW_NUMBER() OVER (PARTITION BY why IS NULL, ${key} ORDER BY ${order}), 1) AS n FROM ${this.#judged})`;
  }
}

function faultsOf(key: readonly ArrivingColumn[], looked: readonly ArrivingColumn[]): readonly Fault[] {
  const whole = `(${key.map(({ name }) => name).join(', ')})`;
  return [
    ...key.map(({ place }) => ({
      condition: `${place} IS NULL`,
      reason: quoteLiteral(`its key ${whole} is NULL`),
    })),
    ...looked
      .filter(({ mayFail }) => mayFail)
      .map(({ name, type, place, fitted, shown }) => ({
        condition: `${place} IS NOT NULL AND ${fitted} IS NULL`,
        reason: `CONCAT(${quoteLiteral(`column "${name}" is ${type} and cannot hold `)}, LEFT(${shown}, ${SHOWN}))`,
      })),
    ...looked
      .filter((column) => !column.nullable && !key.includes(column))
      .map(({ name, place }) => ({
        condition: `${place} IS NULL`,
        reason: quoteLiteral(`column "${name}" takes no NULL`),
      })),
  ];
}

/** A value by which rows can be told apart in a window: not every type can be. */
function partitioned(value: string, type: string): string {
  return /^(FLOAT64|JSON|GEOGRAPHY|ARRAY|STRUCT|RANGE|INTERVAL)$/.test(wordOf(type))
    ? `TO_JSON_STRING(${value})`
    : value;
}

export function keyColumns(
  columns: readonly ArrivingColumn[],
  key: readonly string[],
): readonly ArrivingColumn[] {
  return key.map((name) => {
    const found = columns.find((column) => fold(column.name) === fold(name));
    if (!found) throw new RangeError(`no column "${name}" arrives`);
    return found;
  });
}
