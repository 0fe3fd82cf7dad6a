import { SyncformError } from '../../api/errors.ts';
import type { DuckdbSession } from '../../movement/duckdb-session.ts';
import { quoteIdentifier } from '../../movement/sql.ts';
import type { JsonObject } from '../../types/json.ts';
import type { FieldSchema, QueryFacet } from '../contract.ts';
import { selectFields } from '../duckdb/fields.ts';
import { asSubquery, describeQuery } from '../duckdb/query.ts';
import type { Files } from './files.ts';
import { fieldNamed } from './read.ts';

interface DescribedModel {
  readonly fields: readonly FieldSchema[];
  /** What to select from. */
  readonly from: string;
}

/**
 * Models: one object's rows, or one SELECT over objects. In a query each object that it mentions is a temporary view of
 * the session, under its id and its name; where two objects have one name, it stands for the first by id.
 */
export function queryFacet(files: Files): QueryFacet {
  const describe = async (session: DuckdbSession, { query, table }: JsonObject): Promise<DescribedModel> => {
    if (typeof query === 'string') {
      await makeViews(files, session, query);
      return { fields: await describeQuery(session, query), from: asSubquery(query) };
    }
    const object = typeof table === 'string' ? await files.object(table) : undefined;
    if (!object)
      throw new SyncformError('invalid', `there is no file "${table}" in ${files.folder.root}`, {
        path: ['table'],
        hint: 'Give the path of a file within that folder.',
      });
    const { fields, select } = await files.table(session, object);
    return { fields, from: `(${select})` };
  };
  return {
    describe: async (configuration) =>
      (await files.host.withSession((session) => describe(session, configuration))).fields,
    async extract(configuration, fields) {
      const model = await files.host.withSession((session) => describe(session, configuration));
      const wanted = fields.map((field) => ({
        ...fieldNamed('the model', model.fields, field.id),
        type: field.type,
      }));
      return {
        columns: wanted.map(({ name, type }) => ({ name, type })),
        offers: [
          {
            format: 'relation',
            async attach(session) {
              if (typeof configuration.query === 'string')
                await makeViews(files, session, configuration.query);
              return selectFields(wanted, model.from);
            },
          },
        ],
      };
    },
  };
}

/** Makes a view of every object that a query may mean. */
async function makeViews(files: Files, session: DuckdbSession, query: string): Promise<void> {
  const text = query.toLowerCase();
  const made = new Set<string>();
  for (const object of await files.folder.objects()) {
    const names = [object.id, object.name].filter((name) => text.includes(name.toLowerCase()));
    for (const name of names) {
      if (made.has(name.toLowerCase())) continue;
      made.add(name.toLowerCase());
      const { fields, select } = await files.table(session, object);
      if (fields.length > 0)
        await session.run(`CREATE OR REPLACE TEMP VIEW ${quoteIdentifier(name)} AS ${select}`);
    }
  }
}
