import { createDecipheriv, scryptSync } from 'node:crypto';
import type { SyncInput } from '../../engine/api/documents.ts';
import { type PostgresEngine, postgresEngine } from './postgres-engine.ts';

let on: PostgresEngine;
let model: string;
let tables = 0;
let table: string;
beforeAll(async () => {
  on = await postgresEngine();
});
afterAll(() => on[Symbol.asyncDispose]());
beforeEach(async () => {
  table = `people${tables++}`;
  await on.sql(
    `CREATE TABLE ${table} (id bigint PRIMARY KEY, name text, score numeric(10,2), seen timestamptz)`,
  );
  await on.sql(
    `INSERT INTO ${table} SELECT i, 'person ' || i, i / 4.0, '2024-01-01T00:00:00Z'::timestamptz + i * interval '1 day' FROM generate_series(1, 10) i`,
  );
  const created = await on.engine.models.create({
    name: table,
    connection_id: on.connection,
    configuration: { table: `public.${table}` },
  });
  model = created.id;
});

const from = (field: string) => ({ model_id: model, field });
const field = (name: string) => ({ target: name, source: from(name) });
function sync(over: Partial<SyncInput> = {}): SyncInput {
  return {
    name: `${table} to copy`,
    active: true,
    mode: 'updateOrCreate',
    schedule: { frequency: 'manual' },
    target: { connection_id: on.connection, create: { name: `${table}_copy` } },
    fields: ['id', 'name', 'score'].map(field),
    identity: { source: from('id'), target: 'id', function: 'Equality' },
    ...over,
  };
}
async function created(over: Partial<SyncInput> = {}): Promise<() => ReturnType<PostgresEngine['run']>> {
  const { id } = await on.engine.syncs.create(sync(over));
  return () => on.run('syncs', id);
}
const copy = (columns = '*') => on.sql(`SELECT ${columns} FROM ${table}_copy ORDER BY id`);
const ids = async () => (await copy('id')).map(([id]) => Number(id));

describe('filters', () => {
  test('choose records, by a logic over their labels', async () => {
    const run = await created({
      filters: [
        { source: from('id'), function: 'LessThan', value: 4, label: 'low' },
        { source: from('name'), function: 'StringEndsWith', value: '9', label: 'nine' },
        { source: from('seen'), function: 'OnOrBefore', value: '2024-01-03', label: 'early' },
      ],
      filter_logic: '(low AND NOT early) OR nine',
    });
    expect(await run()).toMatchObject({ status: 'completed', counts: { read: 2, inserted: 2 } });
    expect(await ids()).toEqual([3, 9]);
  });

  test('at fault are refused at their place', async () => {
    await expect(
      on.engine.syncs.plan(
        sync({
          filters: [
            { source: from('score'), function: 'StringContains', value: 'x' },
            { source: from('nothing'), function: 'IsNull' },
            { source: from('id'), function: 'Equality', value: 'x' },
          ],
        }),
      ),
    ).rejects.toMatchObject({
      issues: [
        { path: ['filters', 1, 'source', 'field'] },
        { path: ['filters', 0, 'function'] },
        { path: ['filters', 2, 'value'] },
      ],
    });
    await expect(on.engine.syncs.plan(sync({ filter_logic: 'A AND' }))).rejects.toMatchObject({
      issues: [{ path: ['filter_logic'] }],
    });
  });
});

