import type { Batch, LoadFacet, LoadOutcome, LoadRequest, PlannedLoad } from '../../contract/contract.ts';
import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { throwIfAborted } from '../../kit/abort.ts';
import { makeSchemas } from './change-table.ts';
import { beginWithCommits, type Committing, committedOutcomes, recordCommits } from './commits.ts';
import type { DuckdbDatabase } from './database.ts';
import { formatTableId, type TableName, tableName } from './names.ts';
import { type TableAsIs, tablesAsTheyAre } from './objects.ts';

/** Up to how many rows a table is so small that packing its texts tightly makes its file no smaller. */
const TINY = 1_000;

function makesTiny({ change, estimatedRows }: PlannedLoad): boolean {
  return change?.action === 'create' && estimatedRows !== undefined && estimatedRows <= TINY;
}

/** A transaction of several loads; what began it ends it. */
export interface Joint {
  begin(catalog: string): Promise<void>;
  /** The outcome that was committed with a batch before the transaction, or undefined. */
  committed(batch: Batch): LoadOutcome | undefined;
  /** What a table was before the transaction; undefined where it was not found. */
  before(table: TableName): TableAsIs | undefined;
  /** Batches whose rows the transaction holds: recorded all at once, at its end. */
  readonly held: Committing[];
}

/** Loads what `work` gives in one transaction, with the batch's id of each table; `loadWithin` loads one of them. */
export async function loadTogether<T>(
  database: DuckdbDatabase,
  session: DuckdbSession,
  signal: AbortSignal,
  loads: readonly PlannedLoad[],
  work: (load: LoadFacet['load']) => Promise<T>,
  loadWithin: (request: LoadRequest, joint: Joint) => Promise<LoadOutcome>,
): Promise<T> {
  let hasBegun = false;
  // Until the session is closed: what the file is let go with is as small.
  await session.needOneThread?.(true);
  await session.packLoosely?.(loads.every(makesTiny));
  const catalog = await database.attach(session, 'write', signal);
  const batches = loads.map(({ table, batch }) => ({ table: tableName(table), batch }));
  const known = await committedOutcomes(session, catalog, batches);
  const names = batches.map(({ table }) => table);
  for (const { change } of loads) if (change) await makeSchemas(session, catalog, change);
  const tables = await tablesAsTheyAre(session, catalog, names);
  // A source that is attached after the transaction began is not seen in it: the first load attaches it before.
  const joint: Joint = {
    begin: async (catalog) => {
      if (hasBegun) return;
      await beginWithCommits(session, catalog);
      hasBegun = true;
    },
    committed: (batch) => known[loads.findIndex((load) => load.batch === batch)],
    before: (table) => tables.get(formatTableId(table)),
    held: [],
  };
  try {
    const result = await work((request) => loadWithin(request, joint));
    throwIfAborted(signal);
    if (hasBegun) await session.run([...recordCommits(catalog, joint.held), 'COMMIT'].join('; '));
    return result;
  } catch (error) {
    // After some errors DuckDB has rolled back by itself, and says that there is nothing to roll back.
    if (hasBegun) await session.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
