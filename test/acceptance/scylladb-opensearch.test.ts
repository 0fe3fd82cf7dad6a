import { describeNeeding } from '../needing.ts';
import { type CassandraService, missingCassandra, startCassandra } from '../services/cassandra/cassandra.ts';
import {
  missingOpensearch,
  type OpensearchService,
  startOpensearch,
} from '../services/opensearch/opensearch.ts';
import { Workspace } from './workspace.ts';

/*
 * ScyllaDB (at Apache Cassandra) and OpenSearch in the words of Polytomic's documentation, the prefix changed: every documented
 * setting is written out, as its exports do, with empty texts where nothing is said.
 */

const missing = [await missingCassandra(), await missingOpensearch()].find((reason) => reason !== undefined);

describeNeeding(missing, 'ScyllaDB and OpenSearch through terraform', () => {
  let workspace: Workspace;
  let cassandra: CassandraService;
  let opensearch: OpensearchService;

  beforeAll(async () => {
    workspace = await Workspace.create();
    cassandra = await startCassandra();
    opensearch = await startOpensearch();
  });
  afterAll(async () => {
    await workspace?.[Symbol.asyncDispose]();
    await cassandra?.[Symbol.asyncDispose]();
    await opensearch?.[Symbol.asyncDispose]();
  });

  test('Polytomic’s settings apply unchanged, rows arrive, and a second plan has nothing to do', async () => {
    const { configuration, keyspace, client } = cassandra;
    await client.execute('CREATE TABLE people (id text PRIMARY KEY, name text, age int)');
    await client.execute("INSERT INTO people (id, name, age) VALUES ('a', 'Anna', 20)");
    await client.execute("INSERT INTO people (id, name, age) VALUES ('b', 'Beat', 30)");
    const index = `${opensearch.prefix}people`;
    await opensearch.ask('PUT', index);
    await workspace.configure(`
resource "syncform_scylladb_connection" "app" {
  name = "ScyllaDB"
  configuration = {
    hosts              = "${configuration.hosts}"
    username           = "${configuration.username}"
    password           = "${configuration.password}"
    tls                = false
    skip_verify        = false
    ca_cert            = ""
    ssh                = false
    ssh_user           = ""
    ssh_host           = ""
    ssh_port           = 22
    ssh_private_key    = ""
    client_certs       = false
    client_certificate = ""
    client_key         = ""
  }
}
resource "syncform_awsopensearch_connection" "search" {
  name = "OpenSearch"
  configuration = {
    endpoint              = "${opensearch.url}"
    aws_access_key_id     = "AKIDEXAMPLE"
    aws_secret_access_key = "unasked"
    region                = "eu-west-1"
  }
}
resource "syncform_model" "people" {
  name          = "People"
  connection_id = syncform_scylladb_connection.app.id
  identifier    = "id"
  configuration = { table = "${keyspace}.people" }
}
resource "syncform_sync" "people" {
  name     = "People"
  mode     = "updateOrCreate"
  active   = true
  schedule = { frequency = "manual" }
  target   = { connection_id = syncform_awsopensearch_connection.search.id, object = "${index}" }
  identity = {
    source   = { model_id = syncform_model.people.id, field = "id" }
    target   = "_id"
    function = "Equality"
  }
  fields = {
    name = { source = { model_id = syncform_model.people.id, field = "name" } }
    age  = { source = { model_id = syncform_model.people.id, field = "age" } }
  }
}
`);
    await workspace.apply();
    await opensearch.ask('POST', `${index}/_refresh`);
    const found = (await opensearch.ask('POST', `${index}/_search`, { sort: ['_id'] })) as {
      hits: { hits: { _id: string; _source: object }[] };
    };
    expect(found.hits.hits.map(({ _id, _source }) => [_id, _source])).toEqual([
      ['a', { name: 'Anna', age: 20 }],
      ['b', { name: 'Beat', age: 30 }],
    ]);
    expect((await workspace.plan('-detailed-exitcode')).code).toBe(0);
  });
});
