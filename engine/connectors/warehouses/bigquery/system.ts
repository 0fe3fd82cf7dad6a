import { asSubquery, describedQuery, refuseUnnamed } from '../../../families/sql/describe-query.ts';
import { selectionOfTable } from '../../../families/sql/selection.ts';
import type { SqlSystem } from '../../../families/sql/system.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { fieldType } from '../../../types/field-type.ts';
import { type BigqueryTable, describeTables, everyPartition, listTables } from './catalog.ts';
import { typeOf } from './column-type.ts';
import type { BigqueryConfig } from './config.ts';
import { bigqueryDialect } from './dialect.ts';
import { type Bucket, exportedRelation } from './export.ts';
import { isRefusedStatement, JobError, statementError } from './failures.ts';
import { names } from './names.ts';
import type { DryRun, Session, Sessions } from './sessions.ts';
import { quoteIdentifier } from './sql.ts';
import { readByStorage, type StorageReading } from './storage/read.ts';
import { typesFor } from './types.ts';

/** What the family of relational databases is told of a project. */
export function bigquerySystem(
  sessions: Sessions,
  { structured_values_as_json, location }: Pick<BigqueryConfig, 'structured_values_as_json' | 'location'>,
  {
    bucket,
    storage,
  }: { readonly bucket?: Bucket | undefined; readonly storage?: StorageReading | undefined },
): SqlSystem<Session> {
  const types = typesFor(structured_values_as_json);
  return {
    dialect: bigqueryDialect(types, location),
    sessions,
    bareIn: undefined,
    list: ({ client, signal }, dataset) => listTables(client, dataset, signal),
    describe: ({ client, signal }, wanted) => describeTables(client, types, wanted, signal),
    async describeQuery(session, query) {
      const { fields } = await dryRunOfQuery(session, query);
      refuseUnnamed(fields, true);
      return describedQuery(
        types,
        fields.map((field) => ({
          name: field.name,
          remoteType: typeOf(field),
          mapping: typeOf(field),
        })),
      );
    },
    selectObject(object, columns) {
      const selection = selectionOfTable(names, object, columns);
      const where = everyPartition(object as BigqueryTable, quoteIdentifier);
      return where === undefined
        ? { ...selection, ...(object.isView ? {} : { whole: object.table }) }
        : { ...selection, from: `FROM (SELECT * ${selection.from} WHERE ${where}) AS t` };
    },
    async *stream(sql, _what, signal) {
      const taken = await sessions.take(signal);
      try {
        yield* taken.session.stream(sql);
        taken.done();
      } catch (error) {
        taken.done(error);
        throw error;
      } finally {
        taken.abandon();
      }
    },
    bulk: (selection, asCsv) =>
      bucket
        ? exportedRelation(bucket, sessions, selection)
        : storage && readByStorage(storage, selection, asCsv),
    async billedBytes(sql, what, signal) {
      try {
        return await sessions.use(signal, async (session) => (await session.dryRun(sql)).bytes);
      } catch (error) {
        throw statementError(`asking what it costs to read ${what}`, error);
      }
    },
    hasCome(value, { type }) {
      const now = NOW[fieldType(type).kind];
      return now === undefined ? undefined : `${value} <= ${now}`;
    },
    isDataError: (error): error is Error => error instanceof JobError,
    statementError,
  };
}

const NOW: Readonly<Record<string, string>> = {
  date: 'CURRENT_DATE()',
  datetime: 'CURRENT_DATETIME()',
  datetime_tz: 'CURRENT_TIMESTAMP()',
};

/** What a model's query yields and costs. Throws `invalid` at path `query` where the service refuses it. */
async function dryRunOfQuery(session: Session, query: string): Promise<DryRun> {
  try {
    return await session.dryRun(`SELECT * FROM ${asSubquery(query)}`);
  } catch (error) {
    if (!isRefusedStatement(error)) throw error;
    throw new SyncformError('invalid', statementError('the query', error).message, {
      path: ['query'],
      hint: 'A query is one SELECT or WITH statement, in GoogleSQL.',
      cause: error,
    });
  }
}
