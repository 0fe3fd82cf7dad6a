import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PlannedOutcomes } from './planned-outcomes.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'syncform-plans-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A provider process, which knows nothing of the others but what is in the folder. */
const newProcess = () => new PlannedOutcomes(join(folder, 'plans'));
const change = ['sync', 'id', { name: 'a' }];

test('an apply repeats what the plan before it foretold, once', async () => {
  const planning = newProcess();
  planning.resourceRead('id');
  expect(await planning.recall('id', change)).toBeUndefined();
  await planning.remember(change, { tables: 1 });
  const applying = newProcess();
  expect(await applying.recall('id', change)).toEqual({ tables: 1 });
  expect(await applying.recall('id', ['sync', 'id', { name: 'b' }])).toBeUndefined();
  await applying.forget(change);
  expect(await newProcess().recall('id', change)).toBeUndefined();
});

test('a new plan looks again', async () => {
  await newProcess().remember(change, { tables: 1 });
  const planning = newProcess();
  planning.resourceRead('id');
  expect(await planning.recall('id', change)).toBeUndefined();
  expect(await planning.recall(undefined, change)).toBeUndefined();
});
