import type { FacetOf, FieldSchema } from '../../../contract/contract.ts';
import { SyncformError } from '../../../kit/errors.ts';
import type { JsonObject } from '../../../kit/json.ts';
import type { databricksCapabilities } from './capabilities.ts';
import { describeObjects, fieldOf } from './catalog.ts';
import { StatementError, type StatementPlace } from './client/failures.ts';
import type { Warehouse } from './client/warehouse.ts';
import type { SourceColumn } from './columns.ts';
import type { DatabricksConfig } from './config.ts';
import { extraction } from './extraction.ts';
import { filterCondition } from './filter.ts';
import { formatTableId, type Place, parseTableId, placeOf, quoteTable } from './names.ts';
import { asSubquery } from './read-statements.ts';
import { DESCRIBE_QUERY, describeQuery } from './statements.ts';

/** Models: a table or view, or a query of any kind that can stand in a FROM. */
export function queryFacet(
  config: DatabricksConfig,
  warehouse: Warehouse,
): FacetOf<typeof databricksCapabilities, 'query'> {
  return {
    describe: async (configuration, signal) =>
      (await describeModel(config, warehouse, configuration, signal)).fields,
    async extract(configuration, fields, signal) {
      const model = await describeModel(config, warehouse, configuration, signal);
      const { what, from, place } = model;
      const columns = fields.map((field) => wanted(field, model));
      return extraction({ columns, from }, warehouse, { what, place });
    },
    async extractFiltered(configuration, fields, filter, signal) {
      const model = await describeModel(config, warehouse, configuration, signal);
      const { what, from, place } = model;
      const columns = fields.map((field) => wanted(field, model));
      const where = filterCondition(filter, (field) => wanted(field, model));
      return extraction({ columns, from, where }, warehouse, { what, place });
    },
  };
}

interface DescribedModel {
  readonly what: string;
  readonly from: string;
  readonly place: Place;
  readonly fields: readonly FieldSchema[];
  readonly columns: readonly SourceColumn[];
}

async function describeModel(
  config: DatabricksConfig,
  warehouse: Warehouse,
  configuration: JsonObject,
  signal: AbortSignal,
): Promise<DescribedModel> {
  const { query, table } = configuration;
  const place = placeOf(configuration);
  if (typeof query === 'string' && query.trim() !== '') {
    const fields = await describedQuery(warehouse, query, place, signal);
    const columns = fields.map(({ name, type, remote_type }) => ({ name, type, mapping: remote_type }));
    return { what: 'the query', from: asSubquery(query), place, fields, columns };
  }
  const text = typeof table === 'string' ? table : '';
  const name = parseTableId(text, place);
  const [object] = name
    ? await describeObjects(warehouse, config.unity_catalog_enabled, [formatTableId(name)], signal)
    : [];
  if (!object)
    throw new SyncformError(
      'invalid',
      `there is no table or view ${name ? formatTableId(name) : `"${text}"`}`,
      {
        path: ['table'],
        hint: 'Write catalog.schema.table, or set catalog and schema, and check that the connection’s user may see it.',
      },
    );
  const { fields, columns } = object;
  return { what: `table ${object.id}`, from: quoteTable(object.table), place: {}, fields, columns };
}

/** What the warehouse says that a query yields. Throws `invalid` at the setting at fault, in the warehouse's words. */
async function describedQuery(
  warehouse: Warehouse,
  query: string,
  place: Place,
  signal: AbortSignal,
): Promise<readonly FieldSchema[]> {
  let rows: Awaited<ReturnType<Warehouse['rows']>>;
  try {
    rows = await warehouse.rows(describeQuery(query), signal, { place, doing: 'the query' });
  } catch (error) {
    if (!(error instanceof StatementError)) throw error;
    throw invalidModel(error, place);
  }
  const fields = rows.map(({ col_name, data_type }) =>
    fieldOf({ name: col_name ?? '', type: data_type ?? '', nullable: true, isKey: false }),
  );
  const names = fields.map(({ name }) => name.toLowerCase());
  const twice = fields.find((_, i) => names.indexOf(names[i] as string) !== i);
  if (twice)
    throw new SyncformError('invalid', `the query yields two columns called "${twice.name}"`, {
      path: ['query'],
      hint: 'Give each column its own name with AS.',
    });
  return fields;
}

function invalidModel(error: StatementError, { catalog, schema }: Place): SyncformError {
  const path =
    catalog !== undefined && /CATALOG/.test(error.condition)
      ? 'catalog'
      : schema !== undefined &&
          /^(SCHEMA|NAMESPACE)_NOT_FOUND|^NO_SUCH_(DATABASE|SCHEMA)/.test(error.condition)
        ? 'schema'
        : 'query';
  const message = error.message.replace(/^the query: /, '');
  return new SyncformError('invalid', `${message}${placeInQuery(error.place)}`, {
    path: [path],
    ...(path === 'query' ? { hint: 'A query is one SELECT, WITH, VALUES or TABLE statement.' } : {}),
    cause: error,
  });
}

/** The place in the query of one in the statement that describes it. */
function placeInQuery(place: StatementPlace | undefined): string {
  if (!place) return '';
  const before = place.line === 1 ? DESCRIBE_QUERY.length : 0;
  return ` (line ${place.line}, column ${Math.max(1, place.column - before)})`;
}

function wanted(field: FieldSchema, model: DescribedModel): SourceColumn {
  const column = model.columns.find(({ name }) => name === field.name);
  if (!column)
    throw new SyncformError('source_changed', `${model.what} yields no field "${field.name}" any more`, {
      hint: 'Plan again.',
    });
  return { ...column, type: field.type };
}
