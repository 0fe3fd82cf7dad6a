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

test('an apply repeats what the plan before it foretold, once', () => {
  const planning = newProcess();
  planning.resourceRead('id');
  expect(planning.recall('id', change)).toBeUndefined();
  planning.remember(change, { tables: 1 });
  const applying = newProcess();
  expect(applying.recall('id', change)).toEqual({ tables: 1 });
  expect(applying.recall('id', ['sync', 'id', { name: 'b' }])).toBeUndefined();
  applying.forget(change);
  expect(newProcess().recall('id', change)).toBeUndefined();
});

test('a new plan looks again', () => {
  newProcess().remember(change, { tables: 1 });
  const planning = newProcess();
  planning.resourceRead('id');
  expect(planning.recall('id', change)).toBeUndefined();
  expect(planning.recall(undefined, change)).toBeUndefined();
});
