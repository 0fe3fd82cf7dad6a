import type { LoadColumn, RejectedRecord } from '../contract/contract.ts';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { NUMBER } from '../contract/record-numbers.ts';
import { stableDigest } from '../kit/digest.ts';
import { quoteLiteral } from '../kit/sql.ts';
import { duckdbType } from '../movement/duckdb-types.ts';
import { hubIdentifier } from '../movement/hub-names.ts';

/*
 * The diff of a model sync, inside DuckDB. The model's records are laid into a temporary table with three columns of the
 * engine's own: `_syncform_key`, the identity as text, `_syncform_hash`, a digest of everything that counts as a change,
 * and `_syncform_number`, by which the record is known for as long as the run lasts. A ledger is the key and the hash of
 * every record that the target has acknowledged, in a parquet file; comparing is one anti-join. It has the keys of those
 * that the target refused as well, without a hash.
 */

/**
 * How digests are made. `hash` is DuckDB's own, 64 bits, at a tenth of the cost of the other; should a version of DuckDB make
 * another one of the same values, every record counts as changed once. `md5`, over length-prefixed text, is the same in
 * every version: for records that must not be sent twice, or that nothing but their values tells apart.
 */
export type Hashing = 'hash' | 'md5';

/** Names the ways in which hashes are made; ledgers made in another way are not compared. */
const DIGESTS: Readonly<Record<Hashing, string>> = { hash: 'hash/2', md5: 'md5/1' };

/** One column of the records as they will be sent. */
export interface RecordColumn extends LoadColumn {
  /** SQL over the fields of the sync's models. */
  readonly sql: string;
  /** Whether the value is encrypted before it is sent; until then it is its text. */
  readonly isEncrypted?: boolean;
}

export interface RecordShape {
  readonly columns: readonly RecordColumn[];
  /** Names, among the columns, that make up the identity; empty where every record is one of its own. */
  readonly key: readonly string[];
  readonly hashing: Hashing;
  /** Whether joined models may make several rows of one record without a key: the rows then say by ROOT of which. */
  readonly isPaired: boolean;
  /** SQL texts of what counts as a change, where that is less than all columns. */
  readonly tracked: readonly string[] | undefined;
  /** SQL of the model's value by which the target's records are looked for, where that is not simply the key's. */
  readonly identity?: string | undefined;
  /** Digests of what makes the keys, and of all that makes the records, whenever that is run. */
  readonly keyDefinition: string;
  readonly definition: string;
}

/** A column of the model's rows: the same in all that joined models have made of one record of the first model. */
export const ROOT = '_syncform_root';

/** Lays the model's rows (a SELECT) into the table `records`, numbered from 0; answers how many there are. */
export async function stageRecords(
  session: DuckdbSession,
  select: string,
  shape: RecordShape,
): Promise<number> {
  // In no order: a window function that numbers rows takes as long again as laying them down.
  await session.run('CREATE OR REPLACE TEMP SEQUENCE _syncform_numbers MINVALUE 0 START 0');
  await session.run(
    `CREATE OR REPLACE TEMP TABLE records AS SELECT nextval('_syncform_numbers') AS ${NUMBER.name}, * FROM (${selectRecords(select, shape)})`,
  );
  return count(session, 'SELECT count(*) FROM records');
}

/** A SELECT of the records that the model's rows (a SELECT) make: the engine's own columns, then the shape's. */
export function selectRecords(select: string, shape: RecordShape): string {
  const columns = shape.columns.map(
    (c) => `CAST(${c.sql} AS ${duckdbType(c.type)}) AS ${hubIdentifier(c.name)}`,
  );
  // The moment of the run is another in each: by it no record would be known again.
  const whole = md5Of(shape.columns.filter((c) => !c.isStamp).map((c) => c.sql));
  const key = shape.identity
    ? `CAST(${shape.identity} AS VARCHAR)`
    : shape.key.length > 0
      ? keyText(shape.columns.filter((c) => shape.key.includes(c.name)))
      : // Equal rows without identity are told apart by their number.
        `${whole} || '/' || row_number() OVER (PARTITION BY ${whole}${shape.isPaired ? ', _syncform_pair > 1' : ''})`;
  const hash = digestOf(shape);
  // Of the rows of one record the same one comes first in every run.
  const from = shape.isPaired
    ? `SELECT *, row_number() OVER (PARTITION BY ${ROOT} ORDER BY ${whole}) AS _syncform_pair FROM (${select})`
    : select;
  const pair = shape.isPaired ? '_syncform_pair, ' : '';
  return `SELECT ${key} AS _syncform_key, ${hash} AS _syncform_hash, ${pair}${shape.identity ? `${shape.identity} AS _syncform_identity, ` : ''}${columns.join(', ')} FROM (${from})`;
}

/** The shape of records of which no more than the identity is laid down. Their keys and hashes are those of whole records. */
export function keysAlone(shape: RecordShape): RecordShape {
  return {
    ...shape,
    columns: shape.columns.filter(({ name }) => shape.key.includes(name)),
    tracked: hashed(shape),
  };
}