describe('values', () => {
  test('are constants in the type of their column, and overridden where a condition holds', async () => {
    await on.sql(
      `CREATE TABLE ${table}_copy (id bigint PRIMARY KEY, name text, score numeric(10,2), flag boolean, tags text[])`,
    );
    const run = await created({
      target: { connection_id: on.connection, object: `public.${table}_copy` },
      fields: [
        ...['id', 'name', 'score'].map(field),
        { target: 'flag', override_value: 'true' },
        { target: 'tags', override_value: '["a","b"]' },
      ],
      overrides: [
        { source: from('name'), function: 'Equality', value: 'person 1', override: 'the first' },
        { source: from('score'), function: 'GreaterThan', value: 2, override: '9.99' },
      ],
      override_fields: [{ target: 'origin', override_value: 'syncform', new: true }],
    });
    expect(await run()).toMatchObject({ status: 'completed', counts: { inserted: 10 } });
    expect((await copy()).slice(0, 1)).toEqual([['1', 'the first', '0.25', 't', '{a,b}', 'syncform']]);
    expect((await copy('score')).slice(7, 10)).toEqual([['2.00'], ['9.99'], ['9.99']]);
    expect(await run()).toMatchObject({ counts: { unchanged: 10, updated: 0 } });
  });

  test('that a column cannot hold are refused at plan', async () => {
    await on.sql(`CREATE TABLE ${table}_copy (id bigint PRIMARY KEY, flag boolean)`);
    await expect(
      on.engine.syncs.plan(
        sync({
          target: { connection_id: on.connection, object: `public.${table}_copy` },
          fields: [field('id'), { target: 'flag', override_value: 'perhaps' }],
        }),
      ),
    ).rejects.toMatchObject({ issues: [{ path: ['fields', 1, 'override_value'] }] });
  });

  test('may be written only when a record is created, or only when it is updated', async () => {
    const run = await created({
      fields: [
        field('id'),
        { ...field('name'), sync_mode: 'create' },
        { ...field('score'), sync_mode: 'update' },
        { ...field('seen'), sync_mode: 'updateOrCreate' },
      ],
    });
    await run();
    expect((await copy('name, score'))[0]).toEqual(['person 1', null]);
    await on.sql(`UPDATE ${table} SET name = 'changed', score = 7 WHERE id = 1`);
    expect(await run()).toMatchObject({ counts: { updated: 1, unchanged: 9 } });
    expect((await copy('name, score'))[0]).toEqual(['person 1', '7.00']);
    await expect(
      on.engine.syncs.plan(
        sync({ mode: 'create', fields: [field('id'), { ...field('name'), sync_mode: 'update' }] }),
      ),
    ).rejects.toMatchObject({ issues: [{ path: ['fields', 1, 'sync_mode'] }] });
  });
});

describe('what is sent', () => {
  test('is everything each time with sync_all_records', async () => {
    const run = await created({ sync_all_records: true });
    await run();
    await on.sql(
      `UPDATE ${table}_copy SET name = 'spoilt' WHERE id = 1; DELETE FROM ${table}_copy WHERE id = 2`,
    );
    expect(await run()).toMatchObject({ counts: { updated: 1, inserted: 1, unchanged: 8 } });
  });

  test('is only what comes after the first run with skip_initial_backfill, also once the definition changes', async () => {
    const { id } = await on.engine.syncs.create(sync({ skip_initial_backfill: true }));
    expect(await on.run('syncs', id)).toMatchObject({ counts: { inserted: 0, unchanged: 10 } });
    await on.sql(`INSERT INTO ${table} VALUES (11, 'new', 1, now())`);
    expect(await on.run('syncs', id)).toMatchObject({ counts: { inserted: 1 } });
    await on.engine.syncs.update(
      id,
      sync({ skip_initial_backfill: true, fields: ['id', 'name'].map(field) }),
    );
    await on.sql(`INSERT INTO ${table} VALUES (12, 'new', 1, now())`);
    expect(await on.run('syncs', id)).toMatchObject({ counts: { inserted: 1 } });
    expect(await ids()).toEqual([11, 12]);
    expect(await on.run('syncs', id, { resync: true })).toMatchObject({ counts: { inserted: 10 } });
  });

  test('is what the tracking columns say has changed', async () => {
    await on.engine.models.update(model, {
      name: table,
      connection_id: on.connection,
      configuration: { table: `public.${table}` },
      tracking_columns: ['seen'],
    });
    const run = await created();
    await run();
    await on.sql(
      `UPDATE ${table} SET name = 'changed' WHERE id = 1; UPDATE ${table} SET seen = now(), name = 'seen' WHERE id = 2`,
    );
    expect(await run()).toMatchObject({ counts: { updated: 1, unchanged: 9 } });
    expect((await copy('name')).slice(0, 2)).toEqual([['person 1'], ['seen']]);
  });

  test.each([
    ['update', ['2', '3']],
    ['remove', ['2', '3']],
  ] as const)(
    'in mode %s waits for a record that the target does not have yet',
    async (mode, [one, other]) => {
      await on.sql(`CREATE TABLE ${table}_copy (id bigint PRIMARY KEY, name text, score numeric(10,2))`);
      await on.sql(`INSERT INTO ${table}_copy VALUES (${one}, 'old', 0), (99, 'other', 0)`);
      const run = await created({
        mode,
        target: { connection_id: on.connection, object: `public.${table}_copy` },
      });
      const count = mode === 'update' ? 'updated' : 'deleted';
      expect(await run()).toMatchObject({ status: 'completed', counts: { [count]: 1 } });
      await on.sql(`INSERT INTO ${table}_copy VALUES (${other}, 'old', 0)`);
      expect(await run()).toMatchObject({ status: 'completed', counts: { [count]: 1 } });
      expect(await run()).toMatchObject({ status: 'completed', counts: { [count]: 0, unchanged: 10 } });
      expect(await copy('id, name')).toEqual(
        mode === 'update'
          ? [
              ['2', 'person 2'],
              ['3', 'person 3'],
              ['99', 'other'],
            ]
          : [['99', 'other']],
      );
    },
  );
});

