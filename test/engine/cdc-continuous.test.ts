import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { systemClock } from '../../engine/kit/clock.ts';
import { type CdcLab, cdcLab } from './cdc-lab.ts';

let lab: CdcLab;
beforeEach(async () => {
  // Looks for new objects come soon.
  const clock = { ...systemClock, every: (ms: number, tick: () => void) => systemClock.every(ms / 50, tick) };
  lab = await cdcLab({ clock });
  lab.source.create('users', { id: 'bigint', name: 'string' });
  lab.source.insert('users', { id: '1', name: 'one' });
});
afterEach(async () => {
  await lab[Symbol.asyncDispose]();
});

async function until(what: () => Promise<unknown>, expected: unknown): Promise<void> {
  for (let left = 200; ; left--) {
    const found = await what().catch((error: unknown) => String(error));
    if (left === 0 || JSON.stringify(found) === JSON.stringify(expected))
      return expect(found).toEqual(expected);
    await sleep(50);
  }
}
const names = () => lab.rows('SELECT id, name FROM app.users WHERE _syncform_deleted_at IS NULL ORDER BY id');

it('follows until it is cancelled, and the next run goes on from there', async () => {
  const { source, engine } = lab;
  const id = await lab.create();
  const { id: execution } = await engine.bulkSyncs.start(id, { continuous: true });
  await until(names, [['1', 'one']]);
  source.insert('users', { id: '2', name: 'two' });
  await until(names, [
    ['1', 'one'],
    ['2', 'two'],
  ]);
  source.transaction(() => {
    source.delete('users', { id: '1' });
    source.update('users', { id: '2' }, { name: 'zwei' });
  });
  await until(names, [['2', 'zwei']]);
  // The snapshot, and what the last batch came to: a write and a delete.
  await until(() => lab.rows('SELECT count(*) FROM main._syncform_commits'), [['3']]);
  await engine.executions.cancel(execution);
  expect((await engine.executions.ended(execution)).status).toBe('canceled');
  source.insert('users', { id: '3', name: 'three' });
  await lab.run(id);
  expect(await names()).toEqual([
    ['2', 'zwei'],
    ['3', 'three'],
  ]);
  expect(source.snapshots).toBe(1);
});

it('takes up a column while it follows', async () => {
  const { source, engine } = lab;
  source.create('other', { id: 'bigint' });
  const id = await lab.create();
  const { id: execution } = await engine.bulkSyncs.start(id, { continuous: true });
  await until(names, [['1', 'one']]);
  source.transaction(() => {
    source.insert('users', { id: '2', name: 'two' });
    source.insert('other', { id: '1' });
    source.alter('users', 'note', 'string', 'filled');
    source.insert('users', { id: '3', name: 'three', note: 'given' });
  });
  source.insert('other', { id: '2' });
  await until(
    () => lab.rows('SELECT id, note FROM app.users ORDER BY id'),
    [
      ['1', 'filled'],
      ['2', 'filled'],
      ['3', 'given'],
    ],
  );
  await until(() => lab.rows('SELECT id FROM app.other ORDER BY id'), [['1'], ['2']]);
  await engine.executions.cancel(execution);
  await engine.executions.ended(execution);
});

it('ends where the source has a new object, so that the next execution takes it up', async () => {
  const { source, engine } = lab;
  const id = await lab.create({ automatically_add_new_objects: 'all' });
  const { id: execution } = await engine.bulkSyncs.start(id, { continuous: true });
  await until(names, [['1', 'one']]);
  source.create('new', { id: 'bigint' });
  source.insert('new', { id: '7' });
  expect((await engine.executions.ended(execution)).status).toBe('completed');
  await lab.run(id);
  expect(await lab.rows('SELECT id FROM app.new')).toEqual([['7']]);
});