/** The identity as text, NULL where any part of it is NULL. One column's text is itself; several are length-prefixed. */
function keyText(columns: readonly RecordColumn[]): string {
  const text = (c: RecordColumn) => `CAST(CAST(${c.sql} AS ${duckdbType(c.type)}) AS VARCHAR)`;
  if (columns.length === 1) return text(columns[0] as RecordColumn);
  return columns.map((c) => `(length(${text(c)}) || ':' || ${text(c)})`).join(' || ');
}

function digestOf(shape: RecordShape): string {
  return shape.hashing === 'md5' ? md5Of(hashed(shape)) : `hash(${hashed(shape).join(', ')})`;
}

/** SQL of what a record's digest is made of. */
function hashed({ hashing, tracked, columns }: RecordShape): readonly string[] {
  if (tracked || hashing === 'md5') return tracked ?? columns.map((c) => c.sql);
  // hash() has 0 and -0 for the same.
  return columns.flatMap(({ sql, type }) => (isFloat(type) ? [sql, `signbit(${sql})`] : [sql]));
}

function isFloat(type: string): boolean {
  return type === 'single' || type === 'double';
}

function md5Of(expressions: readonly string[]): string {
  const part = (sql: string) =>
    `coalesce(length(CAST(${sql} AS VARCHAR)) || ':' || CAST(${sql} AS VARCHAR), '-')`;
  return `md5(${expressions.map(part).join(' || ')})`;
}

/** Records that cannot be sent: how many, and the first of them by name. */
export interface Unidentified {
  readonly count: number;
  readonly records: readonly RejectedRecord[];
}

/** How many records without identity are kept by name; the others are only counted. */
const MAX_NAMED = 10_000;

/** Moves records that cannot be told apart out of `records`: those without identity, and all but one of an identity. */
export async function removeUnidentified(
  session: DuckdbSession,
  { key, isPaired }: Pick<RecordShape, 'key' | 'isPaired'>,
): Promise<Unidentified> {
  if (key.length === 0 && !isPaired) return { count: 0, records: [] };
  const texts = key.map((k) => `CAST(${hubIdentifier(k)} AS VARCHAR)`).join(', ') || 'NULL';
  let total = 0;
  const records: RejectedRecord[] = [];
  const remove = async (condition: string, reason: string) => {
    total += await count(session, `SELECT count(*) FROM records WHERE ${condition}`);
    const rows = await session.all(`SELECT ${texts} FROM records WHERE ${condition} LIMIT ${MAX_NAMED}`);
    for (const row of rows)
      records.push({ key: Object.fromEntries(key.map((k, i) => [k, row[i] as string | null])), reason });
    await session.run(`DELETE FROM records WHERE ${condition}`);
  };
  if (isPaired) {
    await remove(
      '_syncform_pair > 1',
      'its record has several partners in a joined model; it is sent with one of them only',
    );
    return { count: total, records };
  }
  const [missing, identified, distinct] = await counts(
    session,
    `SELECT count(*) FILTER (_syncform_key IS NULL), count(_syncform_key), count(DISTINCT _syncform_key) FROM records`,
  );
  if (missing > 0) await remove('_syncform_key IS NULL', 'the identity is NULL');
  if (distinct < identified) {
    await session.run(
      `CREATE OR REPLACE TEMP TABLE surplus AS SELECT rowid AS surplus FROM records
         QUALIFY row_number() OVER (PARTITION BY _syncform_key ORDER BY _syncform_hash, rowid) > 1`,
    );
    await remove(
      'rowid IN (SELECT surplus FROM surplus)',
      'another record of the model has the same identity; only one of them is sent',
    );
    await session.run('DROP TABLE surplus');
  }
  return { count: total, records };
}

/** What of `records` is new or changed against a ledger file; without a file everything is new. */
export interface Diff {
  readonly added: number;
  /** Of those, the ones that the target refused when the ledger was made. */
  readonly again: number;
  readonly changed: number;
  /** Identities of the ledger that the model no longer has. */
  readonly gone: number;
}

/**
 * Fills the table `changes` (columns of `records`, and `_syncform_new`). With `keysOnly` every record that the ledger
 * has counts as unchanged. `distrusted` is a table of keys (`ref`) that count as new although the ledger has them.
 */
