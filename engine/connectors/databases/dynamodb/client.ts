import type { DynamoDBClient, DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { ConnectorHost } from '../../../contract/contract.ts';
import { sharedQuota } from '../../../families/http/quota.ts';
import { UnitBudget } from '../../../families/http/unit-budget.ts';
import { watchedAgents } from '../../../families/http/watched-sockets.ts';
import { assumedRole } from '../../../families/object-store/s3/assumed-role.ts';
import { canceled, throwIfAborted } from '../../../kit/abort.ts';
import type { DynamodbConfig } from './config.ts';
import { dynamodbFailure } from './failure.ts';

/** DynamoDB, connected to when it is first asked something. */
export interface Dynamodb extends AsyncDisposable {
  readonly config: DynamodbConfig;
  /** Asks something; what goes wrong is said in words. */
  ask<T>(
    doing: string,
    signal: AbortSignal,
    work: (client: DynamoDBClient, options: { readonly abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<T>;
  /** The same of DynamoDB Streams, which are a service of their own. */
  askStreams<T>(
    doing: string,
    signal: AbortSignal,
    work: (client: DynamoDBStreamsClient, options: { readonly abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<T>;
  /** What reading may take of a table. */
  budget(table: string): UnitBudget;
}

/** Attempts at a request that is throttled or that broke on its way; the wait grows from one to the next. */
const MOST_ATTEMPTS = 10;

export function openClient(config: DynamodbConfig, host: Pick<ConnectorHost, 'budgets'>): Dynamodb {
  const { region, endpoint, read_capacity: perSecond, inactivity_timeout } = config;
  const server = `DynamoDB in ${region}${endpoint === undefined ? '' : ` at ${new URL(endpoint).host}`}`;
  const agents = watchedAgents({ limitMs: inactivity_timeout * 1000, server });
  const budgets = new Map<string, UnitBudget>();
  const settings = {
    region,
    maxAttempts: MOST_ATTEMPTS,
    requestHandler: { httpAgent: agents.http, httpsAgent: agents.https },
    ...(endpoint === undefined ? {} : { endpoint }),
    ...credentialsOf(config),
  };
  let tables: Promise<DynamoDBClient> | undefined;
  let streams: Promise<DynamoDBStreamsClient> | undefined;
  const ask = async <C, T>(
    client: () => Promise<C>,
    doing: string,
    signal: AbortSignal,
    work: (client: C, options: { readonly abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<T> => {
    throwIfAborted(signal);
    try {
      return await work(await client(), { abortSignal: signal });
    } catch (error) {
      if (signal.aborted) throw canceled(signal);
      throw dynamodbFailure(doing, error, config);
    }
  };
  return {
    config,
    ask: (doing, signal, work) => {
      const client = () => {
        tables ??= import('./driver.ts').then(({ DynamoDBClient }) => new DynamoDBClient(settings));
        return tables;
      };
      return ask(client, doing, signal, work);
    },
    askStreams: (doing, signal, work) => {
      const client = () => {
        streams ??= import('./streams-driver.ts').then(
          ({ DynamoDBStreamsClient }) => new DynamoDBStreamsClient(settings),
        );
        return streams;
      };
      return ask(client, doing, signal, work);
    },
    budget(table) {
      const account = ['dynamodb', endpoint ?? region, config.access_id ?? config.iam_role_arn ?? '', table];
      const made =
        budgets.get(table) ??
        new UnitBudget(
          perSecond === undefined
            ? undefined
            : sharedQuota(JSON.stringify(account), { perSecond }, host.budgets),
        );
      budgets.set(table, made);
      return made;
    },
    async [Symbol.asyncDispose]() {
      for (const client of [tables, streams]) (await client?.catch(() => undefined))?.destroy();
      agents[Symbol.dispose]();
    },
  };
}

/** How AWS's clients get their keys; nothing where the default chain is to find them. */
export function credentialsOf(config: DynamodbConfig): Pick<DynamoDBClientConfig, 'credentials'> {
  const {
    auth_mode,
    access_id = '',
    secret_access_key = '',
    iam_role_arn = '',
    external_id,
    region,
  } = config;
  if (auth_mode === 'access_key_and_secret')
    return { credentials: { accessKeyId: access_id, secretAccessKey: secret_access_key } };
  if (auth_mode === 'iam_role')
    return { credentials: assumedRole({ roleArn: iam_role_arn, externalId: external_id, region }) };
  return {};
}
