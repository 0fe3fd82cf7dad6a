import type { FacetOf, FieldSchema } from '../../contract/contract.ts';
import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { duckdbPlace, withoutQuotedQuery } from '../../kit/driver-words.ts';
import { type ErrorDetails, messageOf, SyncformError } from '../../kit/errors.ts';
import type { JsonObject } from '../../kit/json.ts';
import { type OwnTables, openConfinedDuckdb, QUERY } from '../../movement/confined-sql.ts';
import { withoutEnd } from '../../movement/statement-end.ts';
import type { duckdbCapabilities } from './capabilities.ts';
import type { DuckdbDatabase } from './database.ts';
import { describeFields, selectFields } from './fields.ts';
import { qualifyTable } from './names.ts';
import { type Confinement, confineViews, describeObjects } from './objects.ts';

/** Models: a table or view, or one SELECT. */
export function queryFacet(database: DuckdbDatabase): FacetOf<typeof duckdbCapabilities, 'query'> {
  const describe = async (configuration: JsonObject, signal: AbortSignal) => {
    const model = await database.reading(signal, (session, catalog) =>
      describeModel(session, catalog, configuration, database),
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
            ...(model.isTable && !database.isRemote ? { isRepeatable: true } : {}),
            async attach(session, signal) {
              const catalog = await database.use(session, signal);
              if (catalog === undefined) throw database.missing();
              // Views may have become others since the model was described.
              await database.reading(signal, (own, its) => model.confine(own, its));
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
  /** Whether it is a table, and no view or query, which may answer otherwise when it is asked again. */
  readonly isTable: boolean;
  /** What to select from, given the catalog's quoted name at that time. */
  from(catalog: string): string;
  /** Throws `invalid` where it reads more than the database, if that is confined. The session is in no transaction. */
  confine(session: DuckdbSession, catalog: string): Promise<void>;
}

async function describeModel(
  session: DuckdbSession,
  catalog: string,
  { query, table, schema }: JsonObject,
  { isConfined, isRemote }: Confinement,
): Promise<DescribedModel> {
  if (typeof query === 'string') {
    const confine = async (own: DuckdbSession, its: string) => {
      if (isConfined) await confineQuery(own, { catalog: its, isRemote }, query);
    };
    const subquery = asSubquery(query);
    await confine(session, catalog);
    return { fields: await describeQuery(session, query), isTable: false, from: () => subquery, confine };
  }
  const id = typeof table === 'string' ? table : '';
  const [object] = await describeObjects(session, catalog, [id], {
    isConfined,
    isRemote,
    ...(typeof schema === 'string' ? { schema } : {}),
  });
  if (!object)
    throw new SyncformError('invalid', `there is no table or view "${id}" in the DuckDB file`, {
      path: ['table'],
    });
  return {
    fields: object.fields,
    isTable: !object.isView,
    from: (current) => qualifyTable(current, object.table),
    confine: async (own, its) => {
      if (isConfined && object.isView) await confineViews(own, { catalog: its, isRemote }, [object.table]);
    },
  };
}

/** Throws `invalid` at `query` where it is not one SELECT, or reads more than its own tables. */
export async function confineQuery(session: DuckdbSession, own: OwnTables, query: string): Promise<void> {
  await understood(session, query, async () => {
    await using confined = await openConfinedDuckdb(session, own);
    await confined.check(`SELECT * FROM ${asSubquery(query)}`, QUERY);
  });
}

/** The fields that a query yields; throws `invalid` at `query` where it is not one SELECT that DuckDB understands. Of columns of one name, DuckDB numbers the later ones. */
export function describeQuery(session: DuckdbSession, query: string): Promise<readonly FieldSchema[]> {
  return understood(session, query, () => describeFields(session, `SELECT * FROM ${asSubquery(query)}`));
}

/** What the work answers on a query that is one statement; what DuckDB says against it is the query's fault. */
async function understood<T>(session: DuckdbSession, query: string, work: () => Promise<T>): Promise<T> {
  const wrong = (message: string, details: ErrorDetails) =>
    new SyncformError('invalid', message, { ...details, path: ['query'] });
  // The work's statements have the query from their second line on, see asSubquery.
  let linesBefore = 0;
  try {
    const statements = await session.connection.extractStatements(query);
    if (statements.count !== 1) throw wrong(`the query must be one statement, not ${statements.count}`, {});
    linesBefore = 1;
    return await work();
  } catch (error) {
    if (!(error instanceof SyncformError)) {
      const place = placeIn(query, error, linesBefore);
      throw wrong(`the query is not understood${place}: ${withoutQuotedQuery(messageOf(error))}`, {
        cause: error,
        hint: HINT,
      });
    }
    if (error.code !== 'invalid' || error.path.length > 0) throw error;
    throw wrong(error.message, { cause: error, ...(error.hint ? { hint: error.hint } : {}) });
  }
}

const HINT = 'A query is one SELECT, WITH, VALUES or TABLE statement, in DuckDB’s SQL.';

/** Where in the query the fault is, for the middle of a sentence: the query's own text may hold a secret and is not shown. */
function placeIn(query: string, error: unknown, linesBefore: number): string {
  const place = duckdbPlace(String((error as Partial<Error> | null)?.message));
  const line = (place?.line ?? 0) - linesBefore;
  if (line < 1 || line > query.split('\n').length) return '';
  return ` (line ${line}${place?.column === undefined ? '' : `, column ${place.column}`})`;
}

/** A query in the place of a table; a semicolon or comments at its end do no harm. */
export function asSubquery(query: string): string {
  return `(\n${withoutEnd(query)}\n) AS model`;
}