export async function compare(
  session: DuckdbSession,
  ledger: string | undefined,
  keysOnly = false,
  distrusted?: string,
): Promise<Diff> {
  const trusted =
    distrusted === undefined ? '' : ` WHERE NOT EXISTS (FROM ${distrusted} d WHERE d.ref = k._syncform_key)`;
  const known = ledger
    ? `(SELECT * FROM read_parquet(${quoteLiteral(ledger)}) k${trusted})`
    : '(SELECT NULL AS _syncform_key, NULL AS _syncform_hash WHERE false)';
  await session.run(
    `CREATE OR REPLACE TEMP TABLE changes AS
       SELECT r.*, s._syncform_hash IS NULL AS _syncform_new, s._syncform_key IS NOT NULL AND s._syncform_hash IS NULL AS _syncform_again
         FROM records r LEFT JOIN ${known} s ON s._syncform_key = r._syncform_key
       WHERE ${keysOnly ? 's._syncform_hash IS NULL' : 's._syncform_hash IS DISTINCT FROM r._syncform_hash'}`,
  );
  const [added, changed, again] = await counts(
    session,
    `SELECT count(*) FILTER (_syncform_new), count(*) FILTER (NOT _syncform_new), count(*) FILTER (_syncform_again) FROM changes`,
  );
  // Neither side has a key twice: of the ledger's, all that are not among the records are gone.
  const present = await count(session, 'SELECT count(*) FROM records');
  const gone = ledger
    ? (await count(session, `SELECT count(*) FROM ${acknowledged(ledger)} k${trusted}`)) - (present - added)
    : 0;
  return { added, again, changed, gone };
}

/** As `compare` without a ledger, at once: `changes` is a view then, which cannot be written to. */
export async function allNew(session: DuckdbSession): Promise<Diff> {
  await session.run(
    'CREATE OR REPLACE TEMP VIEW changes AS SELECT *, true AS _syncform_new, false AS _syncform_again FROM records',
  );
  return {
    added: await count(session, 'SELECT count(*) FROM records'),
    again: 0,
    changed: 0,
    gone: 0,
  };
}

/** A FROM item: the keys and hashes of a ledger file's records that the target has acknowledged. */
export function acknowledged(ledger: string): string {
  return `(SELECT _syncform_key, _syncform_hash FROM read_parquet(${quoteLiteral(ledger)}) WHERE _syncform_hash IS NOT NULL)`;
}

/**
 * Writes the identities, hashes and numbers of `records` as the ledger to be, without the records of the given condition.
 * Records of the ledger file `kept` that are not among them are in it too, without a number: the target still has them.
 */
export async function writeLedger(
  session: DuckdbSession,
  path: string,
  except = 'false',
  kept?: string,
): Promise<number> {
  const missing =
    kept === undefined
      ? ''
      : ` UNION ALL SELECT _syncform_key, _syncform_hash, NULL FROM ${acknowledged(kept)} s WHERE NOT EXISTS (FROM records r WHERE r._syncform_key = s._syncform_key)`;
  await session.run(
    `COPY (SELECT _syncform_key, _syncform_hash, ${NUMBER.name} FROM records WHERE NOT (${except})${missing}) TO ${quoteLiteral(path)} (FORMAT parquet, COMPRESSION zstd)`,
  );
  return count(session, `SELECT count(*) FROM read_parquet(${quoteLiteral(path)})`);
}

/**
 * Copies a ledger as it is once some of its records, by their numbers, were refused; answers how many the target has.
 */
export async function withRefused(
  session: DuckdbSession,
  from: string,
  to: string,
  numbers: readonly number[],
): Promise<number> {
  await listNumbers(session, numbers);
  await session.run(
    `COPY (SELECT _syncform_key, CASE WHEN r.number IS NULL THEN _syncform_hash END AS _syncform_hash
             FROM read_parquet(${quoteLiteral(from)}) s LEFT JOIN refused r ON r.number = s.${NUMBER.name})
       TO ${quoteLiteral(to)} (FORMAT parquet, COMPRESSION zstd)`,
  );
  return count(session, `SELECT count(*) FROM ${acknowledged(to)}`);
}

/** Numbers that are told DuckDB by one statement. */
const AT_ONCE = 100_000;

/** Fills a temporary table of a name (`number`, and `place` in the list). */
export async function listNumbers(
  session: DuckdbSession,
  numbers: readonly number[],
  table = 'refused',
): Promise<void> {
  await session.run(`CREATE OR REPLACE TEMP TABLE ${table} (number BIGINT, place BIGINT)`);
  for (let i = 0; i < numbers.length; i += AT_ONCE) {
    const some = numbers.slice(i, i + AT_ONCE);
    // As one text: a list of as many literals takes long to be parsed.
    await session.run(
      `INSERT INTO ${table} SELECT CAST(unnest(string_split('${some.join(',')}', ',')) AS BIGINT), unnest(range(${i}, ${i + some.length}))`,
    );
  }
}

/** Names what a ledger's hashes cover: they are comparable only where this is the same. */
export function digestName(shape: RecordShape, target: readonly unknown[]): string {
  return `${keysName(shape, target)}:${shape.definition}`;
}

/** The beginning of that: keys are comparable where it is the same. */
export function keysName(shape: RecordShape, target: readonly unknown[]): string {
  return `${DIGESTS[shape.hashing]}:${stableDigest([shape.keyDefinition, target])}`;
}

async function count(session: DuckdbSession, sql: string): Promise<number> {
  return (await counts(session, sql))[0];
}

/** The one row of a query that counts. */
async function counts(session: DuckdbSession, sql: string): Promise<[number, number, number]> {
  const [row = []] = await session.all(sql);
  return [Number(row[0] ?? 0), Number(row[1] ?? 0), Number(row[2] ?? 0)];
}
