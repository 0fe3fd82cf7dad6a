import type { HttpClient } from '@azure/core-rest-pipeline';
import type { CosmosClient, FeedOptions, SqlQuerySpec } from '@azure/cosmos';
import type { ConnectorHost } from '../../../contract/contract.ts';
import { sharedQuota } from '../../../families/http/quota.ts';
import { UnitBudget } from '../../../families/http/unit-budget.ts';
import { type WatchedAgents, watchedAgents } from '../../../families/http/watched-sockets.ts';
import { canceled, throwIfAborted } from '../../../kit/abort.ts';
import { Redactor } from '../../../kit/redactor.ts';
import type { CosmosdbConfig } from './config.ts';
import { type ContainerName, formatId } from './container-name.ts';
import { markLongNumbers } from './exact-numbers.ts';
import { cosmosdbFailure } from './failure.ts';

/** An account, connected to when it is first asked something. */
export interface Cosmosdb extends AsyncDisposable {
  readonly config: CosmosdbConfig;
  /** Knows the key. */
  readonly redactor: Redactor;
  /** Asks something; what goes wrong is said in words. */
  ask<T>(doing: string, signal: AbortSignal, work: (client: CosmosClient) => Promise<T>): Promise<T>;
  /** What a query yields, page by page, from all partitions at the same time. */
  pages(
    doing: string,
    container: ContainerName,
    query: SqlQuerySpec,
    options: Pick<FeedOptions, 'maxItemCount' | 'initialHeaders'>,
    signal: AbortSignal,
  ): AsyncGenerator<readonly unknown[]>;
}

/** Tries of a request that is throttled, and for how long in all; each time Cosmos DB says how long to wait. */
const THROTTLED = {
  maxRetryAttemptCount: 1_000,
  fixedRetryIntervalInMilliseconds: 0,
  maxWaitTimeInSeconds: 120,
};
const TOO_MANY_REQUESTS = 429;
/** Partitions that a query reads at the same time. */
const AT_ONCE = 8;

export function openClient(config: CosmosdbConfig, host: Pick<ConnectorHost, 'budgets'>): Cosmosdb {
  const { uri, key, inactivity_timeout } = config;
  const redactor = new Redactor();
  redactor.learn(key);
  const agents = watchedAgents({
    limitMs: inactivity_timeout * 1000,
    server: `Cosmos DB at ${new URL(uri).host}`,
  });
  let made: Promise<CosmosClient> | undefined;
  const client = () => {
    made ??= import('./driver.ts').then(
      ({ CosmosClient, createDefaultHttpClient }) =>
        new CosmosClient({
          endpoint: uri,
          key,
          userAgentSuffix: 'syncform',
          agent: uri.startsWith('http:') ? agents.http : agents.https,
          httpClient: exactClient(createDefaultHttpClient(), budgetOf(config, host)),
          // The other regions of an account are asked at their own addresses; a server that stands in for an account has none.
          connectionPolicy: {
            retryOptions: THROTTLED,
            requestTimeout: inactivity_timeout * 2_000,
            enableEndpointDiscovery: uri.startsWith('https:'),
            enableBackgroundEndpointRefreshing: false,
          },
        }),
    );
    return made;
  };
  const failure = (doing: string, error: unknown, signal: AbortSignal) =>
    signal.aborted ? canceled(signal) : redactor.maskError(cosmosdbFailure(doing, error, config));
  return {
    config,
    redactor,
    async ask(doing, signal, work) {
      throwIfAborted(signal);
      try {
        return await work(await client());
      } catch (error) {
        throw failure(doing, error, signal);
      }
    },
    async *pages(doing, container, query, options, signal) {
      throwIfAborted(signal);
      try {
        const pages = (await client())
          .database(container.database)
          .container(container.container)
          .items.query<unknown>(query, {
            maxDegreeOfParallelism: AT_ONCE,
            bufferItems: true,
            abortSignal: signal,
            ...options,
          })
          .getAsyncIterator();
        for await (const { resources } of pages) {
          throwIfAborted(signal);
          if (resources.length > 0) yield resources;
        }
      } catch (error) {
        throw failure(`${doing} ${formatId(container)}`, error, signal);
      }
    },
    [Symbol.asyncDispose]: () => close(made, agents),
  };
}

async function close(made: Promise<CosmosClient> | undefined, agents: WatchedAgents): Promise<void> {
  (await made?.catch(() => undefined))?.dispose();
  agents[Symbol.dispose]();
}

/** The request units of an account: a key that is not of it would spend those of another. */
function budgetOf({ uri, request_units: perSecond }: CosmosdbConfig, host: Pick<ConnectorHost, 'budgets'>) {
  return new UnitBudget(sharedQuota(JSON.stringify(['cosmosdb', uri]), { perSecond }, host.budgets));
}

/**
 * Sends what the driver asks for: within the request units that may be taken, and later where Cosmos DB says so. All requests of the
 * account wait then, and not only the one that was refused. Numbers come with all of their digits.
 */
function exactClient(client: HttpClient, budget: UnitBudget): HttpClient {
  return {
    async sendRequest(request) {
      // A turn for the request itself, so that it waits where Cosmos DB wants to be left alone.
      budget.spend(1);
      await budget.ready(request.abortSignal as AbortSignal);
      request.allowInsecureConnection = request.url.startsWith('http:');
      const answer = await client.sendRequest(request);
      const charge = Number(answer.headers.get('x-ms-request-charge') ?? 0);
      budget.spend(Number.isFinite(charge) ? Math.max(0, charge - 1) : 0);
      const wait = Number(answer.headers.get('x-ms-retry-after-ms') ?? 0);
      if (answer.status === TOO_MANY_REQUESTS && wait > 0) await budget.hold(wait);
      return answer.bodyAsText ? { ...answer, bodyAsText: markLongNumbers(answer.bodyAsText) } : answer;
    },
  };
}
