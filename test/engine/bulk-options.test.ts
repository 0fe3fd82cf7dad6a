import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BulkSyncInput } from '../../engine/api/documents.ts';
import { openStore } from '../../engine/store/open-store.ts';
import { type BulkLab, bulkLab, destinations, toDuckdb, toParquet, toPostgres } from './bulk-lab.ts';

let lab: BulkLab;
beforeEach(async () => {
  lab = await bulkLab();
});
afterEach(() => lab[Symbol.asyncDispose]());

const plain = { disable_record_timestamps: true } as const;

describe('incremental reads', () => {
  const tracked = (over: Partial<NonNullable<BulkSyncInput['schemas']>[number]> = {}) => ({
    ...plain,
    schemas: [{ id: 'public.events', tracking_field: 'at', ...over }],
  });
  beforeEach(async () => {
    await lab.sql('CREATE TABLE events (id int PRIMARY KEY, state text, at timestamptz)');
    await lab.sql(`INSERT INTO events VALUES (1, 'open', '2024-01-01Z'), (2, 'open', '2024-01-02Z'),
                   (3, 'shut', '2024-01-02Z'), (4, 'open', NULL)`);
  });

  test.each(destinations)(
    'to $name: the boundary is neither lost nor doubled, and NULL is read again',
    async (to) => {
      const id = await lab.create(to, tracked());
      await lab.moved(id);
      await lab.sql(`INSERT INTO events VALUES (5, 'late', '2024-01-02Z'), (6, NULL, NULL);
                   UPDATE events SET state = 'seen' WHERE id IN (3, 4);
                   UPDATE events SET state = 'unseen' WHERE id = 1; DELETE FROM events WHERE id = 2`);
      const second = await lab.moved(id);
      expect(second).toMatchObject({ counts: { inserted: 2, updated: 2, deleted: 0 } });
      expect(await lab.rows(to, 'id, state', 'events', 'ORDER BY id')).toEqual([
        ['1', 'open'],
        ['2', 'open'],
        ['3', 'seen'],
        ['4', 'seen'],
        ['5', 'late'],
        ['6', null],
      ]);
      expect(await lab.moved(id)).toMatchObject({ counts: { inserted: 0, updated: 0, deleted: 0 } });
      expect(await lab.moved(id, { resync: true })).toMatchObject({
        counts: { inserted: 0, updated: 1, deleted: 1 },
      });
    },
  );

  test('by the key itself, only new records are read', async () => {
    const id = await lab.create(toDuckdb, tracked({ tracking_field: 'id' }));
    await lab.moved(id);
    await lab.sql(
      `UPDATE events SET state = 'changed' WHERE id = 1; INSERT INTO events VALUES (9, 'new', NULL)`,
    );
    expect(await lab.moved(id)).toMatchObject({ counts: { inserted: 1, updated: 0 } });
  });

  test('what was written by a transaction that was open is not left behind', async () => {
    const id = await lab.create(toDuckdb, tracked());
    const slow = await lab.open();
    await slow.query(`BEGIN; INSERT INTO events VALUES (7, 'slow', now())`);
    await lab.sql(`INSERT INTO events VALUES (8, 'quick', clock_timestamp())`);
    await lab.moved(id);
    await slow.query('COMMIT');
    await slow.end();
    await lab.moved(id);
    const rows = await lab.rows(toDuckdb, 'id', 'events', 'ORDER BY id');
    expect(rows.map(([key]) => key)).toEqual(['1', '2', '3', '4', '7', '8']);
  });

  test.each([
    'uuid',
    'mood',
    'inet',
    'xid8',
    'interval',
    'timetz',
    'money',
    'int4range',
    'macaddr',
    'bit(3)',
  ])('a tracking field of type %s is refused at plan, at its attribute', async (type) => {
    await lab.sql(`CREATE TYPE mood AS ENUM ('a', 'b'); CREATE TABLE odd (id int PRIMARY KEY, pos ${type})`);
    const schemas = [{ id: 'public.odd', tracking_field: 'pos' }];
    await expect(lab.engine.bulkSyncs.plan(lab.bulk(toDuckdb, { schemas }))).rejects.toMatchObject({
      issues: [
        {
          path: ['schemas', 0, 'tracking_field'],
          message: expect.stringMatching(/by which new rows cannot be told/),
        },
      ],
    });
  });

  test.each([
    ['timestamptz', `'infinity'`, `now() - interval '2 hours'`, `now() - interval '1 hour'`],
    ['timestamptz', `now() + interval '5 years'`, `now() - interval '2 hours'`, `now() - interval '1 hour'`],
    ['timestamp', `'infinity'`, `localtimestamp - interval '2 hours'`, `localtimestamp - interval '1 hour'`],
    [
      'timestamp',
      `'9999-12-31'`,
      `localtimestamp - interval '2 hours'`,
      `localtimestamp - interval '1 hour'`,
    ],
    ['date', `'9999-12-31'`, 'current_date - 2', 'current_date - 1'],
    ['numeric', `'NaN'`, '1', '2'],
    ['double precision', `'Infinity'`, '1', '2'],
  ])('a %s of %s does not leave behind what comes later', async (type, strange, first, second) => {
    await lab.sql(
      `CREATE TABLE odd (id int PRIMARY KEY, pos ${type}); INSERT INTO odd VALUES (1, ${first}), (2, ${strange})`,
    );
    const id = await lab.create(toPostgres, {
      ...plain,
      schemas: [{ id: 'public.odd', tracking_field: 'pos' }],
    });
    await lab.moved(id);
    await lab.sql(`INSERT INTO odd VALUES (3, ${second})`);
    expect(await lab.moved(id)).toMatchObject({ counts: { inserted: 1, updated: 0 } });
    await lab.sql(`INSERT INTO odd VALUES (4, ${second})`);
    expect(await lab.moved(id)).toMatchObject({ counts: { inserted: 1, updated: 0 } });
  });

  test.each(destinations)('to $name: a lower number that is committed later arrives', async (to) => {
    await lab.sql('CREATE TABLE numbered (id serial PRIMARY KEY, note text)');
    const id = await lab.create(to, { ...plain, schemas: [{ id: 'public.numbered', tracking_field: 'id' }] });
    await lab.moved(id);
    const slow = await lab.open();
    await slow.query(`BEGIN; INSERT INTO numbered (note) VALUES ('slow')`);
    await lab.sql(`INSERT INTO numbered (note) VALUES ('quick')`);
    await lab.moved(id);
    await slow.query('COMMIT');
    await slow.end();
    await lab.moved(id);
    expect(await lab.rows(to, 'note', 'numbered', 'ORDER BY id')).toEqual([['slow'], ['quick']]);
  });

  test.each(destinations)('to $name: what the filters leave out goes when it changes', async (to) => {
    const filters = [{ field_id: 'state', function: 'Inequality', value: 'shut' }];
    const id = await lab.create(to, { schemas: [{ id: 'public.events', tracking_field: 'at', filters }] });
    await lab.moved(id);
    await lab.sql(`UPDATE events SET state = 'shut', at = '2024-02-01Z' WHERE id = 2`);
    expect(await lab.moved(id)).toMatchObject({ counts: { inserted: 0, updated: 0, deleted: 1 } });
    const rows = await lab.rows(to, 'id, _syncform_deleted_at IS NULL', 'events', 'ORDER BY id');
    expect(rows).toEqual([
      ['1', 'true'],
      ['2', 'false'],
      ['4', 'true'],
    ]);
  });

  test('a data cutoff leaves out what is older, unless a schema disables it', async () => {
    const cutoff = (schema: object, over: object = {}) =>
      lab.create(toDuckdb, {
        ...plain,
        data_cutoff_timestamp: '2024-01-02T00:00:00Z',
        schemas: [{ id: 'public.events', tracking_field: 'at', ...schema }],
        ...over,
      });
    const ids = async (table: string) =>
      (await lab.rows(toDuckdb, 'id', table, 'ORDER BY id')).map(([id]) => id).join();
    await lab.moved(await cutoff({ user_output_name: 'general' }));
    await lab.moved(await cutoff({ user_output_name: 'off', disable_data_cutoff: true }));
    await lab.moved(await cutoff({ user_output_name: 'own', data_cutoff_timestamp: '2024-01-03' }));
    await lab.moved(await cutoff({ user_output_name: 'snap' }, { mode: 'snapshot' }));
    expect([await ids('general'), await ids('off'), await ids('own'), await ids('snap')]).toEqual([
      '2,3',
      '1,2,3,4',
      '',
      '2,3',
    ]);
    const { warnings } = await lab.engine.bulkSyncs.plan(
      lab.bulk(toDuckdb, { data_cutoff_timestamp: '2024-01-02', schemas: [{ id: 'public.events' }] }),
    );
    expect(warnings.join()).toMatch(/public\.events: data_cutoff_timestamp has no effect/);
  });
});

