import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Which files a table has loaded. Kept in the table's own folder, as Databricks keeps it: it goes with the table, stays
 * when rows are deleted, and every gateway that shares the Spark sees it. A file is known by its address alone: one that
 * was changed since is not loaded again.
 */
export class CopyLedger {
  private readonly folder: string;

  constructor(tableFolder: string) {
    this.folder = join(tableFolder, '_copy_into_log');
  }

  async loaded(): Promise<Set<string>> {
    const names = await readdir(this.folder).catch(() => []);
    const lists = await Promise.all(names.map((name) => readFile(join(this.folder, name), 'utf8')));
    return new Set(lists.flatMap((text) => JSON.parse(text) as string[]));
  }

  /** Notes files as loaded, under a name that no other statement has. */
  async add(statement: string, addresses: readonly string[]): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await writeFile(join(this.folder, `${statement}.json`), JSON.stringify(addresses));
  }
}
