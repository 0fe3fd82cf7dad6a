import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { containerSas } from '../../../../../families/object-store/azure/container-sas.ts';
import type { BulkRows } from '../../testing/requests.ts';

const COPY =
  /^COPY INTO (\S+) FROM '([^']+)' WITH \(FILE_TYPE = 'PARQUET', COMPRESSION = 'Snappy', CREDENTIAL = \(IDENTITY = '([^']+)'(?:, SECRET = '([^']+)')?\)\)$/;

/** The rows of the Parquet file that a COPY INTO names, fetched with its credential; undefined of another statement. */
export async function copiedRows(
  batch: string,
): Promise<{ readonly table: string; readonly rows: BulkRows } | undefined> {
  const [, table, address, identity, secret = ''] = COPY.exec(batch) ?? [];
  if (table === undefined || address === undefined) return undefined;
  const signature =
    identity === 'Shared Access Signature'
      ? secret
      : identity === 'Storage Account Key'
        ? sign(address, secret)
        : '';
  const response = await fetch(`${address}${signature}`);
  if (!response.ok) throw new Error(`Cannot open '${address}': ${response.status}`);
  const folder = await mkdtemp(join(tmpdir(), 'copy-into-'));
  try {
    const path = join(folder, 'rows.parquet');
    await writeFile(path, Buffer.from(await response.arrayBuffer()));
    const duckdb = await (await DuckDBInstance.create(':memory:')).connect();
    const read = await duckdb.runAndReadAll(`SELECT COLUMNS(*)::VARCHAR FROM read_parquet('${path}')`);
    const rows = read.getRowsJson() as (string | null)[][];
    duckdb.closeSync();
    return { table, rows: { columns: read.columnNames(), rows } };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A signature of the key, for Azurite's address: /account/container/…. */
function sign(address: string, key: string): string {
  const { origin, pathname } = new URL(address);
  const [, account = '', container = ''] = pathname.split('/');
  return `?${containerSas({ account, key, container, endpoint: `${origin}/${account}` }, 60_000)}`;
}
