import { DeleteItemCommand, DeleteTableCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { clientOf, createTable, putItems } from '../../../services/dynamodb.ts';
import { missingMoto, startMoto } from '../../../services/moto.ts';
import type { DocumentsFixture, TestDocument } from './fixture.ts';

/** moto in place of DynamoDB: each table has one shard there, which never ends. */
export const dynamodb: DocumentsFixture = {
  connector: 'dynamodb',
  missing: missingMoto,
  async open() {
    const moto = await startMoto();
    const plain = {
      access_id: 'AKIDEXAMPLE',
      secret_access_key: 'not a secret here',
      region: 'us-east-1',
      endpoint: moto.endpoint,
    };
    const client = clientOf(plain);
    let made = 0;
    return {
      config: { ...plain, change_detection: true },
      plain,
      configuration: {},
      isOfOneMoment: false,
      key: 'id',
      async collection(documents) {
        const table = `followed_${moto.mark}_${++made}`;
        await createTable(client, table, ['id'], true);
        await putItems(client, table, documents.map(itemOf));
        return table;
      },
      async unfollowable() {
        const table = `plain_${moto.mark}_${++made}`;
        await createTable(client, table, ['id']);
        return table;
      },
      async put(TableName, document) {
        await client.send(new PutItemCommand({ TableName, Item: itemOf(document) }));
      },
      async remove(TableName, id) {
        await client.send(new DeleteItemCommand({ TableName, Key: { id: { S: id } } }));
      },
      async putOtherKind(TableName, id) {
        await client.send(new PutItemCommand({ TableName, Item: { id: { S: id }, n: { S: 'text' } } }));
      },
      async lose(TableName) {
        // moto cannot switch a stream on again.
        const { Items = [] } = await client.send(new ScanCommand({ TableName }));
        await client.send(new DeleteTableCommand({ TableName }));
        await createTable(client, TableName, ['id'], true);
        await putItems(client, TableName, Items);
      },
      async [Symbol.asyncDispose]() {
        client.destroy();
        await moto[Symbol.asyncDispose]();
      },
    };
  },
};

function itemOf({ id, name, n }: TestDocument) {
  return {
    id: { S: id },
    ...(name === undefined ? {} : { name: { S: name } }),
    ...(n === undefined ? {} : { n: { N: String(n) } }),
  };
}
