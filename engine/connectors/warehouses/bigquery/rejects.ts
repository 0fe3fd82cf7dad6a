import type { RowsToLoad } from '../../../contract/contract.ts';
import { NAMING_LENGTH, RejectedRecords } from '../../../contract/rejected-records.ts';
import {
  type ArrivalFault,
  type ArrivingColumn,
  arrivalFaults,
  keyColumns,
  type ReasonWords,
  twiceInBatch,
} from '../../../families/sql/arrived-rows.ts';
import { wordOf } from './column-type.ts';
import { fold } from './names.ts';
import type { Session } from './sessions.ts';
import { quoteLiteral } from './sql.ts';
import type { Stage } from './stage.ts';

const WORDS: ReasonWords = {
  literal: quoteLiteral,
  followedBy: (literal, shown, characters) => `CONCAT(${literal}, LEFT(${shown}, ${characters}))`,
};

/** Finds the rows of a load that cannot be in its target, and says of which that is so. */
export class Rejects extends RejectedRecords {
  readonly #session: Session;
  readonly #columns: readonly ArrivingColumn[];
  readonly #stage: Stage;
  readonly #key: readonly ArrivingColumn[];
  readonly #faults: readonly ArrivalFault[];
  /** A condition on arrived rows that holds of those that are taken. */
  good = 'TRUE';

  constructor(session: Session, request: RowsToLoad, columns: readonly ArrivingColumn[], stage: Stage) {
    super(request);
    this.#session = session;
    this.#columns = columns;
    this.#stage = stage;
    this.#key = keyColumns(columns, request.key, fold);
    // Of a record that goes the key alone is looked at.
    this.#faults = arrivalFaults(this.#key, request.operation === 'delete' ? this.#key : columns, WORDS);
    this.#isKeyUnique = request.isKeyUnique === true;
  }

  readonly #isKeyUnique: boolean;

  async find(): Promise<void> {
    const isTwice = this.#key.length > 0 && !this.#isKeyUnique;
    if (this.#faults.length === 0 && !isTwice) return;
    const reason = isTwice ? `IF(n > 1, ${quoteLiteral(twiceInBatch(this.#key))}, why)` : 'why';
    const rows = await this.#session.rows(
      `SELECT ${this.#told(reason)} FROM ${isTwice ? this.#ranked : this.#judged} WHERE why IS NOT NULL${isTwice ? ' OR n > 1' : ''} ORDER BY r`,
    );
    for (const [why, ...texts] of rows) this.add([texts], why ?? '');
    if (this.records.length === 0) return;
    this.good = `r IN (SELECT r FROM ${isTwice ? `${this.#ranked} WHERE why IS NULL AND n = 1` : `${this.#judged} WHERE why IS NULL`})`;
  }

  /** Refuses those of the rows taken so far that a condition on `s` holds of. */
  async take(condition: string, reason: string): Promise<void> {
    const before = this.records.length;
    const theirs = `(SELECT s.r FROM ${this.rows} AS s WHERE ${condition})`;
    const rows = await this.#session.rows(
      `SELECT ${this.#told(quoteLiteral(reason))} FROM ${this.#stage.rows} WHERE r IN ${theirs} ORDER BY r`,
    );
    for (const [why, ...texts] of rows) this.add([texts], why ?? '');
    if (this.records.length > before) this.good = `(${this.good}) AND r NOT IN ${theirs}`;
  }

  /** The rows taken so far: what they bring as their columns' values, and their numbers. */
  get rows(): string {
    const values = this.#columns.map(({ fitted, place }) => `${fitted} AS ${place}`);
    const list = ['r', ...values, ...this.numbers.map(() => 'num')];
    return `(SELECT ${list.join(', ')} FROM ${this.#stage.rows} WHERE ${this.good})`;
  }

  /** What is asked of a refused row: why, what names its record, and its number. */
  #told(reason: string): string {
    const named = this.names.map((name) => {
      const column = this.#columns.find((c) => fold(c.name) === fold(name));
      return column ? `LEFT(${column.shown}, ${NAMING_LENGTH})` : 'CAST(NULL AS STRING)';
    });
    return [reason, ...named, ...this.numbers.map(() => 'CAST(num AS STRING)')]
      .map((sql, i) => `${sql} AS v${i}`)
      .join(', ');
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

/** A value by which rows can be told apart in a window: not every type can be. */
function partitioned(value: string, type: string): string {
  return /^(FLOAT64|JSON|GEOGRAPHY|ARRAY|STRUCT|RANGE|INTERVAL)$/.test(wordOf(type))
    ? `TO_JSON_STRING(${value})`
    : value;
}
