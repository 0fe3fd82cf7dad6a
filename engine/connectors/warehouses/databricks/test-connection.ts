import type { TestFacet } from '../../../contract/contract.ts';
import { ConnectionError } from '../../../kit/errors.ts';
import { isDenied, StatementError } from './client/failures.ts';
import type { Warehouse } from './client/warehouse.ts';
import type { DatabricksConfig } from './config.ts';
import type { Staging } from './staging.ts';
import { showCatalogs, showSchemas } from './statements.ts';

/**
 * Goes the whole way: logs in, runs a statement, looks for a catalog that may be used, and where a bucket is configured
 * writes a file there, reads it and removes it.
 */
export function testFacet(config: DatabricksConfig, warehouse: Warehouse, staging?: Staging): TestFacet {
  return {
    async test(signal) {
      await warehouse.rows('SELECT 1', signal);
      await (config.unity_catalog_enabled ? testCatalogs(warehouse, signal) : testSchemas(warehouse, signal));
      await using area = await staging?.open();
      await area?.test(signal);
    },
  };
}

async function testCatalogs(warehouse: Warehouse, signal: AbortSignal): Promise<void> {
  try {
    const catalogs = await warehouse.rows(showCatalogs(), signal);
    if (catalogs.length > 0) return;
  } catch (error) {
    throw explained(
      error,
      'listing catalogs',
      'If the workspace has no Unity Catalog, set unity_catalog_enabled = false.',
    );
  }
  throw new ConnectionError('permission', 'there is no catalog that may be used', {
    hint: 'GRANT USE CATALOG ON CATALOG … to the user or service principal.',
  });
}

async function testSchemas(warehouse: Warehouse, signal: AbortSignal): Promise<void> {
  try {
    const schemas = await warehouse.rows(showSchemas(undefined), signal);
    if (schemas.length > 0) return;
  } catch (error) {
    throw explained(
      error,
      'listing schemas',
      'If the workspace has Unity Catalog, set unity_catalog_enabled = true.',
    );
  }
  throw new ConnectionError('permission', 'there is no schema that may be used', {
    hint: 'GRANT USAGE ON SCHEMA … to the user or service principal.',
  });
}

/** A statement's failure as one of the connection. */
function explained(error: unknown, doing: string, hint: string): unknown {
  if (!(error instanceof StatementError)) return error;
  return isDenied(error)
    ? new ConnectionError('permission', `${doing}: ${error.message}`, {
        hint: 'GRANT the user or service principal what is missing.',
        cause: error,
      })
    : new ConnectionError('database', `${doing}: ${error.message}`, { hint, cause: error });
}
