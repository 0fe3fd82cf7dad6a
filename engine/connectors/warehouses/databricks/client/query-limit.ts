import type { ConnectorHost } from '../../../../contract/contract.ts';
import type { DatabricksConfig } from '../config.ts';

const NO_LIMIT: AsyncDisposable = { [Symbol.asyncDispose]: async () => {} };

/**
 * Waits until a statement may be sent under `concurrent_queries`: no more are at work at the warehouse at a time, from its
 * sending to its last row, over every process that shares the store. Dispose of it when the statement has ended.
 */
export async function queryLimit(
  config: DatabricksConfig,
  host: Pick<ConnectorHost, 'slot'>,
  signal: AbortSignal,
): Promise<AsyncDisposable> {
  const { enforce_query_limit, concurrent_queries, server_hostname, port, http_path } = config;
  if (!enforce_query_limit || concurrent_queries === undefined) return NO_LIMIT;
  return host.slot(`databricks://${server_hostname}:${port}${http_path}`, concurrent_queries, signal);
}
