import { Decimal128 } from 'mongodb';
import { inDuckdb } from '../engine/in-duckdb.ts';
import { describeNeeding } from '../needing.ts';
import { type DynamodbService, missingDynamodb, startDynamodb } from '../services/dynamodb.ts';
import { type MongodbService, missingMongodb, startMongodb } from '../services/mongodb.ts';
import { Workspace } from './workspace.ts';

/*
 * MongoDB (at SecantusDB) and DynamoDB (at dynalite) in the words of Polytomic's documentation, the prefix changed: every documented
 * setting is written out, as its exports do, with empty texts where nothing is said.
 */

const missing = [await missingMongodb(), await missingDynamodb()].find((reason) => reason !== undefined);

describeNeeding(missing, 'MongoDB and DynamoDB through terraform', () => {
  let workspace: Workspace;
  let mongodb: MongodbService;
  let dynamodb: DynamodbService;

  beforeAll(async () => {
    workspace = await Workspace.create();
    mongodb = await startMongodb();
    dynamodb = await startDynamodb();
  });
  afterAll(async () => {
    await workspace?.[Symbol.asyncDispose]();
    await mongodb?.[Symbol.asyncDispose]();
    await dynamodb?.[Symbol.asyncDispose]();
  });

  test('Polytomic’s settings apply unchanged, rows arrive, and a second plan has nothing to do', async () => {
    const { hosts, database } = mongodb.configuration;
    const { access_id, secret_access_key, region, endpoint } = dynamodb.configuration;
    const people = mongodb.db.collection<{ _id: string; name: string; owes: Decimal128 }>('people');
    await people.insertMany([
      { _id: 'a', name: 'Anna', owes: Decimal128.fromString('1.10') },
      { _id: 'b', name: 'Beat', owes: Decimal128.fromString('20') },
    ]);
    await mongodb.db.createCollection('debtors');
    const table = await dynamodb.table(
      'orders',
      ['id'],
      [{ id: { S: 'x' }, n: { N: '12345678901234567890' } }],
    );
    await workspace.configure(`
resource "syncform_mongodb_connection" "app" {
  name = "MongoDB"
  configuration = {
    hosts = "${hosts}", username = "", password = "", database = "${database}"
    ssl = false, srv = false, params = "directConnection=true", change_detection = false
  }
}
resource "syncform_mongodb_connection" "atlas" {
  name     = "Atlas"
  validate = false
  configuration = {
    hosts = "cluster0.example.mongodb.net", username = "u", password = "p", database = "app"
    ssl = true, srv = true, params = "retryWrites=true&w=majority", change_detection = true
  }
}
resource "syncform_dynamodb_connection" "app" {
  name = "DynamoDB"
  configuration = {
    auth_mode = "access_key_and_secret", access_id = "${access_id}", secret_access_key = "${secret_access_key}"
    iam_role_arn = "", region = "${region}", change_detection = false, managed_streams = false
    # Where the server of the test is; Polytomic reaches AWS alone.
    endpoint = "${endpoint}"
  }
}
resource "syncform_dynamodb_connection" "role" {
  name     = "DynamoDB by role"
  validate = false
  configuration = {
    auth_mode = "iam_role", access_id = "", secret_access_key = "", iam_role_arn = "arn:aws:iam::123456789012:role/x"
    region = "us-east-1", change_detection = true, managed_streams = true
  }
}
resource "syncform_duckdb_connection" "lake" {
  name          = "lake"
  configuration = { path = "lake.duckdb" }
}
resource "syncform_model" "debtors" {
  name          = "debtors"
  connection_id = syncform_mongodb_connection.app.id
  identifier    = "_id"
  configuration = jsonencode({ collection = "people", query = "{\\"name\\": \\"Beat\\"}", database = "" })
}
resource "syncform_sync" "debtors" {
  name     = "debtors"
  active   = true
  mode     = "updateOrCreate"
  schedule = {
    frequency = "manual", minute = "", hour = "", day_of_week = "", day_of_month = "", month = ""
  }
  target   = { connection_id = syncform_mongodb_connection.app.id, object = "${database}.debtors", new_name = "" }
  identity = {
    source   = { model_id = syncform_model.debtors.id, field = "_id" }
    target   = "_id"
    function = "Equality"
  }
  fields   = [{ source = { model_id = syncform_model.debtors.id, field = "owes" }, target = "owes" }]
}
resource "syncform_bulk_sync" "orders" {
  name   = "orders"
  active = true
  mode   = "replicate"
  schedule = { frequency = "manual" }
  source      = { connection_id = syncform_dynamodb_connection.app.id }
  destination = {
    connection_id = syncform_duckdb_connection.lake.id
    configuration = jsonencode({ schema = "app" })
  }
  schemas = ["${table}"]
}
`);
    await workspace.apply();
    expect(JSON.parse(JSON.stringify(await mongodb.db.collection('debtors').find().toArray()))).toEqual([
      { _id: 'b', owes: { $numberDecimal: '20' } },
    ]);
    const rows = await inDuckdb(workspace.path('lake.duckdb'), [
      `SELECT id, CAST(n AS text) FROM app.${table}`,
    ]);
    expect(rows).toEqual([['x', expect.stringMatching(/^12345678901234567890(\.0*)?$/)]]);
    expect((await workspace.plan('-detailed-exitcode')).code).toBe(0);
  });
});
