import type { Client, types } from 'cassandra-driver';
import { throwIfAborted, untilAborted } from '../../../kit/abort.ts';
import type { ScylladbConfig } from './config.ts';
import { connectingOptions, openNodes } from './connecting.ts';
import { failure, isTooMuch } from './failures.ts';

export interface Page {
  readonly columns: readonly Column[];
  readonly rows: readonly types.Row[];
  readonly state: string | undefined;
}

/** A column of a result, with the driver's own description of its type. */
export interface Column {
  readonly name: string;
  readonly type: { readonly code: number; readonly info?: unknown };
}

export interface Statement {
  readonly cql: string;
  readonly values?: readonly unknown[];
  /** The keyspace of bare names. */
  readonly keyspace?: string | undefined;
  readonly fetchSize?: number;
}

/** A cluster that is connected to when it is first asked something. What goes wrong is said in words. */
export interface Cluster extends AsyncDisposable {
  readonly config: ScylladbConfig;
  /** The rows of a small answer. */
  rows(doing: string, statement: Statement, signal: AbortSignal): Promise<readonly types.Row[]>;
  /** One page of an answer, from a state on that a page before gave. */
  page(doing: string, statement: Statement, signal: AbortSignal, state?: string): Promise<Page>;
  /** All pages of an answer. */
  pages(doing: string, statement: Statement, signal: AbortSignal): AsyncGenerator<Page>;
}

/** Rows of one page: enough that waiting for pages takes little of the time, few enough that some in memory are no burden. */
export const PAGE = 5_000;
const SMALLEST_PAGE = 50;

/** `knownHosts`: the file in which the keys of SSH hosts are remembered. */
export function openCluster(config: ScylladbConfig, knownHosts: string): Cluster {
  const nodes = openNodes(config, knownHosts);
  const clients = new Map<string, Promise<Client>>();
  // A keyspace is one of a connection, not of a statement: a client has one.
  const client = (keyspace: string | undefined, signal: AbortSignal): Promise<Client> => {
    const known = clients.get(keyspace ?? '');
    if (known) return known;
    const made = (async () => {
      const { Client } = await import('./driver.ts');
      const options = await connectingOptions(config, nodes, signal);
      const open = new Client(keyspace === undefined ? options : { ...options, keyspace });
      try {
        await open.connect();
      } catch (error) {
        await open.shutdown().catch(() => {});
        throw error;
      }
      return open;
    })();
    made.catch(() => clients.delete(keyspace ?? ''));
    clients.set(keyspace ?? '', made);
    return made;
  };
  const page: Cluster['page'] = async (doing, statement, signal, state) => {
    throwIfAborted(signal);
    const { cql, values = [], keyspace } = statement;
    for (let fetchSize = statement.fetchSize ?? PAGE; ; fetchSize = Math.floor(fetchSize / 4)) {
      try {
        const open = await untilAborted(client(keyspace, signal), signal);
        const options = {
          prepare: values.length > 0,
          fetchSize,
          isIdempotent: true,
          ...(state === undefined ? {} : { pageState: state }),
        };
        const result = await untilAborted(open.execute(cql, [...values], options), signal);
        const columns = result.columns as unknown as readonly Column[];
        return { columns: columns ?? [], rows: result.rows ?? [], state: result.pageState ?? undefined };
      } catch (error) {
        // Nodes give up on a page that takes them too long: wide rows are asked for in smaller ones.
        if (fetchSize / 4 < SMALLEST_PAGE || !isTooMuch(error) || signal.aborted)
          throw failure(doing, error, config, signal);
      }
    }
  };
  async function* pages(doing: string, statement: Statement, signal: AbortSignal) {
    let state: string | undefined;
    do {
      const next: Page = await page(doing, statement, signal, state);
      yield next;
      state = next.state;
    } while (state !== undefined);
  }
  return {
    config,
    page,
    pages,
    async rows(doing, statement, signal) {
      const rows: types.Row[] = [];
      for await (const next of pages(doing, statement, signal)) rows.push(...next.rows);
      return rows;
    },
    async [Symbol.asyncDispose]() {
      for (const open of clients.values()) await open.then((made) => made.shutdown()).catch(() => {});
      await nodes[Symbol.asyncDispose]();
    },
  };
}
