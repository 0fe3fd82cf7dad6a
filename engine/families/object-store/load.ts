import type { FacetOf } from '../../contract/contract.ts';
import { findInFiles } from '../files/find.ts';
import { loadTable, outcomeOf } from '../files/load-table.ts';
import type { storeCapabilities } from './capabilities.ts';
import { removeUnnamed } from './leftovers.ts';
import { readManifest } from './manifest.ts';
import type { StoreTables } from './store-tables.ts';
import { StoreWriter } from './store-writer.ts';
import { targetTable, writing } from './target.ts';

/**
 * Loads by sending new files and then naming them in the table's manifest, in one step with the record of the batch.
 * Appending sends the new rows alone; merging by key reads the table's files and writes them again. Followed changes are
 * appended, each as a row.
 */
export function loadFacet(tables: StoreTables): FacetOf<typeof storeCapabilities, 'load'> {
  return {
    committed: async (table, batch, signal) =>
      outcomeOf(await readManifest(tables.store, targetTable(table), signal), batch),
    load: (request) => {
      const id = targetTable(request.table.id);
      return writing(tables, id, async () => {
        const there = await readManifest(tables.store, id, request.signal);
        if (there) await removeUnnamed(tables, there, request.signal);
        await using writer = new StoreWriter(tables, id);
        return await loadTable(writer, request);
      });
    },
    find: async (request) => {
      await using writer = new StoreWriter(tables, targetTable(request.table.id));
      return await findInFiles(writer, request);
    },
  };
}
