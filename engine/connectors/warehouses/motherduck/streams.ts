import { finished } from 'node:stream';
import type { Extraction, QueryFacet, ReadFacet, RowSource } from '../../../contract/contract.ts';
import { relationToCsv } from '../../../movement/from-relation.ts';
import type { ServiceDuckdb } from './service.ts';

/** A facet whose relations are read in the service's DuckDB and leave it as streams: no other DuckDB has them. */
export function streamedQuery(facet: QueryFacet, service: ServiceDuckdb): QueryFacet {
  return {
    ...facet,
    extract: async (...args) => streamed(await facet.extract(...args), service),
  };
}

/** As `streamedQuery`, for objects. */
export function streamedRead(facet: ReadFacet, service: ServiceDuckdb): ReadFacet {
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
