import { isOfOneObject, messageOf, SyncformError } from '../../api/errors.ts';
import type { DuckdbSession } from '../../movement/duckdb-session.ts';
import { quoteIdentifier } from '../../movement/sql.ts';
import type { JsonObject } from '../../types/json.ts';
import type { FieldSchema, QueryFacet } from '../contract.ts';
import { selectFields } from '../duckdb/fields.ts';
import { asSubquery, confineQuery, describeQuery } from '../duckdb/query.ts';
import type { FileTables, NamedObject } from './file-tables.ts';
import { fieldNamed } from './read.ts';

interface DescribedModel {
  readonly fields: readonly FieldSchema[];
  /** What to select from. */
  readonly from: string;
  /** Makes a session ready for it. */
  prepare(session: DuckdbSession, signal: AbortSignal): Promise<void>;
}

/**
 * Models: one object's rows, or one SELECT over objects. In a query each object that it mentions is a temporary view of
 * the session, under its id and its name; where two objects have one name, it stands for the first by id.
 */
export function queryFacet<O extends NamedObject>(files: FileTables<O>): QueryFacet {
  const objectOf = async (table: JsonObject[string] | undefined, signal: AbortSignal): Promise<O> => {
    const object = (await files.objects(signal)).find(({ id }) => id === table);
    if (object) return object;
    throw new SyncformError('invalid', `there is no file "${table}" in ${files.place}`, {
      path: ['table'],
      hint: 'Give the path of a file within that folder.',
    });
  };
  const modelOf = async (
    session: DuckdbSession,
    { query, table }: JsonObject,
    signal: AbortSignal,
  ): Promise<DescribedModel> => {
    if (typeof query === 'string') {
      const prepare = async (into: DuckdbSession, until: AbortSignal) => {
        await makeViews(files, into, query, until);
      };
      const { views, unreadable } = await makeViews(files, session, query, signal);
      try {
        // A query stays the same, and so do its views: it need not be looked at again when it runs.
        if (!files.allowsExternalAccess) await confineQuery(session, { views }, query);
        return { fields: await describeQuery(session, query), from: asSubquery(query), prepare };
      } catch (error) {
        throw unreadable.find(({ name }) => messageOf(error).includes(name))?.error ?? error;
      }
    }
    const { fields, select, prepare } = await files.table(session, await objectOf(table, signal), signal);
    return { fields, from: `(${select})`, prepare: async (into) => prepare?.(into) };
  };
  return {
    describe: (configuration, signal) =>
      files.host.withSession(async (session) =>
        typeof configuration.query === 'string'
          ? (await modelOf(session, configuration, signal)).fields
          : files.fields(session, await objectOf(configuration.table, signal), signal),
      ),
    async extract(configuration, fields, signal) {
      const model = await files.host.withSession((session) => modelOf(session, configuration, signal));
      const wanted = fields.map((field) => ({
        ...fieldNamed('the model', model.fields, field.id),
        type: field.type,
      }));
      return {
        columns: wanted.map(({ name, type }) => ({ name, type })),
        offers: [
          {
            format: 'relation',
            async attach(session, until) {
              await model.prepare(session, until);
              return selectFields(wanted, model.from);
            },
          },
        ],
      };
    },
  };
}

interface MadeViews {
  /** The views' names. */
  readonly views: readonly string[];
  /** Objects that the query may mean and that cannot be read: a fault only where it does mean them. */
  readonly unreadable: readonly { readonly name: string; readonly error: SyncformError }[];
}

/** Makes a view of every object that a query may mean. */
async function makeViews<O extends NamedObject>(
  files: FileTables<O>,
  session: DuckdbSession,
  query: string,
  signal: AbortSignal,
): Promise<MadeViews> {
  const views: string[] = [];
  const unreadable: { name: string; error: SyncformError }[] = [];
  const text = query.toLowerCase();
  const made = new Set<string>();
  for (const object of await files.objects(signal)) {
    const names = [object.id, object.name].filter((name) => text.includes(name.toLowerCase()));
    for (const name of names) {
      if (made.has(name.toLowerCase())) continue;
      made.add(name.toLowerCase());
      try {
        const { fields, select, prepare } = await files.table(session, object, signal);
        await prepare?.(session);
        if (fields.length === 0) continue;
        await session.run(`CREATE OR REPLACE TEMP VIEW ${quoteIdentifier(name)} AS ${select}`);
        views.push(name);
      } catch (error) {
        if (!isOfOneObject(error)) throw error;
        unreadable.push({ name, error });
      }
    }
  }
  return { views, unreadable };
}
