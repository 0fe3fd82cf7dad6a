import { SyncformError } from '../../kit/errors.ts';
import { Mutex } from '../../kit/mutex.ts';
import type { StoreTables } from './store-tables.ts';

/** A table's id, which is its folder; throws `invalid` where it is no folder within the store. */
export function targetTable(id: string): string {
  const parts = id.split('/');
  const isPath = parts.every((part) => part !== '' && !part.startsWith('.') && !part.startsWith('_syncform'));
  if (isPath && id.trim() === id) return id;
  throw new SyncformError('invalid', `"${id}" is not a table that can be written`, {
    hint: 'Give a folder’s path, such as crm/contacts, without parts that begin with a dot.',
  });
}

const writers = new Map<string, Mutex>();

/** Lets one piece of work at a time write a table. */
export function writing<T>(tables: StoreTables, id: string, work: () => Promise<T>): Promise<T> {
  const name = `${tables.place}\n${id}`;
  const turns = writers.get(name) ?? new Mutex();
  writers.set(name, turns);
  return turns.run(work);
}
