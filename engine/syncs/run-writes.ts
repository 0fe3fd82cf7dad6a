import type { ExecutionContext } from '../executions/contract.ts';
import { chooseWrites } from './choose-writes.ts';
import { compare, digestName, removeUnidentified } from './diff.ts';
import { extractRecords, recordShape } from './extract-records.ts';
import type { SyncRun } from './run-sync.ts';
import { SnapshotFiles } from './snapshot-files.ts';
import { StagedWrites } from './staged-writes.ts';

/**
 * Sends a model's new, changed and (in mode replace) removed records to a target that takes records. What an interrupted
 * execution had left is sent first.
 */
export async function runWrites(run: SyncRun, context: ExecutionContext): Promise<void> {
  const { blueprint, sync } = run;
  const reporter = context.object(blueprint.model.input.name, { table: blueprint.table.id });
  const writes = new StagedWrites(run, context, reporter);
  await reporter.step('recover', () => writes.recover());
  await run.host.withSession(async (session) => {
    const shape = recordShape(run);
    const digest = digestName(shape, [run.target.id, blueprint.table.id, sync.mode]);
    const read = await reporter.step('extract', () => extractRecords(run, session, shape, reporter, context));
    const unidentified = await reporter.step('identify', () => removeUnidentified(session, shape.key));
    const known = await new SnapshotFiles(run).comparable(digest);
    const diff = await reporter.step('diff', () => compare(session, known));
    reporter.progress({ rejected: unidentified.count });
    const present = read - unidentified.count;
    if (known !== undefined && diff.added + diff.changed + diff.gone === 0 && !sync.sync_all_records) {
      reporter.progress({ unchanged: present });
      return;
    }
    const staged = await reporter.step('stage', () =>
      writes.stage(session, digest, known, chooseWrites(sync, shape, known)),
    );
    const inModel = staged.stretches.filter((s) => !s.keyOnly).reduce((sum, s) => sum + s.count, 0);
    const sent = await reporter.step('write', () => writes.send(session, staged));
    reporter.progress({ unchanged: Math.max(0, present - inModel) });
    await reporter.step('acknowledge', () => writes.finish(session, sent, unidentified.records));
  });
  reporter.done();
}
