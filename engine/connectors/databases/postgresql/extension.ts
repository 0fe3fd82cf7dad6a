import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConnectorHost, ConstantColumn, Relation } from '../../../contract/contract.ts';
import type { DuckdbSession } from '../../../contract/duckdb-session.ts';
import { KEEP_ALIVE_MS } from '../../../families/sql/line.ts';
import type { TableName } from '../../../families/sql/names.ts';
import { clause, type Selection } from '../../../families/sql/selection.ts';
import type { SourceColumn } from '../../../families/sql/source-columns.ts';
import type { Tunnel } from '../../../families/tunnel/tunnel.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { Mutex } from '../../../kit/mutex.ts';
import { quoteLiteral } from '../../../kit/sql.ts';
import { fromText } from '../../../movement/csv-dialect.ts';
import { loadExtension } from '../../../movement/duckdb-extensions.ts';
import { duckdbType } from '../../../movement/duckdb-types.ts';
import { fieldType } from '../../../types/field-type.ts';
import { extensionExpression, isScannable } from './columns.ts';
import type { PostgresqlConfig } from './config.ts';
import { quoteTable } from './dialect.ts';
import { sessionSettings } from './server.ts';
import type { ServerCancel } from './server-cancel.ts';
import { quoteIdentifier } from './sql.ts';

/** Reads Postgres through DuckDB's `postgres` extension. */
export interface ExtensionReader extends AsyncDisposable {
  /** Whether the extension can be loaded here. */
  isAvailable(signal: AbortSignal): Promise<boolean>;
  /** Whether it reads the selection in parts at once by itself. */
  readsInParts(selection: Selection): boolean;
  relation(selection: Selection): Relation;
}

/**
 * The extension, with the server attached to DuckDB. Rows come by its `postgres_query`, whose text is ours; of a large
 * table of simple types by its own scan, which reads it in parts at once, all of one moment. The password is in a
 * secret of DuckDB's memory and in no text that DuckDB shows.
 */
export function extensionReader(
  config: PostgresqlConfig,
  host: ConnectorHost,
  serverCancel: ServerCancel,
  tunnel?: Tunnel,
): ExtensionReader {
  const catalog = `postgres_${randomBytes(8).toString('hex')}`;
  let isThere: Promise<boolean> | undefined;
  const attached = new Set<string>();
  /** Sessions in which the server was found attached: while one is open, DuckDB keeps it. */
  const found = new WeakSet<DuckdbSession>();
  // IF NOT EXISTS does not help two that attach or make a secret at once.
  const attaching = new Mutex();
  let scans = 0;
  let reads = 0;

  const attachAs = async (
    session: DuckdbSession,
    as: Pick<Attachment, 'name' | 'schema'>,
    signal: AbortSignal,
  ) => {
    await loadExtension(session, 'postgres', signal);
    attached.add(as.name);
    const port = await tunnel?.listen(signal);
    await attaching.run(() => attach(session, config, { ...as, secretName: catalog, port }));
  };

  /** The rows of a whole table by the extension's scan. */
  const scanned = (selection: Selection, table: TableName): Relation => {
    const attachAnew = async (session: DuckdbSession, signal: AbortSignal) => {
      // What the extension knows of tables is as old as its attachment: a scan gets a new one.
      const name = `${catalog}_${++scans}`;
      await attachAs(session, { name, schema: table.schema }, signal);
      serverCancel.watch(signal, applicationName(name), '');
      return scan(selection, table, name);
    };
    return {
      format: 'relation',
      isStream: true,
      async attach(session, signal) {
        const { rows, refusal } = await attachAnew(session, signal);
        return refusal === undefined ? rows : `${rows} WHERE (${refusal})`;
      },
      async attachUnchecked(session, signal) {
        const { rows, refusal } = await attachAnew(session, signal);
        return {
          select: rows,
          async check(written) {
            if (refusal !== undefined && (await hasZero(session, selection, written)))
              await session.run(refusal);
          },
        };
      },
    };
  };

  return {
    isAvailable(signal) {
      isThere ??= host
        .withSession((session) => loadExtension(session, 'postgres', signal))
        .catch((error) => {
          isThere = undefined;
          throw error;
        });
      return isThere;
    },
    readsInParts,
    relation(selection) {
      const { whole } = selection;
      if (whole !== undefined && readsInParts(selection)) return scanned(selection, whole);
      return {
        format: 'relation',
        isStream: true,
        async attach(session, signal) {
          // Several read by one attachment: their statements are told apart by a comment.
          const mark = `/* ${catalog} ${++reads} */`;
          if (!attached.has(catalog) || !(found.has(session) || (await isAttached(session, catalog))))
            await attachAs(session, { name: catalog, schema: NO_SCHEMA }, signal);
          else found.add(session);
          serverCancel.watch(signal, applicationName(catalog), mark);
          return select(selection, catalog, mark);
        },
      };
    },
    async [Symbol.asyncDispose]() {
      if (attached.size === 0) return;
      await host.withSession(async (session) => {
        for (const name of attached) await session.run(`DETACH DATABASE IF EXISTS ${name}`);
        await session.run(`DROP SECRET IF EXISTS ${catalog}`);
      });
    },
  };
}

