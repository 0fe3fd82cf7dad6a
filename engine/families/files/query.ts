import type { Extraction, FacetOf, FieldSchema, RejectedRecord } from '../../contract/contract.ts';
import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { fieldNamed } from '../../contract/field-named.ts';
import { isOfOneObject, messageOf, SyncformError } from '../../kit/errors.ts';
import type { JsonObject } from '../../kit/json.ts';
import { quoteIdentifier } from '../../kit/sql.ts';
import { selectFields } from '../duckdb/fields.ts';
import { asSubquery, confineQuery, describeQuery } from '../duckdb/query.ts';
import type { fileSourceCapabilities } from './capabilities.ts';
import type { CsvOptions } from './csv-options.ts';
import type { FileTables, NamedObject } from './file-tables.ts';
import { refuseUnknown } from './unknown-columns.ts';

/** A model, with what it takes to read its rows. */
export interface DescribedModel {
  readonly fields: readonly FieldSchema[];
  /** What to select from. */
  readonly from: string;
  readonly setAside: readonly RejectedRecord[];
  /** Makes a session ready for it. */
  prepare(session: DuckdbSession, signal: AbortSignal): Promise<void>;
}

/**
 * Models: one object's rows, or one SELECT over objects. In a query each object that it mentions is a temporary view of
 * the session, under its id and its name; where two objects have one name, it stands for the first by id.
 */
export function queryFacet<O extends NamedObject>(
  files: FileTables<O>,
): FacetOf<typeof fileSourceCapabilities, 'query'> {
  const objectOf = async (configuration: JsonObject, signal: AbortSignal): Promise<O> => {
    const named = await files.modelObject?.(configuration, signal);
    if (named) return named;
    const { table } = configuration;
    const object = (await files.objects(signal)).find(({ id }) => id === table);
    if (object) return object;
    throw new SyncformError('invalid', `there is no file "${table}" in ${files.place}`, {
      path: ['table'],
      hint: 'Give the path of a file within that folder.',
    });
  };
  const modelOf = async (
    session: DuckdbSession,
    configuration: JsonObject,
    signal: AbortSignal,
  ): Promise<DescribedModel> => {
    const { query } = configuration;
    const csv = files.csv(configuration);
    if (typeof query === 'string') {
      const prepare = async (into: DuckdbSession, until: AbortSignal) => {
        await makeViews(files, into, query, csv, until);
      };
      const { views, setAside, unreadable, fields } = await makeViews(files, session, query, csv, signal);
      if (unreadable.length === 0) refuseUnknown(configuration, fields, { files: 'files of the query' });
      try {
        // A query stays the same, and so do its views: it need not be looked at again when it runs.
        if (!files.allowsExternalAccess) await confineQuery(session, { views }, query);
        return { fields: await describeQuery(session, query), from: asSubquery(query), setAside, prepare };
      } catch (error) {
        throw unreadable.find(({ name }) => messageOf(error).includes(name))?.error ?? error;
      }
    }
    const object = await objectOf(configuration, signal);
    const { fields, select, setAside = [], prepare } = await files.table(session, object, csv, signal);
    refuseUnknown(configuration, fields, { file: object.id });
    return { fields, from: `(${select})`, setAside, prepare: async (into) => prepare?.(into) };
  };
  return {
    describe: (configuration, signal) =>
      files.host.withSession(async (session) => {
        if (typeof configuration.query === 'string')
          return (await modelOf(session, configuration, signal)).fields;
        const object = await objectOf(configuration, signal);
        const fields = await files.fields(session, object, files.csv(configuration), signal);
        refuseUnknown(configuration, fields, { file: object.id });
        return fields;
      }),
    async extract(configuration, fields, signal) {
      return extractModel(
        await files.host.withSession((session) => modelOf(session, configuration, signal)),
        fields,
      );
    },
  };
}

/** The rows of a described model, in the fields and types that are wanted. */
export function extractModel(model: DescribedModel, fields: readonly FieldSchema[]): Extraction {
  const wanted = fields.map((field) => ({
    ...fieldNamed('the model', model.fields, field.id),
    type: field.type,
  }));
  return {
    columns: wanted.map(({ name, type }) => ({ name, type })),
    ...(model.setAside.length > 0 ? { rejected: model.setAside } : {}),
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
}

interface MadeViews {
  /** The views' names. */
  readonly views: readonly string[];
  /** Rows that they leave out. */
  readonly setAside: readonly RejectedRecord[];
  /** The columns of all of them. */
  readonly fields: readonly FieldSchema[];
  /** Objects that the query may mean and that cannot be read: a fault only where it does mean them. */
  readonly unreadable: readonly { readonly name: string; readonly error: SyncformError }[];
}

/** Makes a view of every object that a query may mean. */
async function makeViews<O extends NamedObject>(
  files: FileTables<O>,
  session: DuckdbSession,
  query: string,
  csv: CsvOptions,
  signal: AbortSignal,
): Promise<MadeViews> {
  const views: string[] = [];
  const setAside = new Set<RejectedRecord>();
  const fields: FieldSchema[] = [];
  const unreadable: { name: string; error: SyncformError }[] = [];
  const text = query.toLowerCase();
  const made = new Set<string>();
  for (const object of await files.objects(signal)) {
    const names = [object.id, object.name].filter((name) => text.includes(name.toLowerCase()));
    for (const name of names) {
      if (made.has(name.toLowerCase())) continue;
      made.add(name.toLowerCase());
      try {
        const table = await files.table(session, object, csv, signal);
        for (const record of table.setAside ?? []) setAside.add(record);
        await table.prepare?.(session);
        if (table.fields.length === 0) continue;
        await session.run(`CREATE OR REPLACE TEMP VIEW ${quoteIdentifier(name)} AS ${table.select}`);
        views.push(name);
        fields.push(...table.fields);
      } catch (error) {
        if (!isOfOneObject(error)) throw error;
        unreadable.push({ name, error });
      }
    }
  }
  return { views, setAside: [...setAside], fields, unreadable };
}
