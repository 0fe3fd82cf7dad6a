import type { SyncInput } from '../../engine/api/documents.ts';
import { type BulkLab, bulkLab, destinations, toDuckdb, toPostgres } from './bulk-lab.ts';

/*
 * Names that differ only by case. Postgres tells them apart; DuckDB, through which rows pass, does not.
 */

let lab: BulkLab;
beforeEach(async () => {
  lab = await bulkLab();
});
afterEach(() => lab[Symbol.asyncDispose]());

const plain = { disable_record_timestamps: true } as const;

describe('bulk syncs', () => {
  beforeEach(() =>
    lab.sql(`CREATE TABLE t (id int PRIMARY KEY, "Email" text, "EMAIL" text, email text);
             INSERT INTO t VALUES (1, 'secret@x', 'open@x', 'third@x')`),
  );

  test.each(destinations)('to $name: an obfuscated field does not arrive under another name', async (to) => {
    const id = await lab.create(to, {
      ...plain,
      schemas: [
        {
          id: 'public.t',
          fields: [{ id: 'id' }, { id: 'Email', obfuscate: true }, { id: 'EMAIL' }, { id: 'email' }],
        },
      ],
    });
    await lab.moved(id);
    const [row] = await lab.rows(to, '*', 't');
    expect(row).toEqual(['1', expect.stringMatching(/^[0-9a-f]{64}$/), 'open@x', 'third@x']);
  });

  test.each(destinations)('to $name: filters, constants and the position see their own field', async (to) => {
    await lab.sql(`CREATE TABLE e (id int PRIMARY KEY, "At" int, "AT" int);
                   INSERT INTO e VALUES (1, 1, 900), (2, 2, 800), (3, 3, 700)`);
    const filters = [{ field_id: 'AT', function: 'Inequality', value: '800' }];
    const id = await lab.create(to, {
      schemas: [
        {
          id: 'public.e',
          tracking_field: 'At',
          filters,
          fields: [{ id: 'id' }, { id: 'At' }, { id: 'AT', obfuscate: true }],
        },
      ],
    });
    await lab.moved(id);
    await lab.sql(`INSERT INTO e VALUES (4, 4, 800), (5, 5, 1)`);
    expect(await lab.moved(id)).toMatchObject({ counts: { inserted: 1, updated: 0 } });
    const rows = await lab.rows(to, 'id, length(at_2)', 'e', 'ORDER BY id');
    expect(rows).toEqual([
      ['1', '64'],
      ['3', '64'],
      ['5', '64'],
    ]);
  });

  test('a table that is read in parts is not taken for its namesake', async () => {
    await lab.sql(`CREATE TABLE "Big" (id int PRIMARY KEY, "V" int, v int); CREATE TABLE big (id int PRIMARY KEY, "V" int, v int);
                   INSERT INTO "Big" SELECT i, 1, 2 FROM generate_series(1, 120000) i;
                   INSERT INTO big SELECT i, 3, 4 FROM generate_series(1, 110000) i;
                   CREATE TABLE wide (id int PRIMARY KEY, "V" int, v int);
                   INSERT INTO wide SELECT i, 5, 6 FROM generate_series(1, 110000) i; ANALYZE`);
    const fields = [{ id: 'id' }, { id: 'v' }];
    const id = await lab.create(toDuckdb, {
      ...plain,
      schemas: [
        { id: 'public.Big', fields, user_output_name: 'one' },
        { id: 'public.big', fields, user_output_name: 'two' },
        { id: 'public.wide', fields, user_output_name: 'three' },
      ],
    });
    await lab.moved(id);
    const sums = 'count(*), min(v), max(v)';
    expect(await lab.rows(toDuckdb, sums, 'one')).toEqual([['120000', '2', '2']]);
    expect(await lab.rows(toDuckdb, sums, 'two')).toEqual([['110000', '4', '4']]);
    expect(await lab.rows(toDuckdb, sums, 'three')).toEqual([['110000', '6', '6']]);
  });
});

