import type { LoadOutcome, LoadRequest } from '../../contract/contract.ts';

export type MergeCounts = Omit<LoadOutcome, 'rejected'>;

/** The steps of a merge. A part `P` writes the staged rows of a condition. */
export interface MergeSteps<P> {
  readonly insertAll: P;
  /** Of rows whose key the table does not have. */
  readonly insertNew: P;
  /** The same after an update. Absent: `insertNew`. */
  readonly upsertNew?: P;
  /** Of rows that differ. Undefined where nothing can differ. */
  readonly update: P | undefined;
  readonly remove: P;
  /** Empties the table and answers how many rows it had. */
  empty(): Promise<number>;
  /** Deletes or marks what does not come and answers how many rows that were. */
  deleteMissing(): Promise<number>;
  /** Runs parts, one after the other for the same rows, and answers how many rows each wrote. */
  run(...parts: readonly P[]): Promise<readonly number[]>;
}

/** Brings staged rows into a table, set by set, as an operation says. */
export async function mergeBySteps<P>(
  { operation, deleteMissing = false }: Pick<LoadRequest, 'operation' | 'deleteMissing'>,
  steps: MergeSteps<P>,
): Promise<MergeCounts> {
  const one = async (part: P | undefined) => (part === undefined ? 0 : ((await steps.run(part))[0] ?? 0));
  switch (operation) {
    case 'append':
      return { inserted: await one(steps.insertAll), updated: 0, deleted: 0 };
    case 'replace': {
      const deleted = await steps.empty();
      return { inserted: await one(steps.insertAll), updated: 0, deleted };
    }
    case 'insert':
      return { inserted: await one(steps.insertNew), updated: 0, deleted: 0 };
    case 'update':
      return { inserted: 0, updated: await one(steps.update), deleted: 0 };
    case 'upsert': {
      const deleted = deleteMissing ? await steps.deleteMissing() : 0;
      const { update, insertNew, upsertNew = insertNew } = steps;
      if (update === undefined) return { inserted: await one(insertNew), updated: 0, deleted };
      const [updated = 0, inserted = 0] = await steps.run(update, upsertNew);
      return { inserted, updated, deleted };
    }
    case 'delete':
      return { inserted: 0, updated: 0, deleted: await one(steps.remove) };
  }
}

/**
 * Deletes, or marks, in one statement the rows that do not come. Where the table does not let one of them go (a foreign key of
 * another table, a trigger), `oneByOne` is to do it around those.
 */
export async function removeMissing(
  run: (sql: string) => Promise<number>,
  statement: string,
  isDataError: (error: unknown) => boolean,
  oneByOne: () => Promise<number>,
): Promise<number> {
  await run('SAVEPOINT missing');
  try {
    const removed = await run(statement);
    await run('RELEASE SAVEPOINT missing');
    return removed;
  } catch (error) {
    if (!isDataError(error)) throw error;
    await run('ROLLBACK TO SAVEPOINT missing');
  }
  return oneByOne();
}

/** Whether the table has an index that keeps rows of the same key apart, by which they are found. */
export function isUniqueBy(
  { key, unique }: { readonly key: readonly string[]; readonly unique: readonly (readonly string[])[] },
  names: readonly string[],
): boolean {
  const wanted = [...names].sort().join('\0');
  return [key, ...unique].some((columns) => [...columns].sort().join('\0') === wanted);
}
