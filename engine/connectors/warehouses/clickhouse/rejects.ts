import type { LoadRequest } from '../../../contract/contract.ts';
import { NAMING_LENGTH, RejectedRecords } from '../../../contract/rejected-records.ts';
import {
  type ArrivalFault,
  type ArrivingColumn,
  arrivalFaults,
  keyColumns,
  type ReasonWords,
  twiceInBatch,
} from '../../../families/sql/arrived-rows.ts';
import type { Session } from './sessions.ts';
import { quoteLiteral } from './sql.ts';
import type { Stage } from './stage.ts';

const WORDS: ReasonWords = {
  literal: quoteLiteral,
  followedBy: (literal, shown, characters) =>
    `concat(${literal}, leftUTF8(ifNull(${shown}, ''), ${characters}))`,
};

/** Finds the rows of a load that cannot be in its target, and says of which that is so. */
export class Rejects extends RejectedRecords {
  readonly #session: Session;
  readonly #columns: readonly ArrivingColumn[];
  readonly #stage: Stage;
  readonly #key: readonly ArrivingColumn[];
  readonly #isKeyUnique: boolean;
  readonly #faults: readonly ArrivalFault[];
  #hasTwice = false;

  constructor(session: Session, request: LoadRequest, columns: readonly ArrivingColumn[], stage: Stage) {
    super(request);
    this.#session = session;
    this.#columns = columns;
    this.#stage = stage;
    this.#key = keyColumns(columns, request.key);
    this.#isKeyUnique = request.isKeyUnique === true;
    // Of a record that goes the key alone is looked at.
    this.#faults = arrivalFaults(this.#key, request.operation === 'delete' ? this.#key : columns, WORDS);
  }

  async find(): Promise<void> {
    const faults = this.#faults;
    if (faults.length > 0) await this.#take(this.#bad(faults), this.#why(faults));
    if (this.#key.length === 0 || this.#isKeyUnique) return;
    const before = this.records.length;
    await this.#take(`r IN (${this.#twice()})`, quoteLiteral(twiceInBatch(this.#key)));
    this.#hasTwice = this.records.length > before;
  }

  /** A condition on arrived rows that holds of those that are taken. */
  get good(): string {
    const faults = this.#faults;
    const conditions = [
      ...(faults.length > 0 ? [`NOT (${this.#bad(faults)})`] : []),
      ...(this.#hasTwice ? [`r NOT IN (${this.#twice()})`] : []),
    ];
    return conditions.length > 0 ? conditions.join(' AND ') : '1';
  }

  #bad(faults: readonly ArrivalFault[]): string {
    return faults.map(({ condition }) => `(${condition})`).join(' OR ');
  }

  #why(faults: readonly ArrivalFault[]): string {
    return `multiIf(${faults.map(({ condition, reason }) => `${condition}, ${reason}`).join(', ')}, '')`;
  }

  /** The rows of keys that came before. */
  #twice(): string {
    const faults = this.#faults;
    const order = [...this.numbers.map(() => 'num'), 'r'].join(', ');
    const key = this.#key.map(({ fitted }) => fitted).join(', ');
    const where = faults.length > 0 ? ` WHERE NOT (${this.#bad(faults)})` : '';
    return `SELECT r FROM (SELECT r, row_number() OVER (PARTITION BY ${key} ORDER BY ${order}) AS n FROM ${this.#stage.rows}${where}) WHERE n > 1`;
  }

  async #take(condition: string, reason: string): Promise<void> {
    const named = this.names.map((name) => {
      const column = this.#columns.find((c) => c.name === name);
      return column ? `leftUTF8(${column.shown}, ${NAMING_LENGTH})` : 'NULL';
    });
    const list = [reason, ...named, ...this.numbers.map(() => 'toString(num)')];
    const rows = await this.#session.rows(
      `SELECT ${list.join(', ')} FROM ${this.#stage.rows} WHERE ${condition} ORDER BY r`,
    );
    for (const [why, ...texts] of rows) this.add([texts], why ?? '');
  }
}
