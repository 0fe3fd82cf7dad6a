import type { QueryFacet } from '../contract/contract.ts';
import type { JsonObject } from '../kit/json.ts';

/** With it editors on Windows begin a file of UTF-8; no database takes it for a part of a statement. */
const BYTE_ORDER_MARK = '\uFEFF';

type AfterConfiguration =
  Parameters<NonNullable<QueryFacet['extractFiltered']>> extends [unknown, ...infer R] ? R : never;

/** The facet, which reads a query as if no byte order mark were before it: `file("orders.sql")` brings it along. */
export function unmarkedQuery(facet: QueryFacet): QueryFacet {
  const { extractFiltered } = facet;
  return {
    ...facet,
    describe: (configuration, signal) => facet.describe(unmarked(configuration), signal),
    extract: (configuration, ...rest) => facet.extract(unmarked(configuration), ...rest),
    ...(extractFiltered
      ? {
          extractFiltered: (configuration: JsonObject, ...rest: AfterConfiguration) =>
            extractFiltered(unmarked(configuration), ...rest),
        }
      : {}),
  };
}

function unmarked(configuration: JsonObject): JsonObject {
  const { query } = configuration;
  if (typeof query !== 'string' || !query.startsWith(BYTE_ORDER_MARK)) return configuration;
  return { ...configuration, query: query.slice(BYTE_ORDER_MARK.length) };
}
