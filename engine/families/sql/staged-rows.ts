import type { Batch, ExistingTable, LoadColumn, RowsToLoad } from '../../contract/contract.ts';
import { numberedRequest } from '../../contract/record-numbers.ts';
import { NAMING_LENGTH, RejectedRecords } from '../../contract/rejected-records.ts';
import { SyncformError } from '../../kit/errors.ts';
import { numberedTexts, type TooLong } from './numbered-texts.ts';
import { columnOf } from './source-columns.ts';
import { stageByInserts } from './stage-by-inserts.ts';
import { type Steps, stepwise } from './stepwise.ts';
import type { Rows, SqlSession, SqlSystem } from './system.ts';

/** A column of rows that arrive, and the column of the target that takes it. */
export interface StagedColumn extends Pick<LoadColumn, 'name' | 'only' | 'isStamp'> {
  /** Its name in both temporary tables: `c0`. */
  readonly place: string;
  /** The target's type. */
  readonly type: string;
  readonly nullable: boolean;
}

/** Rows that are gone through step by step. */
interface NumberedRows {
  readonly steps: Steps;
  readonly count: number;
  /** At most two of the rows `s` of a condition, each with its number first. */
  some(where: string): Promise<Rows>;
  reject(row: Rows[number], error: Error): void | Promise<void>;
}

/** The records' numbers in the table of typed rows. */
const NUMBER = 'num';
/** Rows that are taken out by one statement. */
const AT_ONCE = 1000;

/**
 * Rows of a load in two temporary tables: `texts` as they came, `typed` those of them that the target's types take. Both
 * have a row's place in the order of coming as `r`. What is in `typed` can be compared and assigned as it is.
 */
export class StagedRows<S extends SqlSession> extends RejectedRecords {
  readonly texts: string;
  readonly typed: string;
  readonly columns: readonly StagedColumn[];
  readonly #system: SqlSystem<S>;
  readonly #session: S;
  readonly #request: RowsToLoad & { readonly batch?: Batch };
  #count = 0;

  /** Nothing is sent before `fill`. `name` tells the temporary tables from those of others of the session. */
  constructor(
    system: SqlSystem<S>,
    session: S,
    request: RowsToLoad & { readonly batch?: Batch },
    target: ExistingTable,
    name = 'rows',
  ) {
    super(request);
    this.#system = system;
    this.#session = session;
    this.#request = request;
    const { temporary } = system.dialect.merging;
    this.texts = temporary(`_syncform_${name}_texts`);
    this.typed = temporary(`_syncform_${name}`);
    this.columns = request.columns.map(({ name, only, isStamp }, i): StagedColumn => {
      const there = columnOf({ id: request.table.id, columns: target.columns }, name);
      return {
        name,
        place: `c${i}`,
        type: there.target_type,
        nullable: there.nullable,
        ...(only ? { only } : {}),
        ...(isStamp ? { isStamp } : {}),
      };
    });
  }