describe('obfuscated fields', () => {
  const hidden = (field: string) => [{ id: field, obfuscate: true }];
  beforeEach(async () => {
    await lab.sql(`CREATE TABLE users (id bigint PRIMARY KEY, email text, note text);
                   INSERT INTO users VALUES (1, 'ann@x', 'a'), (2, NULL, 'b'), (42, 'bob@x', 'c');
                   CREATE TABLE orders (id int PRIMARY KEY, buyer text, price numeric(8,2), ref numeric(10,1));
                   INSERT INTO orders VALUES (1, 'bob@x', 42, 42), (2, 'ann@x', 1.5, 7)`);
  });

  test.each(destinations)(
    'to $name: hashes join over tables and types, and nothing plain arrives',
    async (to) => {
      const id = await lab.create(to, {
        schemas: [
          { id: 'public.users', fields: [...hidden('id'), ...hidden('email')] },
          {
            id: 'public.orders',
            fields: [{ id: 'id' }, ...hidden('buyer'), ...hidden('price'), ...hidden('ref')],
          },
        ],
      });
      const plan = await lab.engine.bulkSyncs.plan((await lab.engine.bulkSyncs.get(id)) as BulkSyncInput);
      expect(plan.tables[0]?.columns[0]).toMatchObject({ source: 'id', type: 'string' });
      expect(plan.warnings.join()).toMatch(/"email".*keyed hash/);
      await lab.moved(id);
      const users = new Map((await lab.rows(to, 'email, id', 'users')) as [string, string][]);
      const orders = await lab.rows(to, 'buyer, price, ref', 'orders', 'ORDER BY id');
      expect([...users.keys()].filter((email) => email === null)).toHaveLength(1);
      expect(users.get(orders[0]?.[0] as string)).toBe(orders[0]?.[1]);
      expect(orders[0]?.[1]).toBe(orders[0]?.[2]);
      expect(orders[0]?.[1]).toMatch(/^[0-9a-f]{64}$/);
      await using store = await openStore({ dataDir: lab.dataDir });
      const { salt } = await store.secrets.get('obfuscation');
      const hash = createHmac('sha256', Buffer.from(String(salt), 'base64'))
        .update('42')
        .digest('hex');
      expect(orders[0]?.[1]).toBe(hash);

      await lab.sql(`UPDATE users SET note = 'changed'; INSERT INTO users VALUES (43, 'ann@x', NULL)`);
      expect(await lab.moved(id)).toMatchObject({ counts: { inserted: 1, updated: 0, deleted: 0 } });
      if (to.connection === 'files') {
        const written = await readFile(join(lab.dir, 'files', to.table('users').slice(1, -1)), 'latin1');
        expect(written).not.toMatch(/ann@x|bob@x/);
      }
    },
  );
});

