import type { Document, Timestamp } from 'mongodb';
import { missingMongodb, startMongodb } from '../../../services/mongodb.ts';
import { MongodbFront } from '../../../services/mongodb-front.ts';
import type { DocumentsFixture, TestDocument } from './fixture.ts';

/** SecantusDB in place of MongoDB, which never forgets: a front says in its place that the oplog does not reach back. */
export const mongodb: DocumentsFixture = {
  connector: 'mongodb',
  missing: missingMongodb,
  async open() {
    const server = await startMongodb();
    const { database, hosts } = server.configuration;
    const front = await MongodbFront.open(Number(hosts.split(':')[1]));
    const plain = {
      hosts: `127.0.0.1:${front.port}`,
      database,
      ssl: false,
      params: 'directConnection=true',
    };
    let made = 0;
    let lost = 0n;
    front.decide = ({ document }) => {
      const [stage] = (document.pipeline ?? []) as readonly Document[];
      const from = stage?.$changeStream?.startAtOperationTime as Timestamp | undefined;
      if (!from || from.toBigInt() > lost) return undefined;
      return { answer: { ok: 0, code: 286, codeName: 'ChangeStreamHistoryLost', errmsg: 'no longer there' } };
    };
    const of = (object: string) => server.db.collection(object.slice(database.length + 1));
    return {
      config: { ...plain, change_detection: true },
      plain,
      configuration: {},
      isOfOneMoment: true,
      key: '_id',
      async collection(documents) {
        const object = `${database}.followed_${++made}`;
        await of(object).insertMany(documents.map(documentOf));
        return object;
      },
      async unfollowable() {
        const name = `view_${++made}`;
        await server.db.createCollection(name, { viewOn: 'followed_1', pipeline: [] });
        return `${database}.${name}`;
      },
      async put(object, document) {
        const { _id, ...rest } = documentOf(document);
        await of(object).replaceOne({ _id }, rest, { upsert: true });
      },
      async remove(object, id) {
        await of(object).deleteOne({ _id: id as never });
      },
      async putOtherKind(object, id) {
        await of(object).insertOne({ _id: id as never, n: 'text' });
      },
      async lose() {
        await server.db.collection('others').insertOne({});
        lost = ((await server.db.command({ ping: 1 })).operationTime as Timestamp).toBigInt();
      },
      async [Symbol.asyncDispose]() {
        await front[Symbol.asyncDispose]();
        await server[Symbol.asyncDispose]();
      },
    };
  },
};

function documentOf({ id, ...rest }: TestDocument) {
  return { _id: id as never, ...rest };
}