describe('model syncs', () => {
  beforeEach(() =>
    lab.sql(`CREATE TABLE "from" (id int PRIMARY KEY, "Foo" text, "FOO" text, "Id" int);
             INSERT INTO "from" VALUES (1, 'first', 'second', 7), (2, 'third', 'fourth', 8);
             CREATE TABLE "into" ("ID" int PRIMARY KEY, "id" int, "Foo" text, "FOO" text);
             INSERT INTO "into" VALUES (2, 0, '', '')`),
  );
  const sync = async (over: Partial<SyncInput> = {}): Promise<SyncInput> => {
    const { id: model_id } = await lab.engine.models.create({
      name: 'from',
      connection_id: lab.connection,
      configuration: { table: 'public.from' },
    });
    const field = (target: string, source: string) => ({ target, source: { model_id, field: source } });
    return {
      name: 'by case',
      active: true,
      mode: 'updateOrCreate',
      schedule: { frequency: 'manual' },
      target: { connection_id: lab.connection, object: 'public.into' },
      fields: [field('Foo', 'FOO'), field('FOO', 'Foo'), field('id', 'Id')],
      identity: { source: { model_id, field: 'id' }, target: 'ID', function: 'Equality' },
      ...over,
    };
  };

  test.each(['Equality', 'OneOf'] as const)('each column gets its own field’s values (%s)', async (by) => {
    const input = await sync();
    const filters = [
      { source: { ...input.fields[0]?.source, field: 'Foo' }, function: 'Inequality', value: 'none' },
    ];
    const { id } = await lab.engine.syncs.create({
      ...input,
      filters,
      identity: { ...input.identity, function: by },
    } as SyncInput);
    const preview = await lab.engine.syncs.preview(id);
    expect(preview.objects[0]?.samples.map(({ record }) => [record.Foo, record.FOO]).sort()).toEqual([
      ['fourth', 'third'],
      ['second', 'first'],
    ]);
    expect(await lab.run('syncs', id)).toMatchObject({
      status: 'completed',
      counts: { inserted: 1, updated: 1 },
    });
    expect(await lab.sql('SELECT * FROM "into" ORDER BY 1')).toEqual([
      ['1', '7', 'second', 'first'],
      ['2', '8', 'fourth', 'third'],
    ]);
    await lab.sql(`UPDATE "from" SET "FOO" = 'new' WHERE id = 2`);
    expect(await lab.run('syncs', id)).toMatchObject({ counts: { updated: 1, unchanged: 1 } });
    expect(await lab.sql('SELECT "Foo", "FOO" FROM "into" WHERE "ID" = 2')).toEqual([['new', 'third']]);
  });

  test.each(['duckdb', 'files'] as const)('%s cannot hold both: the plan says so by name', async (to) => {
    const target = { connection_id: lab.connections[to], create: { name: 'both' } };
    const input = await sync({ target });
    await expect(lab.engine.syncs.plan(input)).rejects.toThrow(/columns "Foo" and "FOO".*cannot tell apart/s);
  });
});

test('a column of a DuckDB table takes the field whose name differs by case alone', async () => {
  await lab.sql(`CREATE TABLE n (id int PRIMARY KEY, note text); INSERT INTO n VALUES (1, 'kept')`);
  const other = await lab.create(toDuckdb, {
    ...plain,
    normalize_names: 'disabled',
    schemas: [
      {
        id: 'public.n',
        fields: [
          { id: 'id', user_output_name: 'ID' },
          { id: 'note', user_output_name: 'NOTE' },
        ],
      },
    ],
  });
  await lab.moved(other);
  await lab.engine.bulkSyncs.delete(other);
  const id = await lab.create(toDuckdb, plain);
  await lab.moved(id);
  expect(await lab.rows(toDuckdb, '*', 'n')).toEqual([['1', 'kept']]);
});

