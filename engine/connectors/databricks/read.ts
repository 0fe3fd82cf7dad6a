import { SyncformError } from '../../api/errors.ts';
import type { ReadFacet } from '../contract.ts';
import { type CatalogObject, describeObjects } from './catalog.ts';
import { StatementError } from './client/failures.ts';
import type { Warehouse } from './client/warehouse.ts';
import { datesOfEra, hasEra, type SourceColumn } from './columns.ts';
import type { DatabricksConfig } from './config.ts';
import { extraction } from './extraction.ts';
import { quoteTable, tableName } from './names.ts';
import { atOrAfter, largestValue } from './read-statements.ts';
import { newestVersion } from './statements.ts';

/** Reads tables and views, whole or from a tracking field's value on. */
export function readFacet(config: DatabricksConfig, warehouse: Warehouse): ReadFacet {
  const object = async (id: string, signal: AbortSignal): Promise<CatalogObject> => {
    const [found] = await describeObjects(warehouse, config.unity_catalog_enabled, [id], signal);
    if (found) return found;
    throw new SyncformError('source_changed', `there is no table or view ${id} any more`, {
      hint: 'Plan again, and check that the connection’s user may see it.',
    });
  };
  return {
    async fingerprint(id, _configuration, signal) {
      try {
        const [newest] = await warehouse.rows(newestVersion(tableName(id)), signal);
        // A table that is dropped and made again counts from 0 once more, at another time.
        return newest && `version ${newest.version} of ${newest.timestamp}`;
      } catch (error) {
        // A view, a table that is not Delta's, or one whose history this user may not see.
        if (error instanceof StatementError) return undefined;
        throw error;
      }
    },
    async highWater(id, field, _configuration, signal) {
      const found = await object(id, signal);
      const column = columnOf(found, field);
      const [row] = await warehouse.rows(largestValue(found.table, column), signal, {
        doing: `reading ${id}`,
      });
      const largest = row?.c0 ?? null;
      return largest !== null && hasEra(column) ? datesOfEra(largest) : largest;
    },
    canAddConstants: true,
    async extract({ object: id, fields, after, constants = [] }, signal) {
      const found = await object(id, signal);
      const columns = fields.map((field) => columnOf(found, field));
      const selection = {
        columns,
        from: quoteTable(found.table),
        ...(after ? { where: atOrAfter(columnOf(found, after.field), after.value) } : {}),
      };
      return extraction(selection, warehouse, { what: `table ${id}`, constants });
    },
  };
}

function columnOf(object: CatalogObject, field: string): SourceColumn {
  const column = object.columns.find(({ name }) => name === field);
  if (column) return column;
  throw new SyncformError('source_changed', `${object.id} has no column "${field}" any more`, {
    hint: 'Plan again.',
  });
}
