import { stringify } from 'lossless-json';
import type { ConnectorHost, Extraction, FieldSchema, RowFilter } from '../../../contract/contract.ts';
import { filteredByDuckdb } from '../../../families/documents/filtered.ts';
import { addKinds, type FoundKinds } from '../../../families/documents/found-kinds.ts';
import { type LearningPlace, learnedKinds, learnKind } from '../../../families/documents/learned-kinds.ts';
import type { Document, Opensearch } from './client.ts';
import { queryOfFilter } from './filter-query.ts';
import { fieldsOf, ID, type Index } from './indices.ts';
import { countOf, type Hit, hitsOf, searchAll } from './search.ts';
import { unfolded } from './unfolded.ts';
import { cellOf, kindOf } from './values.ts';

type Host = Pick<ConnectorHost, 'cacheDir'>;

/** Up to so many documents all are looked at; of more so many from all over the index, in portions. */
const WHOLE = 5_000;
const PORTION = 1_000;

/**
 * The fields of an index. Its mapping says nothing of lists, which any field may have: documents are looked at, and what reading
 * finds later is known from then on (`learnKind`), so that the next plan has it. `isFresh` looks at them whatever was found a moment ago.
 */
export async function describeIndex(
  opensearch: Opensearch,
  host: Host,
  index: Index,
  query: Document,
  isFresh: boolean,
  signal: AbortSignal,
): Promise<readonly FieldSchema[]> {
  const { found } = await opensearch.recent.of(
    JSON.stringify([index.name, index.mapped, stringify(query)]),
    isFresh,
    () => lookAt(opensearch, index, query, signal),
  );
  addKinds(found, await learnedKinds(placeOf(opensearch, host, index.name)), true);
  return fieldsOf(index, found);
}

/** Takes down which values documents have that their mapping's type does not hold: all of a small index's, else some of it. */
async function lookAt(
  opensearch: Opensearch,
  index: Index,
  query: Document,
  signal: AbortSignal,
): Promise<FoundKinds> {
  const found: FoundKinds = new Map();
  const look = (hits: readonly Hit[]) => {
    for (const { _source: source } of hits) {
      const document = unfolded(source);
      for (const { name, type } of index.mapped) {
        const kind = kindOf(document[name], type);
        if (kind !== undefined) found.set(name, (found.get(name) ?? new Set<string>()).add(kind));
      }
    }
  };
  const path = encodeURIComponent(index.name);
  if ((await countOf(opensearch, path, query, signal)) <= WHOLE) {
    const { indices } = index;
    for await (const hits of searchAll(opensearch, { indices, query }, signal)) look(hits);
  } else
    for (let portion = 0; portion < WHOLE / PORTION; portion++) {
      const score = { function_score: { query, random_score: {}, boost_mode: 'replace' } };
      look(
        await hitsOf(
          opensearch,
          `looking at ${index.name}`,
          `${path}/_search`,
          { size: PORTION, query: score },
          signal,
        ),
      );
    }
  return found;
}

function placeOf({ config }: Opensearch, { cacheDir }: Host, collection: string): LearningPlace {
  return { cacheDir, connector: 'awsopensearch', system: config.endpoint, collection };
}

/** The rows of an index's documents that a query lets through: a field that a document has not is NULL. */
export function documentRows(
  opensearch: Opensearch,
  host: Host,
  index: Index,
  query: Document,
  fields: readonly FieldSchema[],
): Extraction {
  const { indices, isKeyed } = index;
  return {
    columns: fields.map(({ name, type }) => ({ name, type })),
    ...(isKeyed && fields.some(({ name }) => name === ID) ? { uniqueBy: [ID] } : {}),
    offers: [
      {
        format: 'rows',
        async *open(signal) {
          for await (const hits of searchAll(opensearch, { indices, query }, signal)) {
            const rows = [];
            for (const hit of hits) {
              const document = unfolded(hit._source);
              const row = [];
              for (const field of fields) {
                const value = field.name === ID ? hit._id : document[field.name];
                const cell = cellOf(value, field.type);
                if (cell === undefined)
                  throw await learnKind(placeOf(opensearch, host, index.name), {
                    field,
                    kind:
                      Array.isArray(value) && !field.type.startsWith('array')
                        ? listKind(value, field)
                        : 'other',
                    document: hit._id.slice(0, 100),
                  });
                row.push(cell);
              }
              rows.push(row);
            }
            yield rows;
          }
        },
      },
    ],
  };
}

/** The same of those alone that a filter lets through. */
export function filteredRows(
  opensearch: Opensearch,
  host: Host,
  index: Index,
  query: Document,
  fields: readonly FieldSchema[],
  filter: RowFilter | undefined,
): Extraction {
  if (!filter || filter.filters.length === 0) return documentRows(opensearch, host, index, query, fields);
  return filteredByDuckdb(fields, filter, (some) => {
    const found = queryOfFilter(index, filter);
    const both = found ? { bool: { filter: [query, found] } } : query;
    return documentRows(opensearch, host, index, both, some);
  });
}

function listKind(value: unknown, { type }: FieldSchema): string {
  return kindOf(value, type) ?? 'other';
}
