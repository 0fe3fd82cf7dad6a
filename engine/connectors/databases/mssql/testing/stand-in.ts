import pg from 'pg';
import { type PostgresService, startPostgres } from '../../../../../test/services/postgres.ts';
import { CHANGE_WORDS } from './change-words.ts';
import { makeDomains } from './domains.ts';
import { startTdsServer } from './server.ts';
import { translate } from './translate.ts';
import { WORDS } from './words.ts';

/** A server of SQL Server's protocol, with a database of the test's own. */
export interface SqlServerStandIn extends AsyncDisposable {
  /** Of an `mssql` connection. */
  readonly configuration: {
    readonly hostname: string;
    readonly port: number;
    readonly username: string;
    readonly password: string;
    readonly database: string;
    readonly ssl: boolean;
  };
  /** The batches that came, in their order. */
  readonly batches: readonly string[];
  /** Runs a batch as the server's administrator, outside of the protocol. */
  run(batch: string): Promise<void>;
  /** The Postgres behind it. */
  readonly postgres: PostgresService;
}

/**
 * Starts a stand-in for SQL Server: its protocol in front of a real Postgres, with T-SQL put into the Postgres's words. It proves
 * how the driver is used and how a load goes. It does not prove that a SQL Server takes the T-SQL, nor what its values mean there.
 * `look` sees each batch before it is run, and may throw what is answered in its place.
 */
export async function startSqlServerStandIn(
  look: (batch: string) => void = () => {},
): Promise<SqlServerStandIn> {
  const postgres = await startPostgres();
  {
    await using client = await connected(postgres);
    await client.query(WORDS);
    await client.query(CHANGE_WORDS);
    await client.query(`ALTER DATABASE ${postgres.database} SET search_path TO dbo, sys`);
  }
  const { host, port, user, password, database } = postgres;
  const batches: string[] = [];
  const server = await startTdsServer({ host, port }, (batch) => {
    batches.push(batch);
    look(batch);
  });
  return {
    batches,
    async run(batch) {
      await using client = await connected(postgres);
      const { sql, domains } = translate(batch);
      await makeDomains(client, domains);
      await client.query(sql);
    },
    postgres,
    configuration: { hostname: host, port: server.port, username: user, password, database, ssl: false },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await postgres[Symbol.asyncDispose]();
    },
  };
}

async function connected({ connectionString }: PostgresService): Promise<pg.Client & AsyncDisposable> {
  const client = new pg.Client(connectionString);
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}
