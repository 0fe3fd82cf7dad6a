import { DBSQLClient } from '@databricks/sql';
import type { ConnectionOptions } from '@databricks/sql/dist/contracts/IDBSQLClient.js';
import type { DatabricksService } from './databricks.ts';

type Session = Awaited<ReturnType<DBSQLClient['openSession']>>;

/** A session of the unmodified client at a warehouse. */
export interface TestSession extends AsyncDisposable {
  readonly session: Session;
  /** Runs a statement to its end; answers its rows as objects. */
  ask(statement: string, options?: Parameters<Session['executeStatement']>[1]): Promise<Row[]>;
}

export type Row = Record<string, unknown>;

/** How a test's client gets in, other than by the warehouse's first token. */
export type Login =
  | Partial<Extract<ConnectionOptions, { readonly token: string }>>
  | Partial<ConnectionOptions>;

/** Connects and opens a session in the test's own schema. Says nothing, retries nothing and reports to nobody. */
export async function connect(warehouse: DatabricksService, login: Login = {}): Promise<TestSession> {
  const { host, port, path, token, caCertificate: customCaCert, catalog, schema } = warehouse;
  // Without a logger the client writes to stdout, and takes over this process's uncaught exceptions.
  const client = new DBSQLClient({ logger: { log: () => undefined } });
  const settings = { host, port, path, token, customCaCert, telemetryEnabled: false, retryMaxAttempts: 1 };
  await client.connect({ ...settings, ...login } as ConnectionOptions);
  const close = () => client.close();
  try {
    const session = await client.openSession({ initialCatalog: catalog, initialSchema: schema });
    return {
      session,
      async ask(statement, options) {
        const operation = await session.executeStatement(statement, options);
        try {
          return (await operation.fetchAll()) as Row[];
        } finally {
          await operation.close();
        }
      },
      async [Symbol.asyncDispose]() {
        await session.close().catch(() => undefined);
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
