import type { Extraction, FacetOf, FieldSchema } from '../../../contract/contract.ts';
import { SyncformError } from '../../../kit/errors.ts';
import type { JsonObject } from '../../../kit/json.ts';
import type { scylladbCapabilities } from './capabilities.ts';
import { describeTable, type Table } from './catalog.ts';
import type { Cluster } from './client.ts';
import { statementFault } from './failures.ts';
import { clausesOf } from './filter-cql.ts';
import { formatId, parseId } from './names.ts';
import { fieldsOf } from './query-columns.ts';
import { tableRows } from './read.ts';
import { cellOf } from './values.ts';

/** Models: a table, or a SELECT of CQL. */
export function queryFacet(cluster: Cluster): FacetOf<typeof scylladbCapabilities, 'query'> {
  return {
    async describe(configuration, signal) {
      const query = queryOf(configuration);
      if (query === undefined) return (await tableOf(cluster, configuration, signal)).fields;
      return (await describeQuery(cluster, query, signal)).fields;
    },
    async extract(configuration, fields, signal) {
      const query = queryOf(configuration);
      if (query === undefined)
        return tableRows(cluster, await tableOf(cluster, configuration, signal), fields);
      return queryRows(cluster, query, fields);
    },
    async extractFiltered(configuration, fields, { filters, fields: named }, signal) {
      const table = await tableOf(cluster, configuration, signal);
      const where = filters.flatMap((filter) => {
        const field = named.find(({ name }) => name === filter.field);
        const clauses = field && clausesOf(filter, field);
        if (!clauses) throw new TypeError(`${filter.function} of ${filter.field} cannot be said in CQL`);
        return clauses;
      });
      const isWithinPartitions = filters.some(({ field }) => table.partition.includes(field));
      return tableRows(cluster, table, fields, { where, isWithinPartitions });
    },
  };
}

interface Query {
  readonly cql: string;
  readonly keyspace: string | undefined;
}

function queryOf({ query, keyspace }: JsonObject): Query | undefined {
  if (typeof query !== 'string') return undefined;
  const cql = query.trim().replace(/;\s*$/, '');
  // Comments may stand before the statement.
  const [, word = ''] = /^(?:\s|--.*(?:\n|$)|\/\/.*(?:\n|$)|\/\*[\s\S]*?\*\/)*(\w*)/.exec(cql) ?? [];
  if (word.toUpperCase() !== 'SELECT') throw invalid('query', 'the query is no SELECT: a model only reads');
  return { cql, keyspace: typeof keyspace === 'string' ? keyspace : undefined };
}

/** The fields of a query, by what the cluster says of its result. Of the rows it reads one. */
async function describeQuery(
  cluster: Cluster,
  query: Query,
  signal: AbortSignal,
): Promise<{ readonly fields: readonly FieldSchema[] }> {
  const { types } = await import('./driver.ts');
  try {
    const { columns } = await cluster.page('looking at the query', { ...query, fetchSize: 1 }, signal);
    return { fields: fieldsOf(columns, types.dataTypes) };
  } catch (error) {
    const said = statementFault(error);
    if (said === undefined) throw error;
    throw invalid('query', `the query cannot be run: ${said}`);
  }
}

function queryRows(cluster: Cluster, query: Query, fields: readonly FieldSchema[]): Extraction {
  return {
    columns: fields.map(({ name, type }) => ({ name, type })),
    offers: [
      {
        format: 'rows',
        async *open(signal) {
          for await (const { columns, rows } of cluster.pages('reading the query', query, signal)) {
            const places = fields.map(({ name }) => columns.findIndex((column) => column.name === name));
            const gone = fields.find((_, i) => places[i] === -1);
            if (gone)
              throw new SyncformError('source_changed', `the query yields no "${gone.name}" any more`, {
                hint: 'Plan again.',
              });
            yield rows.map((row) =>
              fields.map(({ type }, i) => cellOf(row.get(places[i] as number) as unknown, type)),
            );
          }
        },
      },
    ],
  };
}

async function tableOf(
  cluster: Cluster,
  { table, keyspace }: JsonObject,
  signal: AbortSignal,
): Promise<Table> {
  const text = typeof table === 'string' ? table : '';
  const name = parseId(text, typeof keyspace === 'string' ? keyspace : undefined);
  if (!name) throw invalid('table', `"${text}" does not say in which keyspace it is: write keyspace.table`);
  const found = await describeTable(cluster, name, signal);
  if (found) return found;
  throw invalid('table', `there is no table or view ${formatId(name)}`);
}

function invalid(path: string, message: string): SyncformError {
  return new SyncformError('invalid', message, { path: [path] });
}
