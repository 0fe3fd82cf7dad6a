import type { ConnectorHost, OpenConnector } from '../../contract/contract.ts';
import { HttpClient } from '../http/client.ts';
import { sharedQuota } from '../http/quota.ts';
import type { manifestCapabilities } from './capabilities.ts';
import { discoverFacet } from './discover.ts';
import { queryFacet } from './query.ts';
import { readFacet } from './read.ts';
import { ApiSource } from './source.ts';
import type { System } from './stream.ts';
import { testFacet } from './test-connection.ts';
import { writeFacet } from './write.ts';

/** Opens a connection to an API. Nothing is asked before a facet is used. */
export async function openSystem(
  system: System,
  host: ConnectorHost,
): Promise<OpenConnector<typeof manifestCapabilities>> {
  const {
    requests_per_second: perSecond,
    requests_per_day: perDay,
    requests_at_once: atOnce,
    share,
    own_requests_per_day: ownPerDay,
  } = system;
  const quota = sharedQuota(system.account, { perSecond, perDay, share, ownPerDay, atOnce }, host.budgets);
  const http = new HttpClient({
    url: new URL(system.url),
    headers: system.headers,
    auth: system.auth,
    timeoutMs: system.request_timeout * 1000,
    allowPrivateAddresses: system.allow_private_addresses,
    pace: quota,
    waitHeaders: system.wait_headers,
    exchangeSecret: host.exchangeSecret,
    log: (message) => host.log('info', message),
  });
  const source = new ApiSource(system, http, quota, host);
  const facets = {
    test: testFacet(system, http, source),
    discover: discoverFacet(source),
    query: queryFacet(source),
    read: readFacet(source),
    write: writeFacet(system, source),
  };
  return {
    facets,
    async [Symbol.asyncDispose]() {
      await source.close();
      await http[Symbol.asyncDispose]();
    },
  };
}
