import type { ExistingTable } from '../../contract/contract.ts';
import type { StagedRows } from './staged-rows.ts';
import type { Steps } from './stepwise.ts';
import type { SqlSession, SqlSystem } from './system.ts';

/** Rows of a target table that do not come with a load, and how they go. */
export interface MissingRows {
  readonly key: readonly string[];
  /** What stands after FROM, and before the columns of the table there. */
  readonly rows: string;
  readonly prefix: string;
  /** The condition that they are missing. */
  readonly where: string;
  /** The statement that deletes or marks all of them. */
  readonly statement: string;
  /** The same of those whose key the rows `s` of a table have. */
  remove(from: string, where: string): string;
}

/**
 * Deletes or marks rows that do not come, within a transaction, and answers how many. Where the table does not let one of them go
 * (a foreign key of another table, a trigger), that one stays and counts as rejected, by its key.
 */
export async function removeMissingRows<S extends SqlSession>(
  system: SqlSystem<S>,
  session: S,
  staged: StagedRows<S>,
  steps: Steps,
  target: ExistingTable,
  missing: MissingRows,
): Promise<number> {
  await steps.begin();
  try {
    const removed = await session.run(missing.statement);
    await steps.keep();
    return removed;
  } catch (error) {
    if (!system.isDataError(error)) throw error;
    await steps.undo();
  }
  const { quoteIdentifier, merging, values } = system.dialect;
  const gone = merging.temporary('_syncform_gone');
  const keys = missing.key.map((name) => {
    const { target_type: mapping = '', type = 'string' } = target.columns.find((c) => c.name === name) ?? {};
    return {
      name,
      place: staged.placeOf(name),
      type,
      mapping,
      there: missing.prefix + quoteIdentifier(name),
    };
  });
  const places = keys.map(({ place }) => place);
  await session.run(merging.dropTemporary(gone));
  await session.run(
    merging.createTemporary(
      gone,
      [
        `r ${merging.bigint} NOT NULL`,
        ...keys.map(({ place, mapping }) => `${place} ${merging.staged?.(mapping) ?? mapping} NULL`),
      ].join(', '),
    ),
  );
  const there = keys.map((key) => key.there).join(', ');
  const count = await session.run(
    `INSERT INTO ${gone} (r, ${places.join(', ')}) SELECT row_number() OVER (ORDER BY ${there}), ${there} FROM ${missing.rows} WHERE ${missing.where}`,
  );
  const texts = keys.map((key) => values.asText(`s.${key.place}`, key)).join(', ');
  const [removed = 0] = await staged.stepwiseOver(
    {
      steps,
      count,
      some: (where) => session.rows(merging.first(2, `s.r, ${texts} FROM ${gone} AS s WHERE ${where}`)),
      reject: ([, ...key], error) =>
        staged.refuse(new Map(keys.map(({ name }, i) => [name, key[i] ?? null])), error.message),
    },
    async (where) => session.run(missing.remove(gone, where)),
  );
  await session.run(merging.dropTemporary(gone));
  return removed;
}