  /** Makes both tables and fills them; what a type of the target refuses is rejected, each record by itself. */
  async fill(): Promise<void> {
    const { merging, values } = this.#system.dialect;
    await this.drop();
    const text = merging.staged?.(merging.text) ?? merging.text;
    const places = [...this.columns.map(({ place }) => place), ...this.numbers.map(() => NUMBER)];
    const texts = [
      ...this.columns.map(({ type }) => merging.textFor?.(type) ?? text),
      ...this.numbers.map(() => text),
    ];
    await this.#run(
      merging.createTemporary(
        this.texts,
        [`r ${merging.bigint} NOT NULL`, ...places.map((place, i) => `${place} ${texts[i]} NULL`)].join(', '),
      ),
    );
    const types = [
      ...this.columns.map(({ type }) => merging.staged?.(type) ?? type),
      ...this.numbers.map(() => merging.bigint),
    ];
    await this.#run(
      merging.createTemporary(
        this.typed,
        [`r ${merging.bigint} NOT NULL`, ...places.map((place, i) => `${place} ${types[i]} NULL`)].join(', '),
      ),
    );
    const tooLong = await this.#send();
    const casts = [
      ...this.columns.map(({ place, type }) => values.fromText(`s.${place}`, type)),
      ...this.numbers.map(() => values.fromText(`s.${NUMBER}`, merging.bigint)),
    ];
    const left = tooLong.length > 0 ? ` AND s.r NOT IN (${tooLong.join(', ')})` : '';
    await this.stepwise(this.texts, transactionsOf(this.#system, this.#session), async (where) =>
      this.#run(
        `INSERT INTO ${this.typed} (r, ${places.join(', ')}) SELECT s.r, ${casts.join(', ')} FROM ${this.texts} AS s WHERE ${where}${left}`,
      ),
    );
  }

  /** Takes out records without a whole key, and all but the first of those with the same. */
  async keepOneOfEachKey(key: readonly string[]): Promise<void> {
    if (key.length === 0) return;
    const places = key.map((name) => this.placeOf(name));
    await this.take(
      places.map((place) => `s.${place} IS NULL`).join(' OR '),
      `its key (${key.join(', ')}) is NULL`,
    );
    const order = [...this.numbers.map(() => NUMBER), 'r'].join(', ');
    await this.take(
      `s.r IN (SELECT d.r FROM (SELECT r, row_number() OVER (PARTITION BY ${places.join(', ')} ORDER BY ${order}) AS n FROM ${this.typed}) AS d WHERE d.n > 1)`,
      `an earlier record of the same batch has the same key (${key.join(', ')})`,
    );
  }

  /** Takes out records that bring NULL to a column that takes none. */
  async refuseNulls(): Promise<void> {
    for (const { name, place, nullable } of this.columns)
      if (!nullable) await this.take(`s.${place} IS NULL`, `column "${name}" takes no NULL`);
  }

  /** Rejects the typed rows `s` of a condition. */
  async take(where: string, reason: string): Promise<void> {
    const rows = await this.#session.rows(
      `SELECT s.r, ${this.#naming('x')} FROM ${this.typed} AS s JOIN ${this.texts} AS x ON x.r = s.r WHERE ${where}`,
    );
    this.#reject(rows, reason);
    for (let at = 0; at < rows.length; at += AT_ONCE) {
      const some = rows.slice(at, at + AT_ONCE).map(([row]) => row);
      await this.#run(`DELETE FROM ${this.typed} WHERE r IN (${some.join(', ')})`);
    }
  }

  /** As `stepwise`, over the rows `s` of one of the tables; answers how many rows each of the parts wrote. */
  async stepwise(
    table: string,
    steps: Steps,
    ...parts: readonly ((where: string) => Promise<number>)[]
  ): Promise<readonly number[]> {
    const { merging } = this.#system.dialect;
    const rows: NumberedRows = {
      steps,
      count: this.#count,
      some: (where) =>
        this.#session.rows(
          merging.first(
            2,
            `s.r, ${this.#naming('x')} FROM ${table} AS s JOIN ${this.texts} AS x ON x.r = s.r WHERE ${where}`,
          ),
        ),
      reject: async (row, error) => this.#reject([row], await this.#reason(table, row, error)),
    };
    return this.stepwiseOver(rows, ...parts);
  }

  /** The same over rows that are numbered from 1 on in their column `r`. */
  stepwiseOver(
    { steps, count, some, reject }: NumberedRows,
    ...parts: readonly ((where: string) => Promise<number>)[]
  ): Promise<readonly number[]> {
    const { isDataError } = this.#system;
    return stepwise(
      {
        table: this.#request.table.id,
        steps,
        bounds: async () => [1, count + 1],
        middle: (from, to) => Math.floor((from + to) / 2),
        near: (place) => place,
        all: '1 = 1',
        within: (from, to) => `s.r >= ${from} AND s.r < ${to}`,
        some,
        isRefusal: (error): error is Error => isDataError(error),
        reject,
        reason: (error) => error.message,
      },
      parts,
    );
  }

  /** Rejects what did not arrive, by the texts of what names it. */
  refuse(names: ReadonlyMap<string, string | null>, reason: string): void {
    this.#reject([[null, ...this.names.map((name) => names.get(name) ?? null)]], reason);
  }

  /** A condition on rows of the target, whose columns stand after `prefix`, that holds of those of a rejected record's key. */
  isOfRejected(prefix: string, key: readonly string[], target: ExistingTable): string {
    if (this.records.length === 0) return '1 = 0';
    const { quoteIdentifier, values, merging } = this.#system.dialect;
    const same = key.map((name) => {
      const column = target.columns.find((c) => c.name === name);
      const mapping = column?.target_type ?? '';
      const text = values.asText(prefix + quoteIdentifier(name), {
        name,
        type: column?.type ?? 'string',
        mapping,
      });
      return `CAST(${text} AS ${merging.text}) = x.${this.placeOf(name)}`;
    });
    return `EXISTS (SELECT 1 FROM ${this.texts} AS x WHERE x.r NOT IN (SELECT r FROM ${this.typed}) AND ${same.join(' AND ')})`;
  }

  /** The records' numbers, of the typed rows `s`. */
  get number(): string {
    return `s.${NUMBER}`;
  }

  placeOf(name: string): string {
    const found = this.columns.find((column) => column.name === name);
    if (!found) throw new RangeError(`no column "${name}" arrives`);
    return found.place;
  }

  /** Drops both tables. */
  async drop(): Promise<void> {
    const { dropTemporary } = this.#system.dialect.merging;
    for (const table of [this.texts, this.typed]) await this.#run(dropTemporary(table));
  }

  /** Sends the rows as texts. Answers the places of those with a text that is too long for any column, which are rejected. */
  async #send(): Promise<readonly number[]> {
    const { dialect } = this.#system;
    const request = numberedRequest(this.#request);
    const { rows, columns, signal } = request;
    if (rows.format !== 'rows')
      throw new SyncformError('unsupported', `${dialect.system} does not load rows in format ${rows.format}`);
    const tooLong: number[] = [];
    const refuse = ({ place, cells, column, reason }: TooLong) => {
      tooLong.push(place);
      const named = [...this.names, ...this.numbers].map(
        (name) => cells[columns.findIndex((c) => c.name === name)] ?? null,
      );
      this.#reject([[null, ...named]], `column "${columns[column]?.name}" ${reason}`);
    };
    const texts = async function* (this: StagedRows<S>): AsyncGenerator<Rows> {
      for await (const sent of numberedTexts(rows.open(signal), dialect.merging.longestText, refuse)) {
        this.#count += sent.length;
        request.onProgress({ rows: sent.length });
        yield sent;
      }
    }.bind(this);
    const stage = this.#system.stage ?? stageByInserts.bind(undefined, dialect);
    const { batch, table } = this.#request;
    const scope = `${batch?.scope ?? table.id} ${this.texts}`;
    const names = ['r', ...this.columns.map(({ place }) => place), ...this.numbers.map(() => NUMBER)];
    await stage(this.#session, { table: this.texts, columns: names, rows: texts(), scope, signal });
    return tooLong;
  }

  /** What a column makes of a row, or the server's own words where it is none of them that is at fault. */
  async #reason(table: string, [place]: Rows[number], error: Error): Promise<string> {
    if (table !== this.texts) return error.message;
    const { values, transactions } = this.#system.dialect;
    for (const { name, place: column, type } of this.columns) {
      await this.#run(transactions.begin);
      try {
        await this.#run(
          `INSERT INTO ${this.typed} (r, ${column}) SELECT s.r, ${values.fromText(`s.${column}`, type)} FROM ${table} AS s WHERE s.r = ${place}`,
        );
      } catch (fault) {
        if (!this.#system.isDataError(fault)) throw fault;
        return `column "${name}": ${fault.message}`;
      } finally {
        await this.#run(transactions.rollback);
      }
    }
    return error.message;
  }

  /** Rows begin with their place. */
  #reject(rows: Rows, reason: string): void {
    this.add(
      rows.map((row) => row.slice(1).map((text) => text?.slice(0, NAMING_LENGTH) ?? null)),
      reason,
    );
  }

  #naming(alias: string): string {
    return [...this.names.map((name) => this.placeOf(name)), ...this.numbers.map(() => NUMBER)]
      .map((place) => `${alias}.${place}`)
      .join(', ');
  }

  #run(sql: string): Promise<number> {
    return this.#session.run(sql);
  }
}

/** Steps that are transactions of their own. */
function transactionsOf<S extends SqlSession>({ dialect }: SqlSystem<S>, session: S): Steps {
  const { begin, commit, rollback } = dialect.transactions;
  return {
    begin: () => session.run(begin),
    keep: () => session.run(commit),
    undo: () => session.run(rollback),
  };
}
