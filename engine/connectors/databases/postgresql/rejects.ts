import type { RowsToLoad } from '../../../contract/contract.ts';
import { NAMING_LENGTH, RejectedRecords } from '../../../contract/rejected-records.ts';
import { isDataError, type ServerError } from '../../../families/postgresql/failures.ts';
import type { Rows, Session } from '../../../families/postgresql/sessions.ts';
import { savepoints, stepwise } from '../../../families/sql/stepwise.ts';
import type { ArrivingColumn } from './arriving.ts';
import { quoteList } from './dialect.ts';
import type { NulMarker } from './nul-characters.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';

/** A statement left out rows without an error, and which ones it does not say. */
export class LeftOut extends Error {
  override readonly name = 'LeftOut';
}

/** Rows that a statement left out, by what names them, and why. */
export interface SetAside {
  readonly rows: Rows;
  readonly reason: string;
}

/** Finds the records that cannot be loaded, and why. */
export class Rejects extends RejectedRecords {
  readonly #session: Session;
  readonly #table: string;

  constructor(session: Session, request: RowsToLoad) {
    super(request);
    this.#session = session;
    this.#table = request.table.id;
  }

  /** A condition on the table's rows `t` that holds of those whose key is a refused record's. */
  condition(key: readonly string[]): string {
    const text = (name: string) => `left(t.${quoteIdentifier(name)}::text, ${NAMING_LENGTH})`;
    return this.isRejected(key, text, quoteLiteral);
  }

  /** Takes the records with a NUL character out of the staged rows. */
  async nulCharacters(table: string, columns: readonly ArrivingColumn[], nul: NulMarker): Promise<void> {
    if (!nul.isUsed) return;
    const found = columns
      .filter((c) => c.type === 'text' || c.type === 'json')
      .map((c) => `strpos(s.${quoteIdentifier(c.name)}::text, ${quoteLiteral(nul.text)}) > 0`);
    const rows = await this.#session.rows(
      `DELETE FROM ${table} AS s WHERE ${found.join(' OR ')} RETURNING ${this.#naming()}`,
    );
    const shown = rows.map((row) => row.map((text) => text?.replaceAll(nul.text, '\\0') ?? null));
    this.add(shown, 'it has a NUL character, which Postgres’s text cannot hold');
  }

  /** Takes records without a whole key, and all but the first of those with the same key, out of a table. */
  async keys(table: string, key: readonly string[]): Promise<void> {
    if (key.length === 0) return;
    const isNull = key.map((name) => `s.${quoteIdentifier(name)} IS NULL`).join(' OR ');
    const [row] = await this.#session.rows(
      `SELECT EXISTS (SELECT FROM ${table} AS s WHERE ${isNull}),
              EXISTS (SELECT FROM ${table} GROUP BY ${quoteList(key)} HAVING count(*) > 1)`,
    );
    if (row?.[0] === 't') await this.take(table, isNull, `its key (${key.join(', ')}) is NULL`);
    if (row?.[1] === 't')
      this.add(
        await this.#session.rows(
          `DELETE FROM ${table} AS s USING (
             SELECT ctid, row_number() OVER (PARTITION BY ${quoteList(key)} ORDER BY ${quoteList([...this.numbers, 'ctid'])}) AS n FROM ${table}
           ) AS d WHERE s.ctid = d.ctid AND d.n > 1 RETURNING ${this.#naming()}`,
        ),
        `an earlier record of the same batch has the same key (${key.join(', ')})`,
      );
  }

  /** Takes the rows `s` of a condition out of a table. */
  async take(table: string, where: string, reason: string): Promise<void> {
    this.add(
      await this.#session.rows(`DELETE FROM ${table} AS s WHERE ${where} RETURNING ${this.#naming()}`),
      reason,
    );
  }

  /** The staged rows `s` of a condition, by what names them. */
  named(stage: string, where: string): Promise<Rows> {
    return this.#session.rows(`SELECT ${this.#naming()} FROM ${stage} AS s WHERE ${where}`);
  }

  /**
   * As `stepwise`, over the rows of a table. A part may put into `setAside` rows that it found to be left out; it throws
   * `LeftOut` where it cannot tell which ones were.
   */
  stepwise(
    table: string,
    ...parts: readonly ((where: string, setAside: SetAside[]) => Promise<number>)[]
  ): Promise<readonly number[]> {
    const session = this.#session;
    const setAside: SetAside[] = [];
    return stepwise(
      {
        table: this.#table,
        steps: savepoints((sql) => session.run(sql)),
        bounds: async () => {
          const [row] = await session.rows(
            `SELECT pg_relation_size(${quoteLiteral(table)}) / current_setting('block_size')::bigint`,
          );
          return [0, Number(row?.[0]) * OFFSETS];
        },
        // Halves of blocks while there are several, so that most of the way is short.
        middle: (from, to) =>
          to - from > 2 * OFFSETS
            ? Math.floor((from + to) / 2 / OFFSETS) * OFFSETS
            : Math.floor((from + to) / 2),
        // A block has a first row, unless that was taken out.
        near: (place) => Math.floor(place / OFFSETS) * OFFSETS + 1,
        within: (from, to) => `s.ctid >= ${tid(from)} AND s.ctid < ${tid(to)}`,
        some: (where) => session.rows(`SELECT ${this.#naming()} FROM ${table} AS s WHERE ${where} LIMIT 2`),
        isRefusal: (error): error is ServerError | LeftOut => error instanceof LeftOut || isDataError(error),
        reject: (row, error) => this.add([row], reason(error)),
        reason,
        begun: () => setAside.splice(0),
        kept: () => {
          for (const { rows, reason } of setAside.splice(0)) this.add(rows, reason);
        },
      },
      parts.map((part) => (where: string) => part(where, setAside)),
    );
  }

  #naming(): string {
    const text = (name: string) => `left(s.${quoteIdentifier(name)}::text, ${NAMING_LENGTH})`;
    return [...this.names, ...this.numbers].map(text).join(', ');
  }
}

/** More than the rows that fit into a block of any size: a row's place as one number is block × this + offset. */
const OFFSETS = 65536;

function tid(place: number): string {
  return `'(${Math.floor(place / OFFSETS)},${place % OFFSETS})'::tid`;
}

/** The server's message, and the detail where it names keys rather than spelling out the row. */
function reason(error: ServerError | LeftOut): string {
  if (error instanceof LeftOut) return error.message;
  const detail = error.detail?.startsWith('Key ') ? `: ${error.detail}` : '';
  return `${error.message}${detail}`;
}
