import type { Agent } from 'node:https';
import { DBSQLClient } from '@databricks/sql';
import type { DatabricksConfig } from '../config.ts';
import type { Line } from './line.ts';

/** Rows that come with the answer to a statement, without a call of their own. */
export const FIRST_ROWS = 1000;

/** Tries of calls that may be repeated, and the waits between them in milliseconds: some 40 seconds in all. */
const TRIES = { retryMaxAttempts: 8, retryDelayMin: 500, retryDelayMax: 8000, retriesTimeout: 120_000 };

/** Downloads of a large result under way at a time, of some 20 MB each. */
const DOWNLOADS = 3;

/** What of the driver's insides makes the sockets; it has no option for an agent. */
interface Insides {
  createConnectionProvider(options: unknown): { agent?: Agent };
}

/**
 * The driver, at a workspace. It repeats by itself only calls that change nothing (polling, metadata, closing). `token` is
 * asked before each call. It reports to nobody, and logs nothing.
 */
export async function connectDriver(
  config: DatabricksConfig,
  line: Line,
  token: () => Promise<string>,
): Promise<DBSQLClient> {
  const client = new DBSQLClient({ logger: { log: () => {} } });
  // The driver reports broken lines here as well as to whoever waits for them.
  client.on('error', () => {});
  const insides = client as unknown as Insides;
  const createProvider = insides.createConnectionProvider.bind(client);
  insides.createConnectionProvider = (options) =>
    Object.assign(createProvider(options), { agent: line.agent });
  await client.connect({
    host: config.server_hostname,
    port: config.port,
    path: config.http_path,
    authType: 'custom',
    provider: { authenticate: async () => ({ Authorization: `Bearer ${await token()}` }) },
    userAgentEntry: 'syncform',
    telemetryEnabled: false,
    preserveBigNumericPrecision: true,
    ...TRIES,
  });
  client.getConfig().cloudFetchConcurrentDownloads = DOWNLOADS;
  return client;
}
