import { messageOf, SyncformError } from '../../api/errors.ts';
import type { DuckdbSession } from '../../movement/duckdb-session.ts';
import type { JsonObject } from '../../types/json.ts';
import type { FieldSchema, QueryFacet } from '../contract.ts';
import type { DuckdbDatabase } from './database.ts';
import { describeFields, selectFields } from './fields.ts';
import { qualifyTable } from './names.ts';
import { describeObjects } from './objects.ts';

/** Models: a table or view, or one SELECT. */
export function queryFacet(database: DuckdbDatabase): QueryFacet {
  const describe = async (configuration: JsonObject, signal: AbortSignal) => {
    const model = await database.reading(signal, (session, catalog) =>
      describeModel(session, catalog, configuration),
    );
    if (model) return model;
    const { message, hint } = database.missing();
    throw new SyncformError('invalid', message, {
      path: [configuration.query === undefined ? 'table' : 'query'],
      ...(hint ? { hint } : {}),
    });
  };
  return {
    describe: async (configuration, signal) => (await describe(configuration, signal)).fields,
    async extract(configuration, fields, signal) {
      const model = await describe(configuration, signal);
      const wanted = fields.map((field) => {
        const there = model.fields.find(({ name }) => name === field.name);
        if (there) return { ...there, type: field.type };
        throw new SyncformError('source_changed', `the model yields no field "${field.name}" any more`, {
          hint: 'Plan again.',
        });
      });
      return {
        columns: wanted.map(({ name, type }) => ({ name, type })),
        offers: [
          {
            format: 'relation',
            async attach(session, signal) {
              const catalog = await database.use(session, signal);
              if (catalog === undefined) throw database.missing();
              return selectFields(wanted, model.from(catalog));
            },
          },
        ],
      };
    },
  };
}

interface DescribedModel {
  readonly fields: readonly FieldSchema[];
  /** What to select from, given the catalog's quoted name at that time. */
  from(catalog: string): string;
}

async function describeModel(
  session: DuckdbSession,
  catalog: string,
  { query, table, schema }: JsonObject,
): Promise<DescribedModel> {
  if (typeof query === 'string') {
    const subquery = asSubquery(query);
    return { fields: await describeQuery(session, query), from: () => subquery };
  }
  const id = typeof table === 'string' ? table : '';
  const [object] = await describeObjects(
    session,
    catalog,
    [id],
    typeof schema === 'string' ? schema : undefined,
  );
  if (!object)
    throw new SyncformError('invalid', `there is no table or view "${id}" in the DuckDB file`, {
      path: ['table'],
    });
  return { fields: object.fields, from: (current) => qualifyTable(current, object.table) };
}

/** The fields that a query yields; throws `invalid` at `query` where it is not one SELECT that DuckDB understands. Of columns of one name, DuckDB numbers the later ones. */
export async function describeQuery(session: DuckdbSession, query: string): Promise<readonly FieldSchema[]> {
  const wrong = (message: string, cause?: unknown) =>
    new SyncformError('invalid', message, { path: ['query'], cause });
  try {
    const statements = await session.connection.extractStatements(query);
    if (statements.count !== 1) throw wrong(`the query must be one statement, not ${statements.count}`);
    return await describeFields(session, `SELECT * FROM ${asSubquery(query)}`);
  } catch (error) {
    if (error instanceof SyncformError) throw error;
    throw wrong(messageOf(error), error);
  }
}

/** A query in the place of a table; a semicolon or comments at its end do no harm. */
export function asSubquery(query: string): string {
  return `(\n${query.replace(/;(\s|--[^\n]*(\n|$))*$/, '')}\n) AS model`;
}
