import type { Document, MongoClient } from 'mongodb';
import { RecentKinds } from '../../../families/documents/recent-kinds.ts';
import { canceled, onAbort, throwIfAborted } from '../../../kit/abort.ts';
import { ConnectionError, SyncformError } from '../../../kit/errors.ts';
import { Redactor } from '../../../kit/redactor.ts';
import type { MongodbConfig } from './config.ts';

/** A server that is connected to when it is first asked something. */
export interface Mongo extends AsyncDisposable {
  readonly config: MongodbConfig;
  /** Knows the password. */
  readonly redactor: Redactor;
  /** What documents of its collections were found to have. */
  readonly recent: RecentKinds;
  /** Asks something; what goes wrong is said in words. */
  ask<T>(doing: string, signal: AbortSignal, work: (client: MongoClient) => Promise<T>): Promise<T>;
  /** Documents as they come, in batches. Numbers stay what BSON has them as. */
  documents(
    doing: string,
    signal: AbortSignal,
    open: (client: MongoClient) => AsyncIterable<Document> & { close(): Promise<unknown> },
  ): AsyncGenerator<readonly Document[]>;
}

/** How values come: as BSON has them. */
export const EXACT = { promoteValues: false, promoteLongs: false, useBigInt64: false } as const;

const SELECT_MS = 15_000;
const BATCH = 1_000;

export function openMongo(config: MongodbConfig): Mongo {
  const redactor = new Redactor();
  redactor.learn(config.password);
  let made: Promise<MongoClient> | undefined;
  const client = () => {
    made ??= (async () => {
      const { MongoClient } = await import('./driver.ts');
      return new MongoClient(address(config), {
        tls: config.ssl,
        serverSelectionTimeoutMS: SELECT_MS,
        connectTimeoutMS: SELECT_MS,
        appName: 'syncform',
        ...(config.username === undefined
          ? {}
          : { auth: { username: config.username, password: config.password ?? '' } }),
      });
    })();
    return made;
  };
  return {
    config,
    redactor,
    recent: new RecentKinds(),
    async ask(doing, signal, work) {
      throwIfAborted(signal);
      try {
        return await work(await client());
      } catch (error) {
        throw redactor.maskError(failure(doing, error, config, signal));
      }
    },
    async *documents(doing, signal, open) {
      throwIfAborted(signal);
      try {
        const cursor = open(await client());
        const forget = onAbort(signal, () => void cursor.close().catch(() => {}));
        try {
          let batch: Document[] = [];
          for await (const document of cursor) {
            throwIfAborted(signal);
            batch.push(document);
            if (batch.length < BATCH) continue;
            yield batch;
            batch = [];
          }
          if (signal.aborted) throw canceled(signal);
          if (batch.length > 0) yield batch;
        } finally {
          forget();
          await cursor.close().catch(() => {});
        }
      } catch (error) {
        throw redactor.maskError(failure(doing, error, config, signal));
      }
    },
    async [Symbol.asyncDispose]() {
      await made?.then((open) => open.close()).catch(() => {});
    },
  };
}

function address({ hosts, srv, params, database, username }: MongodbConfig): string {
  const options = new URLSearchParams(params ?? '');
  // Users are kept there unless somebody says otherwise; a database in the address would be taken for their place.
  if (username !== undefined && !options.has('authSource') && database !== undefined && !srv)
    options.set('authSource', 'admin');
  const text = options.toString();
  return `mongodb${srv ? '+srv' : ''}://${hosts.replace(/\s+/g, '')}/${text === '' ? '' : `?${text}`}`;
}

function failure(doing: string, error: unknown, config: MongodbConfig, signal: AbortSignal): Error {
  if (signal.aborted) return canceled(signal);
  if (error instanceof SyncformError) return error;
  const { code, message, name } = error as Error & { readonly code?: number | string };
  const where = config.hosts;
  if (code === 18 || /Authentication failed/i.test(message))
    return new ConnectionError(
      'user or password',
      `the server does not let user "${config.username ?? ''}" in`,
      {
        hint: 'Check username and password, and authSource in params.',
        cause: error,
      },
    );
  if (code === 13)
    return new ConnectionError('permission', `${doing}: the user may not do that`, {
      hint: 'Give the user the role "read" on the database, and "readWrite" where a sync writes.',
      cause: error,
    });
  if (/ENOTFOUND|EAI_AGAIN|ENODATA|querySrv/.test(message))
    return new ConnectionError('name resolution', `no address is known for ${where}`, {
      hint: 'Check hosts and srv.',
      cause: error,
    });
  if (/certificate|SSL|TLS|EPROTO/i.test(message))
    return new ConnectionError('tls', `${where} and this end do not agree on TLS`, {
      hint: 'Set ssl as the server has it; an authority that Node.js knows has to have signed its certificate.',
      cause: error,
    });
  if (/ECONNREFUSED|EHOSTUNREACH|ECONNRESET|connection .* closed/i.test(message))
    return new ConnectionError(
      config.ssl && /closed|ECONNRESET/i.test(message) ? 'tls' : 'refused',
      `${where} does not take connections`,
      { hint: 'Check hosts and ssl, and that a firewall lets this machine through.', cause: error },
    );
  if (name === 'MongoServerSelectionError' || /timed out/i.test(message))
    return new ConnectionError('timeout', `${where} does not answer`, {
      hint: 'Check hosts, and that a firewall lets this machine through.',
      cause: error,
    });
  return new SyncformError('failed', `${doing}: ${message}`, { cause: error });
}
