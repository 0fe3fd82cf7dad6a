import type { FacetOf } from '../../../contract/contract.ts';
import type { DuckdbSession } from '../../../contract/duckdb-session.ts';
import { asSubquery, confineQuery, describeQuery } from '../../../families/duckdb/query.ts';
import { type DescribedModel, extractModel } from '../../../families/files/query.ts';
import { refuseUnknown } from '../../../families/files/unknown-columns.ts';
import type { JsonObject } from '../../../kit/json.ts';
import type { csvCapabilities } from './capabilities.ts';
import type { CsvSource } from './source.ts';

/** Models: all rows of the file, or one SELECT over it. The query runs here, in DuckDB, over a temporary view `csv`. */
export function queryFacet(source: CsvSource): FacetOf<typeof csvCapabilities, 'query'> {
  const describe = (session: DuckdbSession, configuration: JsonObject, signal: AbortSignal) =>
    describeModel(source, session, configuration, signal);
  return {
    describe: async (configuration, signal) =>
      (await source.host.withSession((session) => describe(session, configuration, signal))).fields,
    async extract(configuration, fields, signal) {
      return extractModel(
        await source.host.withSession((session) => describe(session, configuration, signal)),
        fields,
      );
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
  if (typeof query !== 'string') return { fields, from: `(${select})`, setAside, prepare: async () => {} };
  const view = `CREATE OR REPLACE TEMP VIEW csv AS ${select}`;
  await session.run(view);
  if (!source.allowsExternalAccess) await confineQuery(session, { views: ['csv'] }, query);
  return {
    fields: await describeQuery(session, query),
    from: asSubquery(query),
    setAside,
    prepare: (into) => into.run(view),
  };
}
