import { finished } from 'node:stream';
import type { Extraction, FacetOf, RowSource } from '../../../contract/contract.ts';
import type { duckdbCapabilities } from '../../../families/duckdb/capabilities.ts';
import { relationToCsv } from '../../../movement/from-relation.ts';
import type { ServiceDuckdb } from './service.ts';

type Sources = typeof duckdbCapabilities;

/** A facet whose relations are read in the service's DuckDB and leave it as streams: no other DuckDB has them. */
export function streamedQuery(
  facet: FacetOf<Sources, 'query'>,
  service: ServiceDuckdb,
): FacetOf<Sources, 'query'> {
  return {
    ...facet,
    extract: async (...args) => streamed(await facet.extract(...args), service),
  };
}

/** As `streamedQuery`, for objects. */
export function streamedRead(
  facet: FacetOf<Sources, 'read'>,
  service: ServiceDuckdb,
): FacetOf<Sources, 'read'> {
  return {
    ...facet,
    extract: async (...args) => streamed(await facet.extract(...args), service),
  };
}

function streamed(extraction: Extraction, service: ServiceDuckdb): Extraction {
  const offers = extraction.offers.map((offer): RowSource => {
    if (offer.format !== 'relation') return offer;
    return {
      format: 'csv',
      async open(signal) {
        const session = await service.openSession();
        try {
          const stream = await relationToCsv(offer, extraction.columns, session).open(signal);
          finished(stream, () => void session[Symbol.asyncDispose]());
          return stream;
        } catch (error) {
          await session[Symbol.asyncDispose]();
          throw error;
        }
      },
    };
  });
  return { ...extraction, offers };
}
