import type { DuckDBBlobValue } from '@duckdb/node-api';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { throwIfAborted } from '../kit/abort.ts';
import { hubIdentifier } from '../movement/hub-names.ts';
import type { RecordShape } from './diff.ts';
import type { FieldCipher } from './encryption.ts';

/** Records that are in memory at a time. */
const BATCH = 5000;

/**
 * Encrypts what is to be encrypted of a table of records (a name in the session's temporary catalog), in place. NULL
 * stays NULL.
 */
export async function encryptRecords(
  session: DuckdbSession,
  table: string,
  shape: RecordShape,
  cipher: FieldCipher,
  signal: AbortSignal,
): Promise<void> {
  const names = shape.columns.filter((c) => c.isEncrypted).map((c) => hubIdentifier(c.name));
  if (names.length === 0) return;
  const columns = names.map((_, i) => `c${i} VARCHAR`);
  await session.run(`CREATE OR REPLACE TEMP TABLE _syncform_sealed (place BIGINT, ${columns.join(', ')})`);
  const appender = await session.connection.createAppender('_syncform_sealed', 'main', 'temp');
  const [[last] = []] = await session.all(`SELECT max(rowid) FROM ${table}`);
  for (let first = 0; first <= Number(last ?? -1); first += BATCH) {
    throwIfAborted(signal);
    // As bytes: the driver's text decoder would drop a byte order mark.
    const rows = await session.all(
      `SELECT rowid, ${names.map((name) => `encode(${name})`).join(', ')} FROM ${table}
        WHERE rowid >= ${first} AND rowid < ${first + BATCH}`,
    );
    for (const [place, ...values] of rows) {
      appender.appendBigInt(BigInt(place as bigint));
      for (const value of values as (DuckDBBlobValue | null)[]) {
        if (value === null) appender.appendNull();
        else appender.appendVarchar(cipher.encrypt(value.bytes));
      }
      appender.endRow();
    }
    appender.flushSync();
  }
  appender.closeSync();
  const replaced = names.map((name, i) => `s.c${i} AS ${name}`).join(', ');
  await session.run(
    `CREATE OR REPLACE TEMP TABLE ${table} AS
       SELECT t.* REPLACE (${replaced}) FROM ${table} t JOIN _syncform_sealed s ON s.place = t.rowid`,
  );
  await session.run('DROP TABLE _syncform_sealed');
}