test.each(destinations.filter(({ connection }) => connection === 'files'))(
  '$name: a column whose name differs by case alone is a conflict',
  async (to) => {
    await lab.sql(`CREATE TABLE n (id int PRIMARY KEY, note text); INSERT INTO n VALUES (1, 'kept')`);
    const upper = { id: 'note', user_output_name: 'NOTE' };
    const first = await lab.create(to, {
      ...plain,
      schemas: [{ id: 'public.n', fields: [{ id: 'id' }, upper] }],
    });
    await lab.moved(first);
    await lab.engine.bulkSyncs.delete(first);
    await expect(lab.engine.bulkSyncs.plan(lab.bulk(to, plain))).rejects.toThrow(
      /has a column "NOTE".*name the field "NOTE"/,
    );
    expect(await lab.rows(to, '*', 'n')).toEqual([['1', 'kept']]);
  },
);

test('in Postgres both names are there', async () => {
  await lab.sql(
    `CREATE TABLE both_names (id int PRIMARY KEY, "Note" text, note text); INSERT INTO both_names VALUES (1, 'a', 'b')`,
  );
  const id = await lab.create(toPostgres, {
    ...plain,
    normalize_names: 'disabled',
    schemas: [{ id: 'public.both_names' }],
  });
  await lab.moved(id);
  expect(await lab.rows(toPostgres, '*', 'both_names')).toEqual([['1', 'a', 'b']]);
});

test.each(destinations)(
  'to $name: fields called as a merge calls its own columns keep their values',
  async (to) => {
    await lab.sql(`CREATE TABLE own (id int PRIMARY KEY, is_new text, is_there text, surplus text, value text);
                 INSERT INTO own VALUES (1, 'a', 'b', 'c', 'd')`);
    const id = await lab.create(to, plain);
    await lab.moved(id);
    await lab.sql(
      `UPDATE own SET is_new = 'x', surplus = 'y'; INSERT INTO own VALUES (2, 'e', 'f', 'g', 'h')`,
    );
    await lab.moved(id);
    expect(await lab.rows(to, '*', 'own', 'ORDER BY id')).toEqual([
      ['1', 'x', 'b', 'y', 'd'],
      ['2', 'e', 'f', 'g', 'h'],
    ]);
  },
);

test('names in another normal form of Unicode are found', async () => {
  const [written, there] = ['caf\u00e9', 'cafe\u0301'];
  await lab.sql(`CREATE TABLE "${there}" (id int PRIMARY KEY, "${there}" text); INSERT INTO "${there}" VALUES (1, 'a'), (2, 'b');
                 CREATE TABLE "to" (id int PRIMARY KEY, note text)`);
  const id = await lab.create(toDuckdb, {
    ...plain,
    schemas: [
      {
        id: `public.${written}`,
        tracking_field: 'id',
        user_output_name: 'found',
        filters: [{ field_id: written, function: 'Equality', value: 'b' }],
        fields: [{ id: 'id' }, { id: written, user_output_name: 'note' }],
      },
    ],
  });
  await lab.moved(id);
  expect(await lab.rows(toDuckdb, '*', 'found')).toEqual([['2', 'b']]);
  const { id: model_id } = await lab.engine.models.create({
    name: 'decomposed',
    connection_id: lab.connection,
    configuration: { table: `public.${there}` },
  });
  const { id: sync } = await lab.engine.syncs.create({
    name: 'decomposed',
    active: true,
    mode: 'updateOrCreate',
    schedule: { frequency: 'manual' },
    target: { connection_id: lab.connection, object: 'public.to' },
    fields: [{ target: 'note', source: { model_id, field: written } }],
    filters: [{ source: { model_id, field: written }, function: 'Equality', value: 'a' }],
    identity: { source: { model_id, field: 'id' }, target: 'id', function: 'Equality' },
  });
  expect(await lab.run('syncs', sync)).toMatchObject({ status: 'completed', counts: { inserted: 1 } });
  expect(await lab.sql('SELECT * FROM "to"')).toEqual([['1', 'a']]);
});