test('target filters leave alone what they refuse, until they let it through', async () => {
  await on.sql(`CREATE TABLE ${table}_copy (id bigint PRIMARY KEY, name text, state text, age int)`);
  await on.sql(
    `INSERT INTO ${table}_copy VALUES (1, '', 'open', 5), (2, '', 'closed', 50), (3, '', 'closed', 5), (4, '', NULL, 50)`,
  );
  const over: Partial<SyncInput> = {
    mode: 'update',
    fields: ['id', 'name'].map(field),
    target: {
      connection_id: on.connection,
      object: `public.${table}_copy`,
      filter_logic: 'open OR old',
    },
    target_filters: [
      { field: 'state', function: 'Equality', value: 'open', label: 'open' },
      { field: 'age', function: 'GreaterThan', value: 40, label: 'old' },
    ],
  };
  const run = await created(over);
  expect(await run()).toMatchObject({ status: 'completed', counts: { updated: 3, rejected: 0 } });
  expect((await copy('name')).flat()).toEqual(['person 1', 'person 2', '', 'person 4']);
  await on.sql(`UPDATE ${table}_copy SET state = 'open' WHERE id = 3`);
  expect(await run()).toMatchObject({ counts: { updated: 1 } });
  await expect(on.engine.syncs.plan(sync({ ...over, mode: 'updateOrCreate' }))).rejects.toMatchObject({
    issues: [{ path: ['target_filters'] }],
  });
  await expect(
    on.engine.syncs.plan(
      sync({
        ...over,
        target: { connection_id: on.connection, object: `public.${table}_copy` },
        target_filters: [{ field: 'nothing', function: 'IsNull' }],
      }),
    ),
  ).rejects.toMatchObject({ issues: [{ path: ['target_filters', 0, 'field'] }] });
  // Also of a table that is still to be made.
  await expect(
    on.engine.syncs.plan(
      sync({
        ...over,
        target: { connection_id: on.connection, create: { name: `${table}_new` } },
        target_filters: [{ field: 'nothing', function: 'IsNull' }],
      }),
    ),
  ).rejects.toMatchObject({ issues: [{ path: ['target_filters', 0, 'field'] }] });
});

describe('encrypted fields', () => {
  const over = (): Partial<SyncInput> => ({
    fields: [
      field('id'),
      { ...field('name'), encryption_enabled: true },
      { ...field('score'), encryption_enabled: true },
    ],
    encryption_passphrase: 'open sesame',
  });
  function decrypt(passphrase: string, value: string | null | undefined): string {
    const bytes = Buffer.from(String(value), 'base64');
    const key = scryptSync(passphrase, bytes.subarray(0, 16), 32);
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(16, 28));
    decipher.setAuthTag(bytes.subarray(-16));
    return `${decipher.update(bytes.subarray(28, -16), undefined, 'utf8')}${decipher.final('utf8')}`;
  }

  test('arrive as text that the passphrase opens, and are sent again only when they change', async () => {
    await on.sql(
      `UPDATE ${table} SET name = NULL WHERE id = 3; UPDATE ${table} SET name = E'\\uFEFFünï 🦆' WHERE id = 4`,
    );
    const { id } = await on.engine.syncs.create(sync(over()));
    expect(JSON.stringify(await on.engine.syncs.get(id))).not.toContain('sesame');
    const first = await on.run('syncs', id);
    expect(first).toMatchObject({ status: 'completed', counts: { inserted: 10 } });
    const rows = await copy('name, score');
    expect(decrypt('open sesame', rows[0]?.[0])).toBe('person 1');
    expect(decrypt('open sesame', rows[0]?.[1])).toBe('0.25');
    expect(rows[2]?.[0]).toBe(null);
    expect(decrypt('open sesame', rows[3]?.[0])).toBe('\uFEFFünï 🦆');
    expect(() => decrypt('open barley', rows[0]?.[0])).toThrow();
    expect(await on.run('syncs', id)).toMatchObject({ counts: { updated: 0, unchanged: 10 } });
    await on.sql(`UPDATE ${table} SET name = 'changed' WHERE id = 1`);
    expect(await on.run('syncs', id)).toMatchObject({ counts: { updated: 1 } });
    expect(decrypt('open sesame', (await copy('name'))[0]?.[0])).toBe('changed');
  });

  test('are encrypted again with another passphrase, which stays when none is given', async () => {
    const { id } = await on.engine.syncs.create(sync(over()));
    await on.run('syncs', id);
    const before = await on.engine.syncs.plan(sync(over()), { id });
    await on.engine.syncs.update(id, sync({ ...over(), encryption_passphrase: 'another' }));
    expect(
      (await on.engine.syncs.plan(sync({ fields: over().fields as [] }), { id })).definition_version,
    ).not.toBe(before.definition_version);
    expect(await on.run('syncs', id)).toMatchObject({ counts: { updated: 10 } });
    await on.engine.syncs.update(id, sync({ ...over(), name: 'renamed', encryption_passphrase: undefined }));
    expect(await on.run('syncs', id)).toMatchObject({ counts: { updated: 0, unchanged: 10 } });
    expect(decrypt('another', (await copy('name'))[0]?.[0])).toBe('person 1');
  });

  test('need a passphrase, and cannot tell records apart', async () => {
    await expect(
      on.engine.syncs.plan(sync({ ...over(), encryption_passphrase: undefined })),
    ).rejects.toMatchObject({ issues: [{ path: ['encryption_passphrase'] }] });
    await expect(
      on.engine.syncs.plan(
        sync({ fields: [{ ...field('id'), encryption_enabled: true }], encryption_passphrase: 'x' }),
      ),
    ).rejects.toMatchObject({ issues: [{ path: ['fields', 0, 'encryption_enabled'] }] });
  });
});

