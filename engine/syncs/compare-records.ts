import type { ExecutionContext, ObjectReporter } from '../executions/contract.ts';
import type { DuckdbSession } from '../movement/duckdb-session.ts';
import {
  compare,
  type Diff,
  digestName,
  keysName,
  type RecordShape,
  removeUnidentified,
  type Unidentified,
} from './diff.ts';
import { extractRecords } from './extract-records.ts';
import { recordShape } from './record-shape.ts';
import { SnapshotFiles } from './snapshot-files.ts';
import type { SyncRun } from './sync-run.ts';

/** The records of the model, in the tables `records` and `changes` of the session, and what is new about them. */
export interface ComparedRecords {
  readonly shape: RecordShape;
  /** What the snapshot's hashes cover. */
  readonly digest: string;
  /** Records read. */
  readonly read: number;
  /** Of those, the ones that can be told apart. */
  readonly present: number;
  /** Those that cannot, and what of the sources is no record at all. */
  readonly unidentified: Unidentified;
  readonly diff: Diff;
  /** The file of the snapshot that they were compared with; undefined where there is none that can be. */
  readonly known: string | undefined;
  /** Whether the sync runs for the first time, and was not told to send everything. */
  readonly isFirst: boolean;
}

/** What of the reporter of an object it takes to read and compare. */
export type CompareReporter = Pick<ObjectReporter, 'path' | 'progress' | 'step'>;

/** Reads the models and compares their records with what the target has acknowledged. Writes nothing. */
export async function compareRecords(
  run: SyncRun,
  session: DuckdbSession,
  reporter: CompareReporter,
  context: Pick<ExecutionContext, 'signal' | 'log'>,
): Promise<ComparedRecords> {
  const { sync, target, blueprint } = run;
  const snapshots = new SnapshotFiles(run);
  const shape = recordShape(run);
  const at = [target.id, blueprint.table.id, sync.mode];
  const digest = digestName(shape, at);
  const { read, rejected } = await reporter.step('extract', () =>
    extractRecords(run, session, shape, reporter, context),
  );
  const found = await reporter.step('identify', () => removeUnidentified(session, shape.key));
  const unidentified = {
    count: found.count + rejected.length,
    records: [...rejected, ...found.records],
  };
  const whole = await snapshots.comparable(digest);
  // What was left out of the first run is not to be sent because the definition has changed since.
  const keys =
    whole === undefined && sync.skip_initial_backfill
      ? await snapshots.withKeys(keysName(shape, at))
      : undefined;
  const diff = await reporter.step('diff', () => compare(session, whole ?? keys, whole === undefined));
  return {
    shape,
    digest,
    read,
    present: read - found.count,
    unidentified,
    diff,
    known: whole,
    isFirst: await snapshots.isFirst(),
  };
}
