import { expect } from '@jest/globals';
import type { CrashLab, Place } from './lab.ts';
import { isSame } from './ordeal.ts';

/** Runs it with a fault, then without: the first run fails with the message and leaves the target as it was. */
export async function survives(
  lab: CrashLab,
  sync: { kind: 'syncs' | 'bulkSyncs'; id: string; ends: { readonly source: Place; readonly target: Place } },
  fault: { begin(): Promise<void> | void; end(): Promise<void> | void; message: RegExp },
): Promise<void> {
  const before = await lab.contents(sync.ends.target);
  await fault.begin();
  const broken = await lab.ending(sync.kind, sync.id);
  await fault.end();
  expect(broken).toMatchObject({ status: 'failed', error: expect.stringMatching(fault.message) });
  expect(await lab.contents(sync.ends.target)).toBe(before);
  expect(await lab.ending(sync.kind, sync.id)).toMatchObject({ status: 'completed', error: null });
  await isSame(lab, sync.ends, 'run again');
}
