import pg from 'pg';
import { type PostgresService, startPostgres } from '../services/postgres.ts';

/** A Postgres database for a test, with ways to look into it and to name it in a configuration. */
export class Database implements AsyncDisposable {
  readonly service: PostgresService;
  readonly #client: pg.Client;

  private constructor(service: PostgresService, client: pg.Client) {
    this.service = service;
    this.#client = client;
  }

  static async create(): Promise<Database> {
    const service = await startPostgres();
    const client = new pg.Client({ connectionString: service.connectionString });
    // The server may end before its clients: that is no fault of a test that has ended.
    client.on('error', () => {});
    await client.connect();
    return new Database(service, client);
  }

  async sql(text: string): Promise<void> {
    await this.#client.query(text);
  }

  /** The rows of a query, each an array of the values' texts. */
  async rows(text: string): Promise<readonly (readonly (string | null)[])[]> {
    const { rows } = await this.#client.query({ text, rowMode: 'array' });
    return rows.map((row: unknown[]) => row.map((value) => (value === null ? null : String(value))));
  }

  async value(text: string): Promise<string | null> {
    return (await this.rows(text))[0]?.[0] ?? null;
  }

  /** A `syncform_postgresql_connection` resource to this database; `overrides` are lines of its `configuration`. */
  connection(name: string, { password = this.service.password, more = '' } = {}): string {
    const { host, port, user, database } = this.service;
    return `
resource "syncform_postgresql_connection" ${JSON.stringify(name)} {
  name = ${JSON.stringify(name)}
  configuration = {
    hostname = ${JSON.stringify(host)}
    port     = ${port}
    username = ${JSON.stringify(user)}
    password = ${JSON.stringify(password)}
    database = ${JSON.stringify(database)}
    ssl      = false
  }
  ${more}
}
`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.end();
    await this.service.stop();
  }
}
