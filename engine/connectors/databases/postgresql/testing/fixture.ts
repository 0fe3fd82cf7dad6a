import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type PostgresService, startPostgres } from '../../../../../test/services/postgres.ts';
import type { ConnectorHost, Facets, OpenConnector } from '../../../../contract/contract.ts';
import { openDuckdbSession } from '../../../../movement/duckdb-hub.ts';
import { type PostgresqlConfig, postgresqlConfig } from '../config.ts';
import { postgresql } from '../definition.ts';

/** A database of a test's own, open through the connector and, beside it, for SQL of the test's. */
export interface Fixture extends AsyncDisposable {
  readonly service: PostgresService;
  readonly config: PostgresqlConfig;
  readonly host: ConnectorHost;
  readonly connector: OpenConnector;
  readonly facets: Facets;
  /** Never fires. */
  readonly signal: AbortSignal;
  /** Runs SQL and answers the rows of its last statement, values as the server's text under its own default settings. */
  sql(text: string): Promise<(string | null)[][]>;
  /** Another connector to the same server, with other settings. */
  open(changes: Partial<Record<keyof PostgresqlConfig, unknown>>): Promise<OpenConnector>;
}

/**
 * Opens a fixture. The database's settings are unlike the ones that the connector works under, so that a value whose
 * text depends on them is found out.
 */
export async function openFixture(): Promise<Fixture> {
  const service = await startPostgres();
  const tempDir = await mkdtemp(join(tmpdir(), 'syncform-postgresql-'));
  const host: ConnectorHost = {
    baseDir: tempDir,
    tempDir,
    knownHosts: join(tempDir, 'known_hosts'),
    slot: async () => ({ [Symbol.asyncDispose]: async () => {} }),
    async withSession(work) {
      await using session = await openDuckdbSession({ tempDir });
      return await work(session);
    },
    log: () => {},
  };
  const input = service.configuration;
  const config = postgresqlConfig.parse(input);
  const odd = ["timezone TO 'America/Caracas'", "datestyle TO 'German'", 'extra_float_digits TO 0'];
  odd.push(
    "bytea_output TO 'escape'",
    "intervalstyle TO 'sql_standard'",
    'standard_conforming_strings TO off',
  );
  const connectionString = service.connectionString;
  const setUp = new pg.Client({ connectionString });
  await setUp.connect();
  for (const setting of odd) await setUp.query(`ALTER DATABASE ${service.database} SET ${setting}`);
  await setUp.end();
  const client = new pg.Client({ connectionString, types: { getTypeParser: () => (text: unknown) => text } });
  await client.connect();
  await client.query(
    "SET standard_conforming_strings TO on; SET timezone TO 'UTC'; SET datestyle TO 'ISO, YMD'",
  );
  await client.query(
    "SET bytea_output TO 'hex'; SET intervalstyle TO 'iso_8601'; SET extra_float_digits TO 1",
  );
  const connector = await postgresql.open(config, host);
  const opened: OpenConnector[] = [connector];
  return {
    service,
    config,
    host,
    connector,
    facets: connector.facets as Facets,
    signal: new AbortController().signal,
    async sql(text) {
      const answer: unknown = await client.query({ text, rowMode: 'array' });
      return ((Array.isArray(answer) ? answer.at(-1) : answer) as { rows: (string | null)[][] }).rows;
    },
    async open(changes) {
      const other = await postgresql.open(postgresqlConfig.parse({ ...input, ...changes }), host);
      opened.push(other);
      return other;
    },
    async [Symbol.asyncDispose]() {
      for (const each of opened) await each[Symbol.asyncDispose]();
      await client.end();
      await service.stop();
      await rm(tempDir, { recursive: true, force: true });
    },
  };
}
