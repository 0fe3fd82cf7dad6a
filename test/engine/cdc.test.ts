import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type CdcLab, cdcLab } from './cdc-lab.ts';
import { backupOf, untilClosed } from './file-backup.ts';
import { inDuckdb } from './in-duckdb.ts';

let lab: CdcLab;
beforeEach(async () => {
  lab = await cdcLab();
  lab.source.create('users', { id: 'bigint', name: 'string', note: 'string' });
  for (let id = 1; id <= 3; id++) lab.source.insert('users', { id: `${id}`, name: `n${id}`, note: 'x' });
});
afterEach(async () => {
  await lab[Symbol.asyncDispose]();
});

const users = (where = 'true') =>
  lab.rows(
    `SELECT id, name, note FROM app.users WHERE _syncform_deleted_at IS NULL AND ${where} ORDER BY id`,
  );
const gone = async () =>
  (await lab.rows('SELECT id FROM app.users WHERE _syncform_deleted_at IS NOT NULL ORDER BY id')).flat();
const hard = () => ({
  destination: {
    connection_id: lab.connections.lake,
    configuration: { schema: 'app', advanced: { hard_deletes: true } },
  },
});

describe('following changes', () => {
  it('reads an object once and then what changed', async () => {
    const { source } = lab;
    const id = await lab.create();
    await lab.run(id);
    expect(await users()).toEqual([
      ['1', 'n1', 'x'],
      ['2', 'n2', 'x'],
      ['3', 'n3', 'x'],
    ]);
    source.update('users', { id: '1' }, { name: 'new' });
    source.delete('users', { id: '2' });
    source.insert('users', { id: '4', name: 'n4', note: null });
    source.update('users', { id: '3' }, { id: '5' });
    const { counts } = await lab.run(id);
    expect(counts).toMatchObject({ read: 4, inserted: 2, updated: 1, deleted: 2 });
    expect(source.snapshots).toBe(1);
    expect(await users()).toEqual([
      ['1', 'new', 'x'],
      ['4', 'n4', null],
      ['5', 'n3', 'x'],
    ]);
    expect(await gone()).toEqual(['2', '3']);
    expect(source.slots.get(id)).toBe(source.position);
  });

  it('reads an object again into a destination that was restored from a backup', async () => {
    const { source } = lab;
    const id = await lab.create();
    await lab.run(id);
    source.insert('users', { id: '4', name: 'n4', note: 'x' });
    await lab.run(id);
    const restore = await backupOf(join(lab.dir, 'lake.duckdb'));
    source.insert('users', { id: '5', name: 'n5', note: 'x' });
    source.delete('users', { id: '1' });
    await lab.run(id);
    await restore();
    expect(await users()).toHaveLength(4);
    await lab.run(id);
    expect(source.snapshots).toBe(2);
    expect(await users()).toEqual([2, 3, 4, 5].map((n) => [`${n}`, `n${n}`, 'x']));
    source.insert('users', { id: '6', name: 'n6', note: 'x' });
    await lab.run(id);
    expect(source.snapshots).toBe(2);
  });

  it('reads an object again of which somebody deleted rows in the destination', async () => {
    const { source } = lab;
    const id = await lab.create();
    await lab.run(id);
    source.insert('users', { id: '4', name: 'n4', note: 'x' });
    await lab.run(id);
    await untilClosed();
    await inDuckdb(join(lab.dir, 'lake.duckdb'), ['DELETE FROM app.users WHERE id IN (1, 4)']);
    await lab.run(id);
    expect(source.snapshots).toBe(2);
    expect(await users()).toEqual([1, 2, 3, 4].map((n) => [`${n}`, `n${n}`, 'x']));
    source.delete('users', { id: '1' });
    await lab.run(id);
    await lab.run(id);
    expect(source.snapshots).toBe(2);
  });

  it('loses nothing and doubles nothing that is committed while the snapshot is read', async () => {
    const { source } = lab;
    source.onSnapshot = () => {
      source.onSnapshot = undefined;
      source.update('users', { id: '1' }, { name: 'meanwhile' });
      source.delete('users', { id: '2' });
    };
    const id = await lab.create();
    await lab.run(id);
    await lab.run(id);
    expect(await users()).toEqual([
      ['1', 'meanwhile', 'x'],
      ['3', 'n3', 'x'],
    ]);
  });

  it('keeps values that an update does not bring', async () => {
    const { source } = lab;
    source.stored.set('users', ['note']);
    const id = await lab.create();
    await lab.run(id);
    source.update('users', { id: '1' }, { name: 'a' });
    source.update('users', { id: '2' }, { note: 'long' });
    source.update('users', { id: '2' }, { name: 'b' });
    source.transaction(() => {
      source.insert('users', { id: '4', name: 'd', note: 'given' });
      source.update('users', { id: '4' }, { name: 'dd' });
    });
    await lab.run(id);
    expect(source.snapshots).toBe(1);
    expect(await users()).toEqual([
      ['1', 'a', 'x'],
      ['2', 'b', 'long'],
      ['3', 'n3', 'x'],
      ['4', 'dd', 'given'],
    ]);
  });

  it('reads an object again where a value went with a key and cannot be known', async () => {
    const { source } = lab;
    source.stored.set('users', ['note']);
    const id = await lab.create(hard());
    await lab.run(id);
    source.update('users', { id: '1' }, { id: '9' });
    await lab.run(id);
    expect(source.snapshots).toBe(2);
    expect(await lab.rows('SELECT id, note FROM app.users ORDER BY id')).toEqual([
      ['2', 'x'],
      ['3', 'x'],
      ['9', 'x'],
    ]);
  });

  it('deletes and inserts the same key, in one batch and in two', async () => {
    const { source } = lab;
    const id = await lab.create();
    await lab.run(id);
    source.delete('users', { id: '1' });
    source.insert('users', { id: '1', name: 'again', note: null });
    source.delete('users', { id: '2' });
    await lab.run(id);
    expect(await users()).toEqual([
      ['1', 'again', null],
      ['3', 'n3', 'x'],
    ]);
    source.insert('users', { id: '2', name: 'back', note: null });
    await lab.run(id);
    expect(await users('id = 2')).toEqual([['2', 'back', null]]);
    expect(await gone()).toEqual([]);
  });

  it('swaps keys', async () => {
    const { source } = lab;
    const id = await lab.create();
    await lab.run(id);
    source.transaction(() => {
      source.update('users', { id: '1' }, { id: '9' });
      source.update('users', { id: '2' }, { id: '1' });
      source.update('users', { id: '9' }, { id: '2' });
    });
    await lab.run(id);
    expect(await users('id < 3')).toEqual([
      ['1', 'n2', 'x'],
      ['2', 'n1', 'x'],
    ]);
    expect(await gone()).toEqual([]);
  });

  it.each([false, true])('empties a truncated table (hard deletes: %s)', async (isHard) => {
    const { source } = lab;
    const id = await lab.create(isHard ? hard() : {});
    await lab.run(id);
    source.update('users', { id: '1' }, { name: 'void' });
    source.truncate('users');
    source.insert('users', { id: '2', name: 'two', note: null });
    await lab.run(id);
    const rows = await lab.rows('SELECT id, name FROM app.users ORDER BY id');
    if (isHard) expect(rows).toEqual([['2', 'two']]);
    else {
      expect(await users()).toEqual([['2', 'two', null]]);
      expect(await gone()).toEqual(['1', '3']);
    }
  });

  it('filters: rows that no longer pass go, rows that pass now come', async () => {
    const { source } = lab;
    const id = await lab.create({
      schemas: [
        {
          id: 'users',
          fields: [{ id: 'id' }, { id: 'name', obfuscate: true }],
          filters: [{ field_id: 'note', function: 'Equality', value: 'x' }],
        },
      ],
    });
    source.insert('users', { id: '4', name: 'n4', note: 'y' });
    await lab.run(id);
    const ids = async () =>
      (await lab.rows('SELECT id FROM app.users WHERE _syncform_deleted_at IS NULL ORDER BY id')).flat();
    expect(await ids()).toEqual(['1', '2', '3']);
    source.update('users', { id: '1' }, { note: 'y' });
    source.update('users', { id: '4' }, { note: 'x', name: 'n1' });
    source.update('users', { id: '2' }, { name: 'n1' });
    await lab.run(id);
    expect(await ids()).toEqual(['2', '3', '4']);
    // The hash from the log is the one from the snapshot.
    const hashes = (await lab.rows('SELECT name FROM app.users WHERE id IN (1, 2, 4)')).flat();
    expect(new Set(hashes).size).toBe(1);
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it('takes up columns that are added and leaves those that are dropped', async () => {
    const { source } = lab;
    const id = await lab.create();
    await lab.run(id);
    source.update('users', { id: '1' }, { name: 'before' });
    source.alter('users', 'extra', 'string', 'filled');
    source.insert('users', { id: '4', name: 'after', note: null, extra: 'e' });
    const { status } = await lab.run(id);
    expect(status).toBe('completed');
    source.alter('users', 'note');
    source.insert('users', { id: '5', name: 'n5', extra: 'f' });
    await lab.run(id);
    expect(await lab.rows('SELECT id, name, note, extra FROM app.users ORDER BY id')).toEqual([
      ['1', 'before', 'x', 'filled'],
      ['2', 'n2', 'x', 'filled'],
      ['3', 'n3', 'x', 'filled'],
      ['4', 'after', null, 'e'],
      ['5', 'n5', null, 'f'],
    ]);
  });

  it('fails where the log is lost, and a resync begins again', async () => {
    const { source } = lab;
    const id = await lab.create();
    await lab.run(id);
    source.insert('users', { id: '4', name: 'n4', note: null });
    source.slots.delete(id);
    const failed = await lab.ended(id);
    expect(failed.status).toBe('failed');
    expect(failed.error).toContain(`syncform run ${id} --resync`);
    await lab.run(id, { resync: true });
    expect((await users()).length).toBe(4);
  });

  it('gives the stream back when the bulk sync is deleted', async () => {
    const id = await lab.create();
    await lab.run(id);
    expect([...lab.source.slots.keys()]).toEqual([id]);
    await lab.engine.bulkSyncs.delete(id);
    expect(lab.source.slots.size).toBe(0);
  });

  it('says in the plan what cannot be followed', async () => {
    const { source, connections } = lab;
    source.create('log', { line: 'string' }, []);
    const input = {
      name: 'cdc',
      active: true,
      mode: 'replicate' as const,
      source: { connection_id: connections.source },
      destination: { connection_id: connections.lake, configuration: { schema: 'app' } },
      schedule: { frequency: 'manual' as const },
      schemas: [{ id: 'log' }, { id: 'users', tracking_field: 'id' }],
    };
    const { warnings } = await lab.engine.bulkSyncs.plan(input);
    expect(warnings).toContainEqual(expect.stringContaining('log: no whole primary key'));
    expect(warnings).toContainEqual(expect.stringContaining('users: tracking_field has no effect'));
    source.faults = [{ object: 'users', message: 'set its replica identity' }];
    await expect(lab.engine.bulkSyncs.plan(input)).rejects.toMatchObject({
      issues: [{ path: ['schemas', 1], message: 'users: set its replica identity' }],
    });
    source.faults = [{ message: 'wal_level is replica' }];
    await expect(lab.engine.bulkSyncs.plan(input)).rejects.toMatchObject({
      issues: [{ path: ['source', 'connection_id'], message: 'wal_level is replica' }],
    });
  });

  it('stops an object at fault alone', async () => {
    const { source } = lab;
    source.create('other', { id: 'bigint', n: 'bigint' });
    const id = await lab.create();
    await lab.run(id);
    await lab.rows('SELECT 1');
    source.alter('users', 'name', 'array<string>');
    source.insert('other', { id: '1', n: '1' });
    const ended = await lab.ended(id);
    expect(ended.status).toBe('failed');
    expect(ended.objects.map((o) => [o.id, o.status])).toEqual([
      ['users', 'failed'],
      ['other', 'completed'],
    ]);
    expect(await lab.rows('SELECT id FROM app.other')).toEqual([['1']]);
  });
});

describe('what a source keeps', () => {
  it('is told of where it cannot be given back', async () => {
    const id = await lab.create();
    await lab.run(id);
    lab.source.isDown = true;
    const warnings: string[] = [];
    await lab.engine.bulkSyncs.delete(id, { onWarning: (message) => warnings.push(message) });
    expect(warnings).toEqual([expect.stringMatching(/the source is down.*until that is dropped by hand/)]);
    expect(await lab.engine.bulkSyncs.get(id)).toBeNull();
  });

  it('is given back where changes are not followed any more', async () => {
    const { engine, source } = lab;
    const id = await lab.create();
    await lab.run(id);
    const before = await engine.bulkSyncs.get(id);
    if (!before) throw new Error(id);
    await engine.bulkSyncs.update(id, { ...before, mode: 'snapshot' });
    await lab.run(id);
    expect(source.slots.size).toBe(0);
    expect((await lab.rows('SELECT count(*) FROM app.users')).flat()).toEqual(['3']);
    await engine.bulkSyncs.update(id, { ...before, mode: 'replicate' });
    source.delete('users', { id: '1' });
    await lab.run(id);
    expect(source.slots.size).toBe(1);
    expect((await users()).flat()).not.toContain('n1');
  });
});

it('stops alone an object with a value that is none of its type, and reads it again', async () => {
  const { source } = lab;
  source.create('days', { id: 'bigint', day: 'date' });
  const id = await lab.create();
  await lab.run(id);
  source.insert('days', { id: '1', day: 'no day' });
  source.insert('users', { id: '4', name: 'n4', note: null });
  const failed = await lab.ended(id);
  expect(failed.objects.map((o) => [o.id, o.status])).toEqual([
    ['users', 'completed'],
    ['days', 'failed'],
  ]);
  expect(failed.error).toMatch(/days: reading changes: .*no day/);
  expect((await users()).length).toBe(4);
  source.update('days', { id: '1' }, { day: '2024-02-29' });
  await lab.run(id);
  expect(
    await lab.rows(
      'SELECT * EXCLUDE (_syncform_created_at, _syncform_updated_at, _syncform_deleted_at) FROM app.days',
    ),
  ).toEqual([['1', '2024-02-29']]);
}, 30_000);

it('reads only the objects that are asked for, and follows all that were read', async () => {
  const { source } = lab;
  source.create('other', { id: 'bigint', n: 'bigint' });
  source.insert('other', { id: '1', n: '1' });
  const id = await lab.create();
  const others = () => lab.rows('SELECT id, n FROM app.other WHERE _syncform_deleted_at IS NULL ORDER BY id');
  await lab.run(id, { schemas: ['users'] });
  expect((await users()).length).toBe(3);
  source.update('other', { id: '1' }, { n: '2' });
  source.delete('users', { id: '1' });
  await lab.run(id);
  expect(await others()).toEqual([['1', '2']]);
  source.update('other', { id: '1' }, { n: '3' });
  source.delete('users', { id: '2' });
  const { snapshots } = source;
  await lab.run(id, { schemas: ['users'], resync: true });
  expect(source.snapshots).toBe(snapshots + 1);
  expect((await users()).flat()).toEqual(['3', 'n3', 'x']);
  expect(await others()).toEqual([['1', '3']]);
});

it('reads an object again that was left out for a while', async () => {
  const { source, engine } = lab;
  source.create('other', { id: 'bigint', n: 'bigint' });
  source.insert('other', { id: '1', n: '1' });
  const id = await lab.create({ schemas: [{ id: 'users' }, { id: 'other' }] });
  await lab.run(id);
  const whole = await engine.bulkSyncs.get(id);
  if (!whole) throw new Error(id);
  await engine.bulkSyncs.update(id, { ...whole, schemas: [{ id: 'users' }] });
  source.update('other', { id: '1' }, { n: '2' });
  await lab.run(id);
  await engine.bulkSyncs.update(id, { ...whole, schemas: [{ id: 'users' }, { id: 'other' }] });
  await lab.run(id);
  expect(await lab.rows('SELECT id, n FROM app.other')).toEqual([['1', '2']]);
});