describe('a source that changes', () => {
  beforeEach(async () => {
    await lab.sql(`CREATE TABLE things (id int PRIMARY KEY, n smallint, gone text, odd text);
                   INSERT INTO things VALUES (1, 1, 'x', '1'); CREATE TABLE others (id int PRIMARY KEY)`);
  });

  test.each(destinations)('to $name: new and wider columns follow, a removed one stays', async (to) => {
    const id = await lab.create(to);
    await lab.moved(id);
    await lab.sql(`ALTER TABLE things ALTER n TYPE bigint, DROP gone, ADD fresh text;
                   UPDATE things SET fresh = 'new', n = 5000000000`);
    const plan = await lab.engine.bulkSyncs.plan(lab.bulk(to), { id });
    expect(plan.warnings.join('\n')).toMatch(/public\.things: fields gone are gone from the source/);
    await lab.moved(id);
    expect(await lab.rows(to, 'id, n, fresh', 'things')).toEqual([['1', '5000000000', 'new']]);
    expect(await lab.rows(to, 'gone', 'things')).toHaveLength(1);
  });

  test.each([toPostgres, toDuckdb, toParquet])(
    'to $name: an incompatible one stops its object alone',
    async (to) => {
      const id = await lab.create(to);
      await lab.moved(id);
      await lab.sql(`ALTER TABLE things ALTER n TYPE boolean USING true; INSERT INTO others VALUES (1)`);
      const execution = await lab.run('bulkSyncs', id);
      expect(execution).toMatchObject({
        status: 'failed',
        error: expect.stringMatching(/public\.things: .*cannot become.*user_output_name/s),
      });
      expect(execution.objects.map((o) => [o.id, o.status]).sort()).toEqual([
        ['public.others', 'completed'],
        ['public.things', 'failed'],
      ]);
      await expect(lab.engine.bulkSyncs.plan(lab.bulk(to), { id })).rejects.toMatchObject({
        code: 'invalid',
      });
      await lab.sql('ALTER TABLE things ALTER n TYPE int USING 7');
      await lab.moved(id);
      expect(await lab.rows(to, 'n', 'things')).toEqual([['7']]);
    },
  );

  test('an object that is gone stops alone', async () => {
    const id = await lab.create(toDuckdb, { schemas: [{ id: 'public.things' }, { id: 'public.others' }] });
    await lab.moved(id);
    await lab.sql('DROP TABLE things');
    const execution = await lab.run('bulkSyncs', id);
    expect(execution).toMatchObject({ status: 'failed', error: expect.stringMatching(/public\.things/) });
    expect(execution.objects.map((o) => o.status).sort()).toEqual(['completed', 'failed']);
    expect(await lab.rows(toDuckdb, 'id', 'things')).toEqual([['1']]);
  });

  test('policies say what becomes of new fields and objects', async () => {
    const listed = [{ id: 'public.things', fields: [{ id: 'id' }, { id: 'n' }] }];
    const tables = async (id: string) => {
      const input = (await lab.engine.bulkSyncs.get(id)) as BulkSyncInput;
      const plan = await lab.engine.bulkSyncs.plan(input, { id });
      return plan.tables.map((t) => `${t.source}(${t.columns.flatMap((c) => c.source ?? []).join()})`).sort();
    };
    const made = async (name: string, over: Partial<BulkSyncInput>) => {
      const to = { ...toDuckdb, configuration: { schema: name } };
      const id = await lab.create(to, { name, ...over });
      await lab.moved(id);
      return id;
    };
    const all = await made('a', {});
    const none = await made('b', {
      automatically_add_new_fields: 'none',
      automatically_add_new_objects: 'none',
    });
    const chosen = await made('c', { schemas: listed });
    const growing = await made('d', {
      schemas: listed,
      automatically_add_new_fields: 'all',
      automatically_add_new_objects: 'all',
    });
    const incremental = await made('e', {
      schemas: [{ id: 'public.things', tracking_field: 'id' }, { id: 'public.others' }],
      automatically_add_new_fields: 'onlyIncremental',
      automatically_add_new_objects: 'onlyIncremental',
    });
    const whole = await made('f', {
      schemas: [{ id: 'public.things', tracking_field: 'id' }, { id: 'public.others' }],
      automatically_add_new_fields: 'onlyNonIncremental',
      automatically_add_new_objects: 'onlyNonIncremental',
    });
    await lab.sql(`ALTER TABLE things ADD more int; ALTER TABLE others ADD more int;
                   CREATE TABLE newcomers (id int PRIMARY KEY)`);
    const before = 'public.things(id,n,gone,odd)';
    const after = 'public.things(id,n,gone,odd,more)';
    expect(await tables(all)).toEqual(['public.others(id,more)', after]);
    expect(await tables(none)).toEqual(['public.others(id)', before]);
    expect(await tables(chosen)).toEqual(['public.things(id,n)']);
    expect(await tables(growing)).toEqual(['public.newcomers(id)', 'public.things(id,n,more)']);
    expect(await tables(incremental)).toEqual(['public.others(id)', after]);
    expect(await tables(whole)).toEqual(['public.newcomers(id)', 'public.others(id,more)', before]);
    for (const id of [all, none, chosen, growing, incremental, whole]) await lab.moved(id);
    expect(await tables(growing)).toEqual(['public.newcomers(id)', 'public.things(id,n,more)']);
    expect(await tables(none)).toEqual(['public.others(id)', before]);
  });
});