/** What the server calls the sessions of an attachment. */
function applicationName(attachment: string): string {
  return `syncform ${attachment}`;
}

function readsInParts({ whole, columns }: Selection): boolean {
  return whole !== undefined && columns.every(isScannable);
}

/** A SELECT of the selection in the types of duckdb-types.ts. */
function select(selection: Selection, catalog: string, mark: string): string {
  const { columns, constants } = selection;
  const remote = columns.map((column, i) => ({ column, name: `c${i}`, ...extensionExpression(column) }));
  const wanted = remote.map(({ sql, name }) => `${sql} AS ${name}`);
  const query = `SELECT ${mark} ${wanted.join(', ')} ${clause(selection)}`;
  const local = remote.map(
    ({ column, name, isText }) => `${value(column, name, isText)} AS ${quoteIdentifier(column.name)}`,
  );
  return `SELECT ${[...local, ...added(constants)].join(', ')} FROM postgres_query(${quoteLiteral(catalog)}, ${quoteLiteral(query)})`;
}

function added(constants: readonly ConstantColumn[] = []): readonly string[] {
  return constants.map(({ name, type, value }) => {
    const local = value === null ? 'NULL' : fromText(quoteLiteral(value), fieldType(type));
    return `CAST(${local} AS ${duckdbType(type)}) AS ${quoteIdentifier(name)}`;
  });
}

function value(column: SourceColumn, name: string, isText: boolean): string {
  return isText ? fromText(name, fieldType(column.type)) : readExactly(name, column);
}

/**
 * A value that the extension reads in DuckDB's type. Of a time beyond DuckDB's last one (in the year 294247) it makes one
 * before Postgres's first, so that the statement fails on that.
 */
function readExactly(value: string, { name, type }: SourceColumn): string {
  const read = `CAST(${value} AS ${duckdbType(type)})`;
  const { kind } = fieldType(type);
  if (kind !== 'datetime' && kind !== 'datetime_tz') return read;
  const words = quoteLiteral(`a time in column ${name} lies beyond the last one that DuckDB can hold`);
  return `CASE WHEN ${read} < CAST(${quoteLiteral(BEFORE_ALL)} AS ${duckdbType(type)}) AND isfinite(${read}) THEN CAST(error(${words}) AS ${duckdbType(type)}) ELSE ${read} END`;
}

/** A time before Postgres's first one, which is in 4714 BC; as DuckDB writes it. */
const BEFORE_ALL = '5000-01-01 (BC) 00:00:00';

/**
 * A SELECT of a whole table by the extension's scan, whose NaN come as 0; and another that fails where there is one. The
 * server is asked on the snapshot of the transaction, which the scan's parts share. Absent where no column can hold any.
 */
function scan(
  selection: Selection,
  table: TableName,
  catalog: string,
): { readonly rows: string; readonly refusal?: string } {
  const { columns, from, constants } = selection;
  const values = columns.map((column) => {
    const name = quoteIdentifier(column.name);
    return `${readExactly(name, column)} AS ${name}`;
  });
  const rows = `SELECT ${[...values, ...added(constants)].join(', ')} FROM ${catalog}.${quoteTable(table)}`;
  const names = decimalsOf(selection).map(({ name }) => name);
  if (names.length === 0) return { rows };
  const hasNaN = names.map((name) => `${quoteIdentifier(name)} = 'NaN'`).join(' OR ');
  const question = `SELECT EXISTS (SELECT ${from} WHERE ${hasNaN}) AS found`;
  const words = quoteLiteral(`NaN in column ${names.join(' or ')}, which a decimal cannot hold`);
  return {
    rows,
    refusal:
      `SELECT CASE WHEN found THEN error(${words}) ELSE true END ` +
      `FROM postgres_query(${quoteLiteral(catalog)}, ${quoteLiteral(question)})`,
  };
}

