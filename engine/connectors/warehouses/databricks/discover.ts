import type { ConnectorHost, FacetOf, ObjectSummary } from '../../../contract/contract.ts';
import type { databricksCapabilities } from './capabilities.ts';
import { describeObjects, describesItself, summaryOf } from './catalog.ts';
import { StatementError } from './client/failures.ts';
import type { Warehouse } from './client/warehouse.ts';
import type { DatabricksConfig } from './config.ts';
import { type Place, placeOf } from './names.ts';
import { listTables, showCatalogs, showSchemas, showTables } from './statements.ts';

/** What is nobody's data. */
const NOT_LISTED = /^(system|__databricks_internal|information_schema)$/i;
/** The engine's own tables. */
const OWN_TABLES = /^_syncform/i;

/**
 * Lists and describes tables and views of every catalog that the user may use; without Unity Catalog, of every schema. How
 * many rows a Delta table has is known exactly; of others nothing is.
 */
export function discoverFacet(
  config: DatabricksConfig,
  warehouse: Warehouse,
  host: Pick<ConnectorHost, 'log'>,
): FacetOf<typeof databricksCapabilities, 'discover'> {
  const hasUnityCatalog = config.unity_catalog_enabled;
  return {
    async list(configuration, signal) {
      const place = placeOf(configuration);
      const catalogs = hasUnityCatalog ? await catalogsOf(warehouse, place, signal) : [place.catalog];
      const listed = await Promise.all(
        catalogs.map((catalog) =>
          list(warehouse, { ...place, catalog }, hasUnityCatalog, signal).catch((error: unknown) => {
            if (!(error instanceof StatementError) || place.catalog !== undefined) throw error;
            host.log('info', `catalog ${catalog} is left out: ${error.message}`);
            return [];
          }),
        ),
      );
      return listed.flat();
    },
    describe: (ids, _configuration, signal) => describeObjects(warehouse, hasUnityCatalog, ids, signal, true),
  };
}

async function catalogsOf(
  warehouse: Warehouse,
  { catalog }: Place,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (catalog !== undefined) return [catalog];
  const rows = await warehouse.rows(showCatalogs(), signal, { doing: 'listing catalogs' });
  return rows.map((row) => row.catalog ?? '').filter((name) => name !== '' && !NOT_LISTED.test(name));
}

async function list(
  warehouse: Warehouse,
  { catalog, schema }: Place,
  hasUnityCatalog: boolean,
  signal: AbortSignal,
): Promise<readonly ObjectSummary[]> {
  const doing = { doing: `listing tables${catalog === undefined ? '' : ` of catalog ${catalog}`}` };
  const inCatalog = catalog === undefined ? {} : { catalog };
  const summary = (inSchema: string, table: string) => summaryOf({ ...inCatalog, schema: inSchema, table });
  if (describesItself(catalog, hasUnityCatalog)) {
    const rows = await warehouse.rows(listTables(catalog, schema), signal, doing);
    return rows
      .filter(({ table_name }) => !OWN_TABLES.test(table_name ?? ''))
      .map(({ table_schema, table_name }) => summary(table_schema ?? '', table_name ?? ''));
  }
  const schemas =
    schema === undefined
      ? (await warehouse.rows(showSchemas(catalog), signal, doing)).map((row) => Object.values(row)[0] ?? '')
      : [schema];
  const listed = await Promise.all(
    schemas
      .filter((name) => !NOT_LISTED.test(name))
      .map((name) => warehouse.rows(showTables({ ...inCatalog, schema: name }), signal, doing)),
  );
  // Temporary views are the session's own and have no schema.
  return listed
    .flat()
    .filter(({ isTemporary, tableName }) => isTemporary !== 'true' && !OWN_TABLES.test(tableName ?? ''))
    .map((row) => summary(row.database ?? row.namespace ?? '', row.tableName ?? ''));
}
