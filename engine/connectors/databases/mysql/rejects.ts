import type { RowsToLoad } from '../../../contract/contract.ts';
import { NAMING_LENGTH, RejectedRecords } from '../../../contract/rejected-records.ts';
import { savepoints, stepwise } from '../../../families/sql/stepwise.ts';
import { fieldType } from '../../../types/field-type.ts';
import { withoutZone } from './columns.ts';
import { quoteList } from './dialect.ts';
import { isDataError } from './failures.ts';
import type { Refuse } from './load-lines.ts';
import type { Session } from './session.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';
import { ROW } from './staging.ts';

/** Rows that are taken out of the stage by one statement. */
const AT_ONCE = 1000;

/** Finds the records that cannot be loaded, and why. */
export class Rejects extends RejectedRecords {
  readonly #session: Session;
  readonly #table: string;
  readonly #columns: readonly string[];
  readonly #kinds: ReadonlyMap<string, string>;

  constructor(session: Session, request: RowsToLoad) {
    super(request);
    this.#session = session;
    this.#table = request.table.id;
    this.#columns = request.columns.map((c) => c.name);
    this.#kinds = new Map(request.columns.map(({ name, type }) => [name, fieldType(type).kind]));
  }

  /** Takes down a record that was not even sent, by the texts of all its values. */
  readonly refuse: Refuse = (values, reason) => {
    const named = this.names.map((name) => this.#sent(name, values[this.#columns.indexOf(name)] ?? null));
    this.add([[...named, ...values.slice(this.#columns.length)]], reason);
  };

  #sent(name: string, text: string | null): string | null {
    const kind = this.#kinds.get(name);
    if (text === null || (kind !== 'datetime_tz' && kind !== 'datetime')) return text;
    return withoutZone(text).replace(/\.0*$|(\.\d*?)0+$/, '$1');
  }

  /** Takes down a record by the text of its key alone. */
  refuseKey(values: readonly string[], reason: string): void {
    this.add([values], reason);
  }

  /** A condition on the table's rows `t` that holds of those whose key is a refused record's. */
  condition(key: readonly string[]): string {
    return this.isRejected(key, (name) => this.#text('t', name), quoteLiteral);
  }

  /** Takes all but the first of the records with the same key out of the stage. */
  async duplicates(stage: string, key: readonly string[]): Promise<void> {
    if (key.length === 0) return;
    const [row] = await this.#session.rows(
      `SELECT count(*) = count(DISTINCT ${quoteList(key)}) FROM ${stage}`,
    );
    if (row?.[0] === '1') return;
    // A temporary table can be named once in a statement.
    const rows = await this.#session.rows(
      `SELECT ${ROW}, ${[...this.names, ...this.numbers].map((_, i) => `n${i}`).join(', ')} FROM (
         SELECT ${ROW}, ${this.#naming('s')}, row_number() OVER (PARTITION BY ${quoteList(key)} ORDER BY ${[...this.numbers, ROW].join(', ')}) AS place
         FROM ${stage} AS s) AS d WHERE place > 1`,
    );
    await this.#take(stage, rows, `an earlier record of the same batch has the same key (${key.join(', ')})`);
  }

  /** Takes the rows `s` of a condition out of the stage; `from` joins other tables to it. */
  async take(stage: string, from: string, where: string, reason: string): Promise<void> {
    const rows = await this.#session.rows(
      `SELECT DISTINCT s.${ROW}, ${this.#naming('s')} FROM ${stage} AS s ${from} WHERE ${where}`,
    );
    await this.#take(stage, rows, reason);
  }

  /** Takes rows, each its number in the stage and what names it, out of the stage. */
  async #take(stage: string, rows: readonly (readonly (string | null)[])[], reason: string): Promise<void> {
    this.add(
      rows.map((row) => row.slice(1)),
      reason,
    );
    for (let at = 0; at < rows.length; at += AT_ONCE) {
      const some = rows.slice(at, at + AT_ONCE).map(([row]) => row);
      await this.#session.run(`DELETE FROM ${stage} WHERE ${ROW} IN (${some.join(', ')})`);
    }
  }

  /** As `stepwise`, over the rows of a stage. */
  stepwise(
    stage: string,
    ...parts: readonly ((where: string) => Promise<number>)[]
  ): Promise<readonly number[]> {
    const session = this.#session;
    return stepwise(
      {
        table: this.#table,
        steps: savepoints((sql) => session.run(sql)),
        bounds: async () => {
          const [row] = await session.rows(`SELECT max(${ROW}) FROM ${stage}`);
          return [1, Number(row?.[0] ?? 0) + 1];
        },
        middle: (from, to) => Math.floor((from + to) / 2),
        near: (place) => place,
        within: (from, to) => `s.${ROW} >= ${from} AND s.${ROW} < ${to}`,
        some: (where) =>
          session.rows(`SELECT ${this.#naming('s')} FROM ${stage} AS s WHERE ${where} LIMIT 2`),
        isRefusal: isDataError,
        reject: (row, { message }) => this.add([row], message),
        reason: ({ message }) => message,
      },
      parts,
    );
  }

  #naming(alias: string): string {
    return [...this.names, ...this.numbers]
      .map((name, i) => `${this.#text(alias, name)} AS n${i}`)
      .join(', ');
  }

  /** A value's text as a record sent is named by it. */
  #text(alias: string, name: string): string {
    const ref = `${alias}.${quoteIdentifier(name)}`;
    const kind = this.#kinds.get(name);
    if (kind === 'binary') return `left(concat('\\\\x', lower(hex(${ref}))), ${NAMING_LENGTH})`;
    if (kind === 'datetime_tz' || kind === 'datetime')
      return `trim(TRAILING '.' FROM trim(TRAILING '0' FROM CAST(CAST(${ref} AS datetime(6)) AS CHAR)))`;
    return `left(CAST(${ref} AS CHAR), ${NAMING_LENGTH})`;
  }
}
