import { fieldType } from '../../types/field-type.ts';
import type { LoadRequest, RejectedRecord } from '../contract.ts';
import { withoutZone } from './columns.ts';
import { isDataError, type ServerError } from './failures.ts';
import type { Refuse } from './load-lines.ts';
import type { Session } from './sessions.ts';
import { quoteIdentifier, quoteList, quoteLiteral } from './sql.ts';
import { ROW } from './staging.ts';

/** Columns by which a record is named where it has no key. */
const NAMING_COLUMNS = 8;
/** Characters of a value that names a record. */
const NAMING_LENGTH = 200;
/** Rows that are taken out of the stage by one statement. */
const AT_ONCE = 1000;

/** Finds the records that cannot be loaded, and why. */
export class Rejects {
  readonly records: RejectedRecord[] = [];
  readonly #session: Session;
  readonly #columns: readonly string[];
  readonly #names: readonly string[];
  readonly #kinds: ReadonlyMap<string, string>;

  constructor(session: Session, request: LoadRequest) {
    this.#session = session;
    this.#columns = request.columns.map((c) => c.name);
    this.#kinds = new Map(request.columns.map(({ name, type }) => [name, fieldType(type).kind]));
    const key = request.key.length > 0 ? request.key : request.table.key;
    const isWhole = key.length > 0 && key.every((name) => this.#columns.includes(name));
    this.#names = isWhole ? key : this.#columns.slice(0, NAMING_COLUMNS);
  }

  /** Takes down a record that was not even sent, by the texts of all its values. */
  readonly refuse: Refuse = (values, reason) => {
    const named = this.#names.map((name) => [
      name,
      this.#sent(name, values[this.#columns.indexOf(name)] ?? null),
    ]);
    this.records.push({ key: Object.fromEntries(named), reason });
  };

  #sent(name: string, text: string | null): string | null {
    const kind = this.#kinds.get(name);
    if (text === null || (kind !== 'datetime_tz' && kind !== 'datetime')) return text;
    return withoutZone(text).replace(/\.0*$|(\.\d*?)0+$/, '$1');
  }

  /** Takes down a record by the text of its key alone. */
  refuseKey(values: readonly string[], reason: string): void {
    const named = this.#names.map((name, i) => [name, values[i] ?? null]);
    this.records.push({ key: Object.fromEntries(named), reason });
  }

  /** A condition on the table's rows `t` that holds of those whose key is a refused record's. */
  condition(key: readonly string[]): string {
    const columns = key.map((name) => this.#text('t', name));
    const refused = this.records
      .map((record) => key.map((name) => record.key[name]))
      .filter((values) => values.every((value) => typeof value === 'string'))
      .map((values) => `(${values.map((value) => quoteLiteral(value as string)).join(', ')})`);
    return refused.length > 0 ? `(${columns.join(', ')}) IN (${refused.join(', ')})` : 'FALSE';
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
      `SELECT ${ROW}, ${this.#names.map((_, i) => `n${i}`).join(', ')} FROM (
         SELECT ${ROW}, ${this.#naming('s')}, row_number() OVER (PARTITION BY ${quoteList(key)} ORDER BY ${ROW}) AS place
         FROM ${stage} AS s) AS d WHERE place > 1`,
    );
    this.#add(
      rows.map((row) => row.slice(1)),
      `an earlier record of the same batch has the same key (${key.join(', ')})`,
    );
    for (let at = 0; at < rows.length; at += AT_ONCE) {
      const some = rows.slice(at, at + AT_ONCE).map(([row]) => row);
      await this.#session.run(`DELETE FROM ${stage} WHERE ${ROW} IN (${some.join(', ')})`);
    }
  }

  /**
   * Runs a step over a staged table, in a transaction, as a whole if the server takes it. Otherwise its rows are halved
   * until the ones that the server refuses are alone; the step is done for all others. `step` gets a condition on the
   * rows `s` and answers counts, which are added up.
   */
  async stepwise<const C extends readonly number[]>(
    stage: string,
    none: C,
    step: (where: string) => Promise<C>,
  ): Promise<C> {
    const whole = await this.#attempt(() => step('TRUE'));
    if (!('error' in whole)) return whole.answer;
    const [row] = await this.#session.rows(`SELECT max(${ROW}) FROM ${stage}`);
    return this.#halves(stage, none, step, 1, Number(row?.[0] ?? 0) + 1, whole.error);
  }

  async #halves<C extends readonly number[]>(
    stage: string,
    none: C,
    step: (where: string) => Promise<C>,
    from: number,
    to: number,
    error: ServerError,
  ): Promise<C> {
    const within = (low: number, high: number) => `s.${ROW} >= ${low} AND s.${ROW} < ${high}`;
    const found = await this.#session.rows(
      `SELECT ${this.#naming('s')} FROM ${stage} AS s WHERE ${within(from, to)} LIMIT 2`,
    );
    if (found.length === 0) return none;
    if (found.length === 1) {
      this.#add(found, error.message);
      return none;
    }
    const middle = Math.floor((from + to) / 2);
    let sum: readonly number[] = none;
    for (const [low, high] of [
      [from, middle],
      [middle, to],
    ] as const) {
      const half = await this.#attempt(() => step(within(low, high)));
      const counts =
        'error' in half ? await this.#halves(stage, none, step, low, high, half.error) : half.answer;
      sum = sum.map((n, i) => n + (counts[i] as number));
    }
    return sum as unknown as C;
  }

  async #attempt<C>(
    step: () => Promise<C>,
  ): Promise<{ readonly answer: C } | { readonly error: ServerError }> {
    await this.#session.run('SAVEPOINT step');
    try {
      const answer = await step();
      await this.#session.run('RELEASE SAVEPOINT step');
      return { answer };
    } catch (error) {
      if (!isDataError(error)) throw error;
      await this.#session.run('ROLLBACK TO SAVEPOINT step');
      return { error };
    }
  }

  #naming(alias: string): string {
    return this.#names.map((name, i) => `${this.#text(alias, name)} AS n${i}`).join(', ');
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

  #add(rows: readonly (readonly (string | null)[])[], reason: string): void {
    for (const row of rows)
      this.records.push({
        key: Object.fromEntries(this.#names.map((name, i) => [name, row[i] ?? null])),
        reason,
      });
  }
}
