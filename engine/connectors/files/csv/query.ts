import type { FieldSchema, QueryFacet, RejectedRecord } from '../../../contract/contract.ts';
import type { DuckdbSession } from '../../../contract/duckdb-session.ts';
import { fieldNamed } from '../../../contract/field-named.ts';
import { selectFields } from '../../../families/duckdb/fields.ts';
import { asSubquery, confineQuery, describeQuery } from '../../../families/duckdb/query.ts';
import { refuseUnknown } from '../../../families/files/unknown-columns.ts';
import type { JsonObject } from '../../../kit/json.ts';
import type { CsvSource } from './source.ts';

interface DescribedModel {
  readonly fields: readonly FieldSchema[];
  readonly from: string;
  readonly setAside: readonly RejectedRecord[];
  /** The view that a query reads, to be made in the session that runs it. */
  readonly view: string | undefined;
}

/** Models: all rows of the file, or one SELECT over it. The query runs here, in DuckDB, over a temporary view `csv`. */
export function queryFacet(source: CsvSource): QueryFacet {
  const describe = (session: DuckdbSession, configuration: JsonObject, signal: AbortSignal) =>
    describeModel(source, session, configuration, signal);
  return {
    describe: async (configuration, signal) =>
      (await source.host.withSession((session) => describe(session, configuration, signal))).fields,
    async extract(configuration, fields, signal) {
      const model = await source.host.withSession((session) => describe(session, configuration, signal));
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
            async attach(session) {
              if (model.view) await session.run(model.view);
              return selectFields(wanted, model.from);
            },
          },
        ],
      };
    },
  };
}

async function describeModel(
  source: CsvSource,
  session: DuckdbSession,
  configuration: JsonObject,
  signal: AbortSignal,
): Promise<DescribedModel> {
  const { query } = configuration;
  const { fields, select, setAside = [] } = await source.table(session, source.csv(configuration), signal);
  refuseUnknown(configuration, fields, { file: source.object.id });
  if (typeof query !== 'string') return { fields, from: `(${select})`, setAside, view: undefined };
  const view = `CREATE OR REPLACE TEMP VIEW csv AS ${select}`;
  await session.run(view);
  if (!source.allowsExternalAccess) await confineQuery(session, { views: ['csv'] }, query);
  return { fields: await describeQuery(session, query), from: asSubquery(query), setAside, view };
}
