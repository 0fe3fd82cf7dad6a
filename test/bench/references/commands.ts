import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { ClickhouseService } from '../../services/clickhouse/clickhouse.ts';
import type { PostgresService } from '../../services/postgres.ts';
import { postgresBinaries } from '../../services/postgres-binaries.ts';
import type { S3Service } from '../../services/s3/s3.ts';
import { COLUMN_NAMES, createTable } from '../data.ts';
import type { Command } from '../measure.ts';
import type { Workbench } from '../workbench.ts';

const here = import.meta.dirname;

/** libpq's settings: no TLS, as the engine's connections here. */
const PLAIN = { PGSSLMODE: 'disable' };

/** DuckDB's postgres extension by hand: tables into a DuckDB file, or one table into a `.parquet`. */
export function extensionCopy(
  bench: Workbench,
  tables: readonly string[],
  to: string,
  compression: 'snappy' | 'zstd' = 'snappy',
): Command {
  if ('missing' in bench.extension) throw new Error(bench.extension.missing);
  return nodeScript('extension-copy.ts', {
    extension: bench.extension.file,
    connection: bench.server.connectionString,
    tables,
    to,
    compression,
  });
}

/** A container of Azure Cosmos DB into a DuckDB file, by Microsoft's client by hand. */
export function cosmosdbQuery(
  configuration: Readonly<Record<string, string>>,
  container: string,
  to: string,
): Command {
  return nodeScript('cosmosdb-query.ts', { configuration, container, to });
}

/** What changed in a table of Postgres since its rows came into a DuckDB file, into that by key, by hand. */
export function mergeByHand(bench: Workbench, table: string, into: string): Command {
  if ('missing' in bench.extension) throw new Error(bench.extension.missing);
  return nodeScript('merge.ts', {
    extension: bench.extension.file,
    connection: bench.server.connectionString,
    table,
    into,
  });
}

/** Rows of a DuckDB file into a table of Postgres that has a key, by hand. */
export function upsert(
  bench: Workbench,
  { from, source, into, csv }: { from: string; source: string; into: string; csv: string },
): Command {
  return nodeScript('upsert.ts', {
    from,
    source,
    csv,
    psql: psql(),
    connection: bench.server.connectionString,
    into,
    columns: COLUMN_NAMES,
  });
}

/** One table into another database by `COPY binary | COPY binary`; the new table's key is built after its rows. */
export function copyBinary(bench: Workbench, table: string, toDatabase: string, into: string): Command {
  const { host, port, user, password, database } = bench.server;
  const at = (name: string) =>
    `'${psql()}' -qX -v ON_ERROR_STOP=1 -h ${host} -p ${port} -U ${user} -d ${name}`;
  const out = `${at(database)} -c 'COPY ${table} TO STDOUT (FORMAT binary)'`;
  const steps = [
    createTable(into),
    `COPY ${into} FROM STDIN (FORMAT binary)`,
    `ALTER TABLE ${into} ADD PRIMARY KEY (id)`,
  ];
  const into_ = `${at(toDatabase)} --single-transaction ${steps.map((step) => `-c '${step}'`).join(' ')}`;
  return { program: '/bin/sh', args: ['-c', `${out} | ${into_}`], env: { ...PLAIN, PGPASSWORD: password } };
}

/** One table into one of ClickHouse that is there, by `COPY` as CSV, whose bytes curl sends on as they come. */
export function copyIntoClickhouse(
  bench: Workbench,
  table: string,
  { configuration }: ClickhouseService,
  into: string,
): Command {
  const { host, port, user, password, database } = bench.server;
  const out = `'${psql()}' -qX -v ON_ERROR_STOP=1 -h ${host} -p ${port} -U ${user} -d ${database} -c 'COPY ${table} TO STDOUT (FORMAT csv)'`;
  const url = new URL(`http://${configuration.hostname}:${configuration.port}/`);
  url.search = new URLSearchParams({
    query: `INSERT INTO ${into} FORMAT CSV`,
    database: configuration.database,
    // What COPY calls NULL is an empty value; it writes t and f, and a time's zone as +00.
    date_time_input_format: 'best_effort',
  }).toString();
  const send = `curl -sSf -X POST -H 'Transfer-Encoding: chunked' -H "X-ClickHouse-User: $CH_USER" -H "X-ClickHouse-Key: $CH_KEY" -T - '${url.href}'`;
  return {
    program: '/bin/sh',
    args: ['-c', `${out} | ${send}`],
    env: {
      ...PLAIN,
      PGPASSWORD: password,
      PGTZ: 'UTC',
      CH_USER: configuration.username,
      CH_KEY: configuration.password,
    },
  };
}

/** One table into one of Redshift that is there, by way of a bucket: `port` is that of whoever does COPY. */
export function copyFromBucket(
  bench: Workbench,
  table: string,
  { port, server }: { readonly port: number; readonly server: PostgresService },
  into: string,
  { bucket: name, endpoint, region, accessKeyId, secretAccessKey }: S3Service,
): Command {
  const { host, user, password, database } = server;
  return nodeScript('copy-from-bucket.ts', {
    psql: psql(),
    connection: bench.server.connectionString,
    table,
    warehouse: { host, port, user, password, database },
    into,
    bucket: { name, endpoint, region, accessKeyId, secretAccessKey },
  });
}

/** Why there is no psql, if there is none. */
export function missingPsql(): string | undefined {
  return psql() === 'psql' ? 'there is no psql beside Postgres or on PATH' : undefined;
}

function psql(): string {
  const folders = [postgresBinaries(), ...(process.env.PATH ?? '').split(delimiter)];
  return folders.map((folder) => join(folder, 'psql')).find(existsSync) ?? 'psql';
}

/** A script of this folder, with its one argument. */
export function nodeScript(name: string, argument: unknown): Command {
  return { program: process.execPath, args: [join(here, name), JSON.stringify(argument)], env: PLAIN };
}