describe('keys that are set for an object', () => {
  test('take the place of its own', async () => {
    await lab.sql(
      `CREATE TABLE loose (a int, b text, v text); INSERT INTO loose VALUES (1, 'x', 'one'), (1, 'y', 'two')`,
    );
    const { connections, bulkSyncs } = lab.engine;
    const keys = { connection_id: lab.connection, schema_id: 'public.loose' };
    await expect(connections.setPrimaryKeys({ ...keys, field_ids: ['a', 'z'] })).rejects.toMatchObject({
      issues: [{ path: ['field_ids', 1] }],
    });
    await expect(
      connections.setPrimaryKeys({ ...keys, schema_id: 'public.none', field_ids: ['a'] }),
    ).rejects.toMatchObject({ issues: [{ path: ['schema_id'] }] });
    await connections.setPrimaryKeys({ ...keys, field_ids: ['a', 'b'] });
    expect(
      (await connections.schema(lab.connection, 'public.loose')).fields.map((f) => f.is_primary_key),
    ).toEqual([true, true, false]);
    const schemas = [{ id: 'public.loose' }];
    const id = await lab.create(toPostgres, { ...plain, schemas });
    expect((await bulkSyncs.plan(lab.bulk(toPostgres, { schemas }))).tables[0]?.key).toEqual(['a', 'b']);
    await lab.moved(id);
    await lab.sql(`UPDATE loose SET v = 'three' WHERE b = 'y'`);
    expect(await lab.moved(id)).toMatchObject({ counts: { inserted: 0, updated: 1, deleted: 0 } });
    await connections.clearPrimaryKeys(lab.connection, 'public.loose');
    expect(await connections.primaryKeys(lab.connection, 'public.loose')).toBeNull();
  });
});