describe('preview', () => {
  test('says what a run would do, and writes nothing', async () => {
    const { id } = await on.engine.syncs.create(sync());
    const before = await on.engine.syncs.preview(id, { samples: 2 });
    expect(before.objects).toMatchObject([
      {
        table: `public.${table}_copy`,
        statements: [expect.stringContaining('CREATE TABLE')],
        counts: { read: 10, create: 10, update: 0, remove: 0, unchanged: 0, rejected: 0 },
        samples: [
          { action: 'create', record: { id: '1', name: 'person 1', score: '0.25' } },
          { action: 'create', record: { id: '2' } },
        ],
      },
    ]);
    expect(await on.sql(`SELECT to_regclass('${table}_copy')`)).toEqual([[null]]);
    await on.run('syncs', id);
    await on.sql(
      `UPDATE ${table} SET name = 'changed' WHERE id = 1; INSERT INTO ${table} VALUES (11, 'new', NULL, NULL)`,
    );
    expect((await on.engine.syncs.preview(id)).objects[0]).toMatchObject({
      statements: [],
      counts: { read: 11, create: 1, update: 1, unchanged: 9 },
    });
    expect(await on.run('syncs', id)).toMatchObject({ counts: { inserted: 1, updated: 1, unchanged: 9 } });
    expect((await on.engine.syncs.preview(id)).objects[0]).toMatchObject({
      counts: { create: 0, update: 0, unchanged: 11 },
      samples: [],
    });
    expect((await on.engine.syncs.preview(id, { resync: true })).objects[0]?.counts).toMatchObject({
      update: 11,
    });
  });

  test.each([
    ['create', { create: 9, update: 0, remove: 0, unchanged: 1 }],
    ['update', { create: 0, update: 1, remove: 0, unchanged: 9 }],
    ['updateOrCreate', { create: 9, update: 1, remove: 0, unchanged: 0 }],
    ['replace', { create: 9, update: 1, remove: 1, unchanged: 0 }],
    ['append', { create: 10, update: 0, remove: 0, unchanged: 0 }],
    ['remove', { create: 0, update: 0, remove: 1, unchanged: 9 }],
  ] as const)('knows what mode %s makes of what the target has', async (mode, counts) => {
    await on.sql(`CREATE TABLE ${table}_copy (id bigint, name text, score numeric(10,2))`);
    await on.sql(`INSERT INTO ${table}_copy VALUES (1, 'old', 0), (99, 'other', 0)`);
    const { id } = await on.engine.syncs.create(
      sync({
        mode,
        allow_destructive: true,
        target: { connection_id: on.connection, object: `public.${table}_copy` },
      }),
    );
    const [object] = (await on.engine.syncs.preview(id)).objects;
    expect(object?.counts).toMatchObject(counts);
    expect(await on.sql(`SELECT count(*) FROM ${table}_copy`)).toEqual([['2']]);
  });
});
