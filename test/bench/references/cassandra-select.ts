/*
 * What one would write by hand to get a table of Cassandra into a DuckDB file: a SELECT by its driver, page by page. Takes one
 * argument, JSON: `{configuration, object, to}`, where `object` is `keyspace.table` and `to` the path of the DuckDB file.
 */
import { auth, Client, policies, types } from 'cassandra-driver';
import { linesToDuckdb } from './lines.ts';

const { configuration, object, to } = JSON.parse(process.argv[2] as string) as {
  configuration: { hosts: string; username: string; password: string };
  object: string;
  to: string;
};
const client = new Client({
  contactPoints: [configuration.hosts],
  authProvider: new auth.PlainTextAuthProvider(configuration.username, configuration.password),
  policies: { loadBalancing: new policies.loadBalancing.RoundRobinPolicy() },
});
await client.connect();
async function* pages() {
  const query = `SELECT id, name, amount, note FROM ${object}`;
  const options = { prepare: true, fetchSize: 5_000, consistency: types.consistencies.localQuorum };
  let pageState: string | undefined;
  do {
    const page = await client.execute(query, [], { ...options, ...(pageState ? { pageState } : {}) });
    yield page.rows.map(({ id, name, amount, note }) => ({
      id: String(id),
      name: String(name),
      amount: String(amount),
      note: note === null ? undefined : String(note),
    }));
    pageState = page.pageState ?? undefined;
  } while (pageState);
}
await linesToDuckdb(to, pages());
await client.shutdown();
