import { access } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { throwIfAborted } from '../kit/abort.ts';
import { quoteIdentifier, quoteLiteral } from '../kit/sql.ts';

/** Extensions whose file has another name than they go by. */
const FILE_NAMES: Readonly<Record<string, string>> = {
  postgres: 'postgres_scanner',
  mysql: 'mysql_scanner',
  sqlite: 'sqlite_scanner',
};

const DEFAULT_REPOSITORY = 'http://extensions.duckdb.org';
const REACH_LIMIT_MS = 2_000;
const INSTALL_LIMIT_MS = 30_000;

/** Extensions that could not be installed: asking again would only cost the same time again. */
const notInstallable = new Set<string>();

/**
 * Loads an extension of DuckDB (`postgres`, `httpfs`) for the whole process and says whether it is there. Looks, in this
 * order, for `<name>.duckdb_extension` in the folder that SYNCFORM_DUCKDB_EXTENSIONS names, for one that is installed on
 * this machine, and in DuckDB's repository (or the one at SYNCFORM_DUCKDB_EXTENSION_REPOSITORY; `none` asks nowhere).
 * Answers false where none of them has it; the caller then takes another way.
 */
export async function loadExtension(
  session: DuckdbSession,
  name: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<boolean> {
  const file = FILE_NAMES[name] ?? name;
  const loaded = await session.all(
    `SELECT loaded FROM duckdb_extensions() WHERE extension_name = ${quoteLiteral(file)} AND loaded`,
  );
  if (loaded.length > 0) return true;

  const folder = process.env.SYNCFORM_DUCKDB_EXTENSIONS;
  for (const candidate of folder ? new Set([file, name]) : []) {
    const path = join(folder as string, `${candidate}.duckdb_extension`);
    if ((await readable(path)) && (await load(session, quoteLiteral(path)))) return true;
  }
  if (await load(session, quoteIdentifier(file))) return true;
  if (notInstallable.has(file)) return false;

  throwIfAborted(signal);
  const repository = process.env.SYNCFORM_DUCKDB_EXTENSION_REPOSITORY ?? DEFAULT_REPOSITORY;
  if ((await install(file, repository, signal)) && (await load(session, quoteIdentifier(file)))) return true;
  throwIfAborted(signal);
  notInstallable.add(file);
  return false;
}

async function load(session: DuckdbSession, what: string): Promise<boolean> {
  try {
    await session.connection.run(`LOAD ${what}`);
    return true;
  } catch {
    return false;
  }
}

/**
 * Downloads an extension into the user's own folder of DuckDB extensions. A repository that cannot be reached is found
 * out with a plain connection first, because DuckDB's own attempt can neither be limited nor interrupted. It runs in an
 * instance of its own for the same reason: the session is not held up should it take long.
 */
async function install(file: string, repository: string, signal: AbortSignal): Promise<boolean> {
  if (repository === 'none' || !(await reachable(repository))) return false;
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const installed = connection
    .run(`INSTALL ${quoteIdentifier(file)} FROM ${quoteLiteral(repository)}`)
    .then(
      () => true,
      () => false,
    )
    .finally(() => {
      connection.closeSync();
      instance.closeSync();
    });
  const limit = sleep(INSTALL_LIMIT_MS, false, { signal, ref: false }).catch(() => false);
  return Promise.race([installed, limit]);
}

function reachable(repository: string): Promise<boolean> {
  let url: URL;
  try {
    url = new URL(repository);
  } catch {
    return readable(repository); // a folder
  }
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  return new Promise((resolve) => {
    const socket = connect({ host: url.hostname, port });
    const answer = (there: boolean) => {
      socket.destroy();
      resolve(there);
    };
    socket.setTimeout(REACH_LIMIT_MS, () => answer(false));
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}

async function readable(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
