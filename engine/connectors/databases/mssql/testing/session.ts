import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { copiedRows } from '../synapse/testing/copied-rows.ts';
import { type AnswerColumn, columnsToken, DONE, done, errorToken, rowToken } from './answers.ts';
import { makeDomains } from './domains.ts';
import { refusal } from './refusals.ts';
import type { BulkRows } from './requests.ts';
import { translate } from './translate.ts';

const DESCRIBING =
  /^\s*(?:SELECT [\s\S]* FROM sys\.dm_exec_describe_first_result_set\(|EXEC (sp_describe_first_result_set) )N'((?:[^']|'')*)'(?:, NULL, 0\)[\s\S]*)?$/i;
/** Whole numbers travel as such; whatever else there is has to be made a text by the statement. */
const BYTES: Readonly<Record<number, AnswerColumn['bytes']>> = {
  20: 8,
  21: 2,
  23: 4,
  25: 'text',
  19: 'text',
  1043: 'text',
  1042: 'text',
  705: 'text',
  18: 'text',
};

/**
 * One session of the stand-in: batches of T-SQL, run by a session of a Postgres. As with SET XACT_ABORT OFF, a statement that a
 * constraint refuses leaves the transaction open, and one that cannot convert a value ends it.
 */
export class StandInSession {
  readonly #client: pg.Client;
  #isOpen = false;
  #level = 'READ COMMITTED';
  /** The table and columns of the bulk load that was announced. */
  #bulk = '';

  constructor(client: pg.Client) {
    this.#client = client;
  }

  /** The process at the Postgres, so that what it does can be stopped. */
  get processId(): number {
    return (this.#client as unknown as { readonly processID: number }).processID;
  }

  /** Runs a batch; answers the tokens of its result. */
  async run(batch: string): Promise<Buffer> {
    try {
      return await this.#run(batch.trim());
    } catch (error) {
      const { number, message, endsTransaction } = refusal(error);
      if (endsTransaction && this.#isOpen) await this.#end('ROLLBACK');
      return Buffer.concat([errorToken(number, message), done(DONE.error)]);
    }
  }

  /** Brings the rows of a bulk load into the table that was announced. */
  async load({ columns, rows }: BulkRows): Promise<Buffer> {
    try {
      const names = columns.map((name) => `"${name}"`).join(', ');
      const lines = rows.map((row) => `${row.map(copyText).join('\t')}\n`);
      await pipeline(
        Readable.from(lines),
        this.#client.query(copyFrom(`COPY ${this.#bulk} (${names}) FROM STDIN`)),
      );
      return done(DONE.count, rows.length);
    } catch (error) {
      const { number, message } = refusal(error);
      return Buffer.concat([errorToken(number, message), done(DONE.error)]);
    }
  }

  /** Tells when the session at the Postgres ends, whoever ends it. */
  onEnd(listener: () => void): void {
    this.#client.once('end', listener);
  }

  async close(): Promise<void> {
    await this.#client.end().catch(() => {});
  }

  async #run(batch: string): Promise<Buffer> {
    const [, procedure, query] = DESCRIBING.exec(batch) ?? [];
    if (query !== undefined) return this.#describe(query.replaceAll("''", "'"), procedure !== undefined);
    const copied = await copiedRows(batch);
    if (copied) {
      this.#bulk = translate(copied.table).sql;
      return this.load(copied.rows);
    }
    const [, tested, then] =
      /^IF OBJECT_ID\(N'([^']*)'\) IS NOT NULL EXEC\(N'((?:[^']|'')*)'\)$/i.exec(batch) ?? [];
    if (tested !== undefined && then !== undefined) {
      const { sql } = translate(tested);
      const { rows } = await this.#client.query('SELECT to_regclass($1)::text AS name', [sql]);
      return rows[0]?.name ? this.#run(then.replaceAll("''", "'")) : done(DONE.final);
    }
    const lock = /^SET LOCK_TIMEOUT (\d+)$/i.exec(batch)?.[1];
    if (lock !== undefined) {
      await this.#client.query(`SET lock_timeout = ${lock}`);
      return done(DONE.final);
    }
    const level = /^SET TRANSACTION ISOLATION LEVEL (.+)$/i.exec(batch)?.[1];
    if (level !== undefined) this.#level = level === 'SNAPSHOT' ? 'REPEATABLE READ' : level;
    if (/^SET /i.test(batch)) return done(DONE.final);
    const locked = /^SELECT TOP \(1\) 1 AS one FROM (\S+) WITH \(TABLOCK, HOLDLOCK\)$/i.exec(batch)?.[1];
    if (locked !== undefined) return this.#statement(`LOCK TABLE ${locked} IN SHARE MODE`);
    const bulk = /^INSERT BULK (\S+)\s*\(/i.exec(batch)?.[1];
    if (bulk !== undefined) {
      this.#bulk = translate(bulk).sql;
      return done(DONE.final);
    }
    const transaction = /^(?:IF @@TRANCOUNT > 0 )?(BEGIN|COMMIT|SAVE|ROLLBACK) TRANSACTION(?: (\w+))?$/i.exec(
      batch,
    );
    if (transaction) return this.#transaction(batch, transaction[1]?.toUpperCase() ?? '', transaction[2]);
    const resource = /^EXEC sp_getapplock @Resource = N'([^']*)'/i.exec(batch)?.[1];
    if (resource !== undefined) {
      await this.#client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [resource]);
      return done(DONE.final);
    }
    return this.#statement(batch.replaceAll('XACT_STATE()', this.#isOpen ? '1' : '0'));
  }

  async #transaction(batch: string, word: string, name: string | undefined): Promise<Buffer> {
    if (word === 'BEGIN') {
      await this.#client.query(`BEGIN ISOLATION LEVEL ${this.#level}`);
      this.#isOpen = true;
    } else if (!this.#isOpen) {
      if (!batch.startsWith('IF'))
        throw new Error(`The ${word} TRANSACTION request has no corresponding BEGIN TRANSACTION.`);
    } else if (word === 'SAVE') await this.#client.query(`SAVEPOINT "${name}"`);
    else if (name !== undefined) await this.#client.query(`ROLLBACK TO SAVEPOINT "${name}"`);
    else await this.#end(word);
    return done(DONE.final);
  }

