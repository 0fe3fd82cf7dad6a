import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import {
  type Capabilities,
  type CellValue,
  type ConnectorDefinition,
  defineConnector,
  type FacetOf,
} from '../../engine/contract/contract.ts';
import { systemClock } from '../../engine/kit/clock.ts';
import { type CdcLab, cdcLab } from './cdc-lab.ts';

let lab: CdcLab;
const appended: { operation: string; batch: string; rows: (readonly CellValue[])[] }[] = [];
beforeEach(async () => {
  appended.length = 0;
  lab = await cdcLab({}, [appendOnly()]);
  lab.source.create('users', { id: 'bigint', name: 'string', note: 'string' });
  lab.source.stored.set('users', ['note']);
  for (let id = 1; id <= 2; id++) lab.source.insert('users', { id: `${id}`, name: `n${id}`, note: 'x' });
});
afterEach(async () => {
  await lab[Symbol.asyncDispose]();
});

const appending = {
  test: {},
  define: { canCount: true },
  load: { takes: ['rows'], appendsOnly: true },
} as const satisfies Capabilities;

/** A destination that can add rows and no more. */
function appendOnly(): ConnectorDefinition {
  const committed = new Set<string>();
  const load: FacetOf<typeof appending, 'load'> = {
    committed: async (_table, { id }) =>
      committed.has(id) ? { inserted: 0, updated: 0, deleted: 0, rejected: [] } : undefined,
    async load({ operation, rows, batch, signal }) {
      const taken: (readonly CellValue[])[] = [];
      for await (const part of rows.open(signal)) taken.push(...part);
      if (!committed.has(batch.id)) appended.push({ operation, batch: batch.id, rows: taken });
      committed.add(batch.id);
      return { inserted: taken.length, updated: 0, deleted: 0, rejected: [] };
    },
  };
  return defineConnector({
    id: 'append_only',
    name: 'Append only',
    description: 'Keeps rows in memory.',
    config: z.strictObject({}),
    definitions: { bulkDestination: z.strictObject({}) },
    types: { source: [], target: [{ from: '*', to: 'any' }] },
    facets: appending,
    open: async () => ({
      facets: {
        test: { test: async () => {} },
        define: {
          tableId: (name) => name,
          columnType: () => ({ target_type: 'any' }),
          describe: async () => null,
          countRows: async () => 0,
          change: () => ({ action: 'none', statements: [], conflicts: [] }),
          apply: async () => {},
          drop: async () => {},
        },
        load,
      },
      [Symbol.asyncDispose]: async () => {},
    }),
  }) as unknown as ConnectorDefinition;
}

function work(): void {
  const { source } = lab;
  source.transaction(() => {
    source.insert('users', { id: '3', name: 'n3', note: null });
    source.update('users', { id: '3' }, { name: 'new' });
    source.update('users', { id: '1' }, { name: 'one' });
  });
  source.update('users', { id: '2' }, { id: '9', note: 'y' });
  source.delete('users', { id: '1' });
  source.truncate('users');
}

const EXPECTED = [
  ['insert', '000000000003', '1', '3', 'n3', null, null],
  ['update', '000000000003', '2', '3', 'new', null, 'note'],
  ['update', '000000000003', '3', '1', 'one', null, 'note'],
  ['delete', '000000000004', '1', '2', null, null, null],
  ['insert', '000000000004', '2', '9', 'n2', 'y', null],
  ['delete', '000000000005', '1', '1', null, null, null],
  ['truncate', '000000000006', '1', null, null, null, null],
];

it('keeps every change in a table beside', async () => {
  const id = await lab.create({ change_history: true });
  const plan = await lab.engine.bulkSyncs.plan((await lab.engine.bulkSyncs.get(id)) as never, { id });
  expect(plan.tables.map(({ table }) => table)).toEqual(['app.users', 'app.users_history']);
  await lab.run(id);
  work();
  for (const point of ['before:load', 'after:load', 'before:changes']) {
    let left = 1;
    lab.failpoint = (name) => {
      if (name === point && left-- > 0) throw new Error(`killed at ${name}`);
    };
    expect((await lab.ended(id)).status).toBe('failed');
  }
  lab.failpoint = () => {};
  await lab.run(id);
  await lab.run(id);
  const history = await lab.rows(
    'SELECT _syncform_operation, _syncform_position, _syncform_sequence, id, name, note, _syncform_unchanged FROM app.users_history ORDER BY _syncform_transaction, 3',
  );
  expect(history).toEqual(EXPECTED);
  expect(await lab.rows('SELECT DISTINCT _syncform_committed_at IS NULL FROM app.users_history')).toEqual([
    ['false'],
  ]);
  expect(await lab.rows('SELECT count(*) FROM app.users WHERE _syncform_deleted_at IS NULL')).toEqual([
    ['0'],
  ]);
});

