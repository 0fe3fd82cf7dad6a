import type { DuckdbSession } from '../contract/duckdb-session.ts';
import type { ExecutionContext, ObjectReporter } from '../executions/contract.ts';
import { duckdbFailure } from '../movement/duckdb-failure.ts';
import {
  allNew,
  compare,
  type Diff,
  digestName,
  keysAlone,
  keysName,
  type RecordShape,
  removeUnidentified,
  type Unidentified,
} from './diff.ts';
import { extractRecords, type ModelRows, withModelRows } from './extract-records.ts';
import { LedgerFiles } from './ledger-files.ts';
import { completeChanges, inTransaction, needsChangesOnly } from './read-twice.ts';
import { recordShape } from './record-shape.ts';
import type { SyncRun } from './sync-run.ts';

/** The records of the model, in the tables `records` and `changes` of the session, and what is new about them. */
export interface ComparedRecords {
  readonly shape: RecordShape;
  /** What the ledger's hashes cover. */
  readonly digest: string;
  /** Records read. */
  readonly read: number;
  /** Of those, the ones that can be told apart. */
  readonly present: number;
  /** Those that cannot, and what of the sources is no record at all. */
  readonly unidentified: Unidentified;
  readonly diff: Diff;
  /** The file of the ledger that they were compared with; undefined where there is none that can be. */
  readonly known: string | undefined;
  /** The file of the last ledger whose keys are those of the records, also where it is not compared with. */
  readonly before: string | undefined;
  /** Whether the sync runs for the first time, and was not told to send everything. */
  readonly isFirst: boolean;
  /**
   * Mode replace removes nothing: rows of the sources were set aside, and records that the target has and the model lacks may
   * be theirs.
   */
  readonly keepsMissing: boolean;
}

/** What of the reporter of an object it takes to read and compare. */
export type CompareReporter = Pick<ObjectReporter, 'path' | 'progress' | 'step'>;

/** Reads the models and compares their records with what the target has acknowledged. Writes nothing. */
export async function compareRecords(
  run: SyncRun,
  session: DuckdbSession,
  reporter: CompareReporter,
  context: Pick<ExecutionContext, 'signal' | 'log'>,
  /** A table of keys that the ledger is not believed about; see `compare`. */
  distrusted?: string,
): Promise<ComparedRecords> {
  const { sync } = run;
  const ledgers = new LedgerFiles(run);
  const { shape, at, digest } = comparedAs(run);
  const whole = await ledgers.comparable(digest);
  // What was left out of the first run is not to be sent because the definition has changed since.
  const keys =
    whole === undefined && sync.skip_initial_backfill
      ? await ledgers.withKeys(keysName(shape, at))
      : undefined;
  const comparison: Comparison = { shape, digest, whole, keys, before: keysName(shape, at), distrusted };
  return withModelRows(run, session, reporter, context, (rows) =>
    compareRows(run, session, reporter, rows, comparison),
  );
}

/** How a run makes its records, and the name of what its digests cover: a ledger of another name is not compared with. */
export function comparedAs(run: SyncRun): {
  readonly shape: RecordShape;
  readonly at: readonly unknown[];
  readonly digest: string;
} {
  const shape = recordShape(run);
  const at = [run.target.id, run.blueprint.table.id, run.sync.mode];
  return { shape, at, digest: digestName(shape, at) };
}

/** What records are compared with. */
interface Comparison extends Pick<ComparedRecords, 'shape' | 'digest'> {
  /** The ledger's file where its hashes are like this run's, and where only its keys are and those are wanted. */
  readonly whole: string | undefined;
  readonly keys: string | undefined;
  /** The name of the keys that the last ledger has to have, so that its records are known again. */
  readonly before: string;
  /** A table of keys that the ledger is not believed about; see `compare`. */
  readonly distrusted: string | undefined;
}

async function compareRows(
  run: SyncRun,
  session: DuckdbSession,
  reporter: CompareReporter,
  rows: ModelRows,
  { shape, digest, whole, keys, before: keysNamed, distrusted }: Comparison,
): Promise<ComparedRecords> {
  const { sync, blueprint } = run;
  const ledgers = new LedgerFiles(run);
  const isTwice = rows.isRepeatable && whole !== undefined && needsChangesOnly(sync, shape);
  const laid = isTwice ? keysAlone(shape) : shape;
  const comparing = async () => {
    const read = await reporter.step('extract', () => extractRecords(run, session, rows, laid, reporter));
    if (!isTwice) await rows.drop();
    const found = await reporter.step('deduplicate', () => removeUnidentified(session, shape));
    const diff = await reporter.step('diff', async () => {
      const before = whole ?? keys;
      if (before === undefined && blueprint.delivery === 'load') return allNew(session);
      const diff = await compare(session, before, whole === undefined, distrusted);
      if (isTwice && diff.added + diff.changed > 0)
        await completeChanges(session, rows.select, shape).catch((error: unknown) => {
          throw duckdbFailure(`reading model "${blueprint.model.input.name}"`, error);
        });
      return diff;
    });
    return { read, found, diff };
  };
  const { read, found, diff } = await (isTwice ? inTransaction(session, comparing) : comparing());
  if (isTwice) await rows.drop();
  const unidentified = {
    count: found.count + rows.rejected.length,
    records: [...rows.rejected, ...found.records],
  };
  return {
    shape,
    digest,
    read,
    present: read - found.count,
    unidentified,
    diff,
    known: whole,
    before: await ledgers.before(keysNamed),
    isFirst: await ledgers.isFirst(),
    keepsMissing: sync.mode === 'replace' && rows.rejected.length > 0 && (await ledgers.hasSent()),
  };
}