  async #end(word: string): Promise<void> {
    this.#isOpen = false;
    await this.#client.query(word);
  }

  async #statement(batch: string): Promise<Buffer> {
    const { sql, domains } = translate(batch);
    await makeDomains(this.#client, domains);
    const inSavepoint = this.#isOpen;
    if (inSavepoint) await this.#client.query('SAVEPOINT statement');
    try {
      const answer = await this.#query(sql);
      if (inSavepoint) await this.#client.query('RELEASE SAVEPOINT statement');
      return answer;
    } catch (error) {
      if (inSavepoint) await this.#client.query('ROLLBACK TO SAVEPOINT statement');
      throw error;
    }
  }

  async #query(sql: string): Promise<Buffer> {
    const { fields, rows, rowCount } = await this.#client.query<string[]>({
      text: sql,
      rowMode: 'array',
      types: TEXTS,
    } as never);
    if (fields.length === 0) return done(DONE.count, rowCount ?? 0);
    const columns = fields.map(({ name, dataTypeID }): AnswerColumn => {
      const bytes = BYTES[dataTypeID];
      if (bytes === undefined)
        throw new TypeError(
          `the stand-in sends no value of a Postgres's type ${dataTypeID}: make a text of it`,
        );
      return { name, bytes };
    });
    return Buffer.concat([
      columnsToken(columns),
      ...rows.map((row) => rowToken(columns, row)),
      done(DONE.count, rows.length),
    ]);
  }

  /** Name, type and fault of a query's columns, as the server's own function answers them, or its procedure. */
  async #describe(query: string, isProcedure: boolean): Promise<Buffer> {
    const names = isProcedure
      ? ['is_hidden', 'column_ordinal', 'name', 'is_nullable', 'system_type_id', 'system_type_name']
      : ['name', 'system_type_name', 'error_message'];
    const columns = names.map((name): AnswerColumn => ({ name, bytes: 'text' }));
    const answer = (rows: readonly (readonly (string | null)[])[]) =>
      Buffer.concat([
        columnsToken(columns),
        ...rows.map((row) => rowToken(columns, row)),
        done(DONE.count, rows.length),
      ]);
    try {
      const { sql } = translate(query);
      if (!/^(SELECT|WITH)\b/i.test(sql))
        throw new SyntaxError(`Incorrect syntax near '${sql.split(' ')[0]}'.`);
      const { fields } = await this.#client.query(`SELECT * FROM (${sql}) AS q LIMIT 0`);
      const types = fields.map((f) => `sys.type_text(${f.dataTypeID}, ${f.dataTypeModifier})`).join(', ');
      const { rows } = await this.#client.query<string[]>({
        text: `SELECT ${types}`,
        rowMode: 'array',
      } as never);
      return answer(
        fields.map(({ name }, i) => {
          const type = rows[0]?.[i] ?? null;
          return isProcedure ? ['0', `${i + 1}`, name, '1', '0', type] : [name, type, null];
        }),
      );
    } catch (error) {
      if (isProcedure) throw error;
      return answer([[null, null, refusal(error).message]]);
    }
  }
}

/** Values as Postgres writes them. */
const TEXTS = { getTypeParser: () => (value: string) => value };

function copyText(value: string | null): string {
  if (value === null) return '\\N';
  return value.replace(
    /[\\\n\r\t]/g,
    (c) => ({ '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' })[c] as string,
  );
}