it('makes no history where the table’s own first load fails, and both with the next run', async () => {
  const id = await lab.create({ change_history: true });
  const made = async () => {
    const sync = await lab.engine.bulkSyncs.get(id);
    if (!sync) throw new Error('the bulk sync is gone');
    const { tables } = await lab.engine.bulkSyncs.plan(sync, { id });
    return tables.map(({ table, statements }) => [table, statements.length === 0]);
  };
  lab.failpoint = (name) => {
    if (name === 'before:load') throw new Error(`killed at ${name}`);
  };
  expect((await lab.ended(id)).status).toBe('failed');
  expect(await made()).toEqual([
    ['app.users', false],
    ['app.users_history', false],
  ]);
  lab.failpoint = () => {};
  await lab.run(id);
  expect(await made()).toEqual([
    ['app.users', true],
    ['app.users_history', true],
  ]);
});

it('shows nothing but the key of what the filters leave out', async () => {
  const id = await lab.create({
    change_history: true,
    schemas: [{ id: 'users', filters: [{ field_id: 'name', function: 'Equality', value: 'n1' }] }],
  });
  await lab.run(id);
  lab.source.update('users', { id: '1' }, { name: 'secret', note: 'secret' });
  await lab.run(id);
  expect(await lab.rows('SELECT _syncform_operation, id, name, note FROM app.users_history')).toEqual([
    ['delete', '1', null, null],
  ]);
});

it('appends changes to the table itself where the destination can do no more', async () => {
  const destination = await lab.connect('append_only', {});
  const id = await lab.create({ destination: { connection_id: destination } });
  await lab.run(id);
  work();
  await lab.run(id);
  expect(appended.map(({ operation }) => operation)).toEqual(['replace', 'append']);
  const [snapshot, changes] = appended;
  expect(snapshot?.rows.map((row) => row.slice(0, 6))).toEqual([
    ['1', 'n1', 'x', 'snapshot', null, null],
    ['2', 'n2', 'x', 'snapshot', null, null],
  ]);
  const found = changes?.rows.map((r) => [r[3], r[4], r[6], r[0], r[1], r[2], r[8]]) ?? [];
  expect(found.sort((a, b) => (`${a[1]}${a[2]}` < `${b[1]}${b[2]}` ? -1 : 1))).toEqual(EXPECTED);
});

describe('what a batch that was killed holds is the same when it is read again', () => {
  const history = () =>
    lab.rows(
      'SELECT _syncform_operation, id, name FROM app.users_history ORDER BY _syncform_transaction, _syncform_sequence',
    );
  const killAt = (point: string) => {
    let left = 1;
    lab.failpoint = (name) => {
      if (name === point && left-- > 0) throw new Error(`killed at ${name}`);
    };
  };

  it.each([false, true])(
    'also where its last transaction has nothing to say any more (quiet: %s)',
    async (isQuiet) => {
      const { source } = lab;
      source.isQuiet = isQuiet;
      source.create('other', { id: 'bigint', n: 'bigint' });
      const id = await lab.create({ change_history: true });
      await lab.run(id);
      source.update('users', { id: '1' }, { name: 'a', note: 'y' });
      source.insert('other', { id: '1', n: '1' });
      killAt('before:changes');
      expect((await lab.ended(id)).status).toBe('failed');
      lab.failpoint = () => {};
      source.alter('other', 'extra', 'string', 'filled');
      source.update('users', { id: '1' }, { name: 'b', note: 'y' });
      source.truncate('users');
      await lab.run(id);
      expect(await history()).toEqual([
        ['update', '1', 'a'],
        ['update', '1', 'b'],
        ['truncate', null, null],
      ]);
      expect(await lab.rows('SELECT id, extra FROM app.other')).toEqual([['1', 'filled']]);
      expect(await lab.rows('SELECT count(*) FROM app.users WHERE _syncform_deleted_at IS NULL')).toEqual([
        ['0'],
      ]);
    },
  );

  it('also where the stream had moved on without changes before', async () => {
    await lab[Symbol.asyncDispose]();
    let later = 0;
    lab = await cdcLab({ clock: { ...systemClock, now: () => Date.now() + later } });
    const { source, engine } = lab;
    source.create('users', { id: 'bigint', name: 'string' });
    source.create('other', { id: 'bigint' });
    const id = await lab.create({ change_history: true, schemas: [{ id: 'users' }] });
    const { id: execution } = await engine.bulkSyncs.start(id, { continuous: true });
    while (!source.slots.has(id)) await sleep(20);
    source.insert('other', { id: '1' });
    later = 60_000;
    while (source.slots.get(id) !== source.position) await sleep(20);
    killAt('before:changes');
    source.insert('users', { id: '1', name: 'one' });
    expect((await engine.executions.ended(execution)).status).toBe('failed');
    lab.failpoint = () => {};
    await lab.run(id);
    expect(await history()).toEqual([['insert', '1', 'one']]);
  });
});