test('rows are read in parts by a partition key, all of them once', async () => {
  await lab.sql(`CREATE TABLE parts (id int PRIMARY KEY, kind text, at timestamptz, doc jsonb);
                 INSERT INTO parts SELECT i, nullif('k' || i % 7, 'k3'), now() - i * interval '1 hour', '[1]' FROM generate_series(1, 5000) i;
                 CREATE TABLE hollow (id int PRIMARY KEY)`);
  for (const field of ['id', 'kind', 'at', 'doc']) {
    const id = await lab.create(toDuckdb, {
      ...plain,
      schemas: [
        { id: 'public.parts', partition_key: field, user_output_name: `by_${field}` },
        { id: 'public.hollow', partition_key: 'id', user_output_name: `hollow_${field}` },
      ],
      concurrency_limit: 2,
    });
    await lab.moved(id);
    expect(await lab.rows(toDuckdb, 'count(*), sum(id), count(kind)', `by_${field}`)).toEqual([
      ['5000', '12502500', expect.any(String)],
    ]);
  }
});

test('names of tables and columns', async () => {
  await lab.sql(
    `CREATE TABLE "Big Table" (id int PRIMARY KEY, "Total Gross ($)" int, "someID" int, "_syncform_created_at" int)`,
  );
  const names = async (normalize_names: BulkSyncInput['normalize_names']) => {
    const plan = await lab.engine.bulkSyncs.plan(lab.bulk(toDuckdb, { normalize_names }));
    return [plan.tables[0]?.table, ...(plan.tables[0]?.columns ?? []).map((c) => c.name).slice(1, 4)];
  };
  expect(await names('enabled')).toEqual(['lake.big_table', 'total_gross', 'some_id', 'syncform_created_at']);
  expect(await names('disabled')).toEqual([
    'lake.Big Table',
    'Total Gross ($)',
    'someID',
    '_syncform_created_at_2',
  ]);
  expect(await names('legacy')).toEqual([
    'lake.big_table',
    'total_gross____',
    'someid',
    '_syncform_created_at_2',
  ]);
});

test('what is wrong is said at its place', async () => {
  await lab.sql('CREATE TABLE t (id int PRIMARY KEY, doc jsonb, name text)');
  const schema = (over: object) => ({ schemas: [{ id: 'public.t', ...over }] });
  const wrong: [object, (string | number)[]][] = [
    [{ concurrency_limit: 0 }, ['concurrency_limit']],
    [{ resync_concurrency_limit: 1.5 }, ['resync_concurrency_limit']],
    [{ data_cutoff_timestamp: 'yesterday' }, ['data_cutoff_timestamp']],
    [schema({ data_cutoff_timestamp: '2024-01-01' }), ['schemas', 0, 'data_cutoff_timestamp']],
    [schema({ tracking_field: 'doc' }), ['schemas', 0, 'tracking_field']],
    [schema({ partition_key: 'none' }), ['schemas', 0, 'partition_key']],
    [
      schema({ filters: [{ field_id: 'none', function: 'IsNull' }] }),
      ['schemas', 0, 'filters', 0, 'field_id'],
    ],
    [schema({ filters: [{ field_id: 'id', function: 'Is' }] }), ['schemas', 0, 'filters', 0, 'function']],
    [
      schema({ filters: [{ field_id: 'id', function: 'Equality', value: 'x' }] }),
      ['schemas', 0, 'filters', 0, 'value'],
    ],
    [
      schema({ fields: [{ id: 'id' }, { id: 'name', user_output_name: '_syncform_updated_at' }] }),
      ['schemas', 0, 'fields', 1, 'user_output_name'],
    ],
    [{ schemas: [{ id: 'public.t' }, { id: 'public.t' }] }, ['schemas', 1, 'id']],
  ];
  for (const [over, path] of wrong)
    await expect(lab.engine.bulkSyncs.plan(lab.bulk(toDuckdb, over))).rejects.toMatchObject({
      code: 'invalid',
      issues: [{ path }],
    });
});