function decimalsOf({ columns }: Selection): readonly SourceColumn[] {
  return columns.filter(({ type }) => fieldType(type).kind === 'decimal');
}

/** Whether a decimal among the rows that were written is 0, which may have been NaN. */
async function hasZero(session: DuckdbSession, selection: Selection, written: string): Promise<boolean> {
  const places = [...selection.columns, ...(selection.constants ?? [])].map((_, i) => `c${i}`);
  const isZero = decimalsOf(selection).map((column) => `c${selection.columns.indexOf(column)} = 0`);
  const [row] = await session.all(
    `SELECT EXISTS (FROM (${written}) AS written(${places.join(', ')}) WHERE ${isZero.join(' OR ')})`,
  );
  return row?.[0] !== false;
}

async function isAttached(session: DuckdbSession, catalog: string): Promise<boolean> {
  const found = await session.all(
    `SELECT 1 FROM duckdb_databases() WHERE database_name = ${quoteLiteral(catalog)}`,
  );
  return found.length > 0;
}

/** The server as a catalog of DuckDB's. */
interface Attachment {
  readonly name: string;
  /** The one schema whose tables DuckDB sees: whenever it lists tables of anything, it asks every catalog for all of them. */
  readonly schema: string;
  readonly secretName: string;
  /** Of the tunnel, where there is one. */
  readonly port: number | undefined;
}

/** No server has a schema of this name: of one that is asked by `postgres_query`, DuckDB need not know any table. */
const NO_SCHEMA = '_syncform_no_schema';

async function attach(
  session: DuckdbSession,
  config: PostgresqlConfig,
  { name, schema, secretName, port }: Attachment,
): Promise<void> {
  const secret = Object.entries({
    HOST: config.hostname,
    PORT: String(port ?? config.port),
    USER: config.username,
    PASSWORD: config.password,
    DATABASE: config.database,
  }).map(([key, text]) => `${key} ${quoteLiteral(text)}`);
  try {
    await session.run(
      `CREATE TEMPORARY SECRET IF NOT EXISTS ${secretName} (TYPE postgres, ${secret.join(', ')})`,
    );
  } catch {
    // DuckDB's own words might quote the statement, and with it the password.
    throw new SyncformError('failed', 'DuckDB does not take the connection’s settings as a secret');
  }
  const settings = Object.entries(sessionSettings(config)).map(
    ([key, text]) => `-c ${key}=${text.replaceAll(' ', '')}`,
  );
  const options = {
    application_name: applicationName(name),
    client_encoding: 'UTF8',
    options: settings.join(' '),
    // Nothing at this end can interrupt libpq: the system cuts a line whose other end is gone.
    connect_timeout: '15',
    keepalives_idle: String(KEEP_ALIVE_MS / 1000),
    keepalives_interval: '10',
    keepalives_count: '3',
    tcp_user_timeout: String(config.inactivity_timeout * 1000),
    // The server's name is still the one that its certificate is held against.
    ...(port === undefined ? {} : { hostaddr: '127.0.0.1' }),
    ...(await tls(config, session.tempDir)),
  };
  const parameters = Object.entries(options).map(([key, text]) => `${key}=${quoteParameter(text)}`);
  await session.run(
    `ATTACH IF NOT EXISTS ${quoteLiteral(parameters.join(' '))} AS ${name} (TYPE postgres, SECRET ${secretName}, READ_ONLY, SCHEMA ${quoteLiteral(schema)})`,
  );
}

/** libpq's TLS parameters. It takes certificates from files only. */
async function tls(config: PostgresqlConfig, folder: string): Promise<Record<string, string>> {
  if (!config.ssl) return { sslmode: 'disable' };
  const file = async (name: string, pem: string) => {
    const path = join(folder, `${name}-${randomBytes(8).toString('hex')}.pem`);
    await writeFile(path, pem, { mode: 0o600 });
    return path;
  };
  return {
    sslmode: config.ca_cert === undefined ? 'require' : 'verify-full',
    // libpq would otherwise look into the user's own folder for certificates.
    sslrootcert: config.ca_cert === undefined ? '' : await file('ca', config.ca_cert),
    ...(config.client_certs
      ? {
          sslcert: await file('client', config.client_certificate as string),
          sslkey: await file('client-key', config.client_key as string),
        }
      : {}),
  };
}

/** A value in a libpq connection string. */
function quoteParameter(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
