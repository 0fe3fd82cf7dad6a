import { messageOf } from '../../kit/errors.ts';
import { isDataFile, MANIFEST, type Manifest } from './manifest.ts';
import type { StoreTables } from './store-tables.ts';

/**
 * Removes data files of a table that its manifest does not name: those that a run replaced, and what a killed process
 * left. The table is right with them or without: that they cannot be removed fails nothing.
 */
export async function removeUnnamed(
  tables: StoreTables,
  manifest: Manifest,
  signal: AbortSignal,
): Promise<void> {
  const { table, files, retained } = manifest;
  const named = new Set([...files.map(({ path }) => path), ...retained.flatMap((run) => run.files)]);
  try {
    await tables.store.abandonUploads?.(`${table}/`);
    const listed = (await tables.store.list(`${table}/`, signal)).map(({ key }) =>
      key.slice(table.length + 1),
    );
    const inner = listed
      .filter((path) => path.endsWith(`/${MANIFEST}`))
      .map((path) => path.slice(0, -MANIFEST.length));
    const unnamed = listed.filter(
      (path) => isDataFile(path) && !named.has(path) && !inner.some((folder) => path.startsWith(folder)),
    );
    if (unnamed.length > 0)
      await tables.store.remove(
        unnamed.map((path) => `${table}/${path}`),
        signal,
      );
  } catch (error) {
    tables.host.log('warn', `files of ${table} that nothing needs are left: ${messageOf(error)}`);
  }
}
