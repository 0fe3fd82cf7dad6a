import type { ExecutionContext } from '../executions/contract.ts';
import { compareRecords } from './compare-records.ts';
import { decideSent } from './decide.ts';
import { lookedFor, selectDecided, situationOf, unsent } from './decided-records.ts';
import { encryptRecords } from './encrypt-records.ts';
import { findRecords } from './find-records.ts';
import { LedgerFiles } from './ledger-files.ts';
import { warnOfMissing } from './missing-records.ts';
import { StagedWrites } from './staged-writes.ts';
import { withStanding } from './standing.ts';
import type { SyncRun } from './sync-run.ts';

/**
 * Sends a model's new, changed and (in mode replace) removed records to a target that takes records. What an interrupted
 * execution had left is sent first.
 */
export async function runWrites(planned: SyncRun, context: ExecutionContext): Promise<void> {
  const { blueprint, sync } = planned;
  const { cipher } = blueprint;
  const reporter = context.object(blueprint.model.input.name, { table: blueprint.table.id });
  await reporter.step('recover', () => new StagedWrites(planned, context, reporter).recover());
  const run = await reporter.step('ask', () => withStanding(planned, context));
  const writes = new StagedWrites(run, context, reporter);
  await run.host.withSession(async (session) => {
    const compared = await compareRecords(run, session, reporter, context);
    const { shape, digest, present, unidentified, diff, known } = compared;
    reporter.progress({ rejected: unidentified.count });
    if (known !== undefined && diff.added + diff.changed + diff.gone === 0 && !sync.sync_all_records) {
      reporter.progress({ unchanged: present });
      await new LedgerFiles(run).unchanged(unidentified.records, context);
      return;
    }
    if (cipher)
      await reporter.step('encrypt', async () => {
        for (const table of ['changes', ...(sync.sync_all_records ? ['records'] : [])])
          await encryptRecords(session, table, shape, cipher, context.signal);
      });
    if (compared.keepsMissing) warnOfMissing(compared, blueprint, context);
    const situation = situationOf(run, compared);
    const looks = blueprint.writing?.looks === true && !situation.skips;
    const ambiguous = looks
      ? await reporter.step('find', () => findRecords(run, session, compared, lookedFor(situation), context))
      : [];
    reporter.progress({ rejected: ambiguous.length });
    const sending = decideSent(situation, looks ? ['there', 'absent'] : ['unknown']).map((one) => ({
      operation: one.action,
      select: selectDecided(one, shape, known),
      keyOnly: one.standings.includes('gone'),
    }));
    const except = looks ? unsent(situation) : 'false';
    const staged = await reporter.step('stage', () =>
      writes.stage(session, digest, compared, sending, looks, except),
    );
    const inModel = staged.stretches.filter((s) => !s.keyOnly).reduce((sum, s) => sum + s.count, 0);
    const sent = await reporter.step('write', () => writes.send(session, staged));
    reporter.progress({ unchanged: Math.max(0, present - ambiguous.length - inModel) });
    await reporter.step('acknowledge', () =>
      writes.finish(session, sent, [...ambiguous, ...unidentified.records]),
    );
  });
  reporter.done();
}
