import type { LoadRequest, RejectedRecord } from '../contract.ts';
import { isDataError, type ServerError } from './failures.ts';
import type { Session } from './sessions.ts';
import { quoteIdentifier, quoteList, quoteLiteral } from './sql.ts';
import type { ArrivingColumn, NulMarker } from './staging.ts';

/** Columns by which a record is named where it has no key. */
const NAMING_COLUMNS = 8;
/** Characters of a value that names a record. */
const NAMING_LENGTH = 200;

/** Finds the records that cannot be loaded, and why. */
export class Rejects {
  readonly records: RejectedRecord[] = [];
  readonly #session: Session;
  readonly #names: readonly string[];

  constructor(session: Session, request: LoadRequest) {
    this.#session = session;
    const arriving = request.columns.map((c) => c.name);
    const key = request.key.length > 0 ? request.key : request.table.key;
    const isWhole = key.length > 0 && key.every((name) => arriving.includes(name));
    this.#names = isWhole ? key : arriving.slice(0, NAMING_COLUMNS);
  }

  /** A condition on the table's rows `t` that holds of those whose key is a refused record's. */
  condition(key: readonly string[]): string {
    const columns = key.map((name) => `left(t.${quoteIdentifier(name)}::text, ${NAMING_LENGTH})`);
    const refused = this.records
      .map((record) => key.map((name) => record.key[name]))
      .filter((values) => values.every((value) => typeof value === 'string'))
      .map((values) => `(${values.map((value) => quoteLiteral(value as string)).join(', ')})`);
    return refused.length > 0 ? `(${columns.join(', ')}) IN (${refused.join(', ')})` : 'false';
  }

  /** Forgets what was found in a load that was rolled back. */
  forget(): void {
    this.records.length = 0;
  }

  /** Takes the records with a NUL character out of the staged rows. */
  async nulCharacters(table: string, columns: readonly ArrivingColumn[], nul: NulMarker): Promise<void> {
    if (!nul.isUsed) return;
    const found = columns
      .filter((c) => c.type === 'text' || c.type === 'json')
      .map((c) => `strpos(r.${quoteIdentifier(c.name)}::text, ${quoteLiteral(nul.text)}) > 0`);
    const rows = await this.#session.rows(
      `DELETE FROM ${table} AS r WHERE ${found.join(' OR ')} RETURNING ${this.#naming()}`,
    );
    const shown = rows.map((row) => row.map((text) => text?.replaceAll(nul.text, '\\0') ?? null));
    this.#add(shown, 'it has a NUL character, which Postgres’s text cannot hold');
  }

  /** Takes records without a whole key, and all but the first of those with the same key, out of a table. */
  async keys(table: string, key: readonly string[]): Promise<void> {
    if (key.length === 0) return;
    const isNull = key.map((name) => `r.${quoteIdentifier(name)} IS NULL`).join(' OR ');
    const [row] = await this.#session.rows(
      `SELECT EXISTS (SELECT FROM ${table} AS r WHERE ${isNull}),
              EXISTS (SELECT FROM ${table} GROUP BY ${quoteList(key)} HAVING count(*) > 1)`,
    );
    if (row?.[0] === 't')
      this.#add(
        await this.#session.rows(`DELETE FROM ${table} AS r WHERE ${isNull} RETURNING ${this.#naming()}`),
        `its key (${key.join(', ')}) is NULL`,
      );
    if (row?.[1] === 't')
      this.#add(
        await this.#session.rows(
          `DELETE FROM ${table} AS r USING (
             SELECT ctid, row_number() OVER (PARTITION BY ${quoteList(key)} ORDER BY ctid) AS n FROM ${table}
           ) AS d WHERE r.ctid = d.ctid AND d.n > 1 RETURNING ${this.#naming()}`,
        ),
        `an earlier record of the same batch has the same key (${key.join(', ')})`,
      );
  }

  /**
   * Runs a step over a staged table, as a whole if the server takes it. Otherwise its rows are halved until the ones
   * that the server refuses are alone; the step is done for all others. `step` gets a condition on the rows `s` and
   * answers counts, which are added up.
   */
  async stepwise<const C extends readonly number[]>(
    table: string,
    none: C,
    step: (where: string) => Promise<C>,
  ): Promise<C> {
    const whole = await this.#attempt(() => step('true'));
    if (!('error' in whole)) return whole.answer;
    const [row] = await this.#session.rows(
      `SELECT pg_relation_size(${quoteLiteral(table)}) / current_setting('block_size')::bigint`,
    );
    return this.#halves(table, none, step, 0, Number(row?.[0]) * OFFSETS, whole.error);
  }

  async #halves<C extends readonly number[]>(
    table: string,
    none: C,
    step: (where: string) => Promise<C>,
    from: number,
    to: number,
    error: ServerError,
  ): Promise<C> {
    const where = `s.ctid >= ${tid(from)} AND s.ctid < ${tid(to)}`;
    const found = await this.#session.rows(
      `SELECT ${this.#naming('s')} FROM ${table} AS s WHERE ${where} LIMIT 2`,
    );
    if (found.length === 0) return none;
    if (found.length === 1) {
      this.#add(found, reason(error));
      return none;
    }
    // Halves of blocks while there are several, so that most of the way is short.
    const middle =
      to - from > 2 * OFFSETS ? Math.floor((from + to) / 2 / OFFSETS) * OFFSETS : Math.floor((from + to) / 2);
    let sum: readonly number[] = none;
    for (const [low, high] of [
      [from, middle],
      [middle, to],
    ] as const) {
      const half = await this.#attempt(() => step(`s.ctid >= ${tid(low)} AND s.ctid < ${tid(high)}`));
      const counts =
        'error' in half ? await this.#halves(table, none, step, low, high, half.error) : half.answer;
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
      await this.#session.run('ROLLBACK TO SAVEPOINT step; RELEASE SAVEPOINT step');
      return { error };
    }
  }

  #naming(alias = 'r'): string {
    return this.#names
      .map((name) => `left(${alias}.${quoteIdentifier(name)}::text, ${NAMING_LENGTH})`)
      .join(', ');
  }

  #add(rows: readonly (readonly (string | null)[])[], why: string): void {
    for (const row of rows)
      this.records.push({
        key: Object.fromEntries(this.#names.map((name, i) => [name, row[i] ?? null])),
        reason: why,
      });
  }
}

/** More than the rows that fit into a block of any size: a row's place as one number is block × this + offset. */
const OFFSETS = 65536;

function tid(place: number): string {
  return `'(${Math.floor(place / OFFSETS)},${place % OFFSETS})'::tid`;
}

/** The server's message, and the detail where it names keys rather than spelling out the row. */
function reason(error: ServerError): string {
  const detail = error.detail?.startsWith('Key ') ? `: ${error.detail}` : '';
  return `${error.message}${detail}`;
}
