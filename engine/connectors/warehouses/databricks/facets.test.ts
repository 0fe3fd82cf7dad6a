import type { CellValue, FieldSchema, TargetTable } from '../../../contract/contract.ts';
import { changesSince, largestOf, versionOf } from '../../../contract/testing/asked.ts';
import { openDatabricks } from './open.ts';
import { ConnectorHostForTests, rowsOf } from './testing/host.ts';
import { describeWarehouse, startWarehouse, type TestWarehouse } from './testing/warehouse.ts';

const never = new AbortController().signal;
type Open = Awaited<ReturnType<typeof openDatabricks>>;
type All = Required<Pick<Open['facets'], 'test' | 'discover' | 'query' | 'read' | 'define'>>;

describeWarehouse('Databricks as source and target', () => {
  let local: TestWarehouse;
  let host: ConnectorHostForTests;
  let open: Open;
  let facets: All;
  let place: string;
  const sql = (statement: string) => local.service.run(statement);

  beforeAll(async () => {
    local = await startWarehouse();
    host = await ConnectorHostForTests.make();
    open = await openDatabricks(local.config(), host);
    facets = open.facets as All;
    place = `${local.service.catalog}.${local.service.schema}`;
  });
  afterAll(async () => {
    await open?.[Symbol.asyncDispose]();
    await host?.[Symbol.asyncDispose]();
    await local?.[Symbol.asyncDispose]();
  });

  test('every type of the warehouse is read exactly', async () => {
    await sql(`CREATE TABLE ${place}.types AS SELECT * FROM VALUES (
      1, CAST(1 AS TINYINT), CAST(-32768 AS SMALLINT), 9223372036854775807L, CAST('99999999999999999999.999999999999999999' AS DECIMAL(38,18)),
      CAST('1.5' AS FLOAT), 0.1D, true, 'x\\'\\n"', CAST('v' AS VARCHAR(10)), DATE'2024-02-29', TIMESTAMP'2024-03-31 01:30:00.123456Z',
      TIMESTAMP_NTZ'2024-03-31 02:30:00.000001', X'00FF', ARRAY(1L, NULL, 9007199254740993L), ARRAY(TIMESTAMP'1970-01-01 00:00:00.000001Z'),
      ARRAY(ARRAY(CAST('0.10' AS DECIMAL(12,2)))), MAP('k', 1), MAP(1, 'v'), named_struct('a', 9007199254740993L, 'b', CAST(NULL AS INT), 't', TIMESTAMP'2024-01-01 00:00:00.123456Z')
    ) AS t(id, tiny, small, big, deci, single, dbl, bool, text, vc, day, at, local, bin, bigs, times, decs, m, im, s)`);
    const model = { catalog: local.service.catalog, schema: local.service.schema, table: 'types' };
    const fields = await facets.query.describe(model, never);
    expect(Object.fromEntries(fields.map((f) => [f.name, f.type]))).toEqual({
      id: 'int',
      tiny: 'smallint',
      small: 'smallint',
      big: 'bigint',
      deci: 'decimal(38,18)',
      single: 'single',
      dbl: 'double',
      bool: 'boolean',
      text: 'string',
      vc: 'string',
      day: 'date',
      at: 'datetime_tz',
      local: 'datetime',
      bin: 'binary',
      bigs: 'array<bigint>',
      times: 'array<datetime_tz>',
      decs: 'array<array<decimal(12,2)>>',
      m: 'object{}',
      im: 'object{}',
      s: 'object{}',
    });
    const rows = await rowsOf(host, await facets.query.extract(model, fields, never));
    const expected: CellValue[] = [
      1,
      1,
      -32768,
      '9223372036854775807',
      '99999999999999999999.999999999999999999',
      1.5,
      0.1,
      true,
      'x\'\n"',
      'v',
      '2024-02-29',
      '2024-03-31 01:30:00.123456+00',
      '2024-03-31 02:30:00.000001',
      new Uint8Array([0, 255]),
      '[1,null,9007199254740993]',
      '["1970-01-01 00:00:00.000001+00"]',
      '[["0.10"]]',
      '{"k":1}',
      '{"1":"v"}',
      '{"a":9007199254740993,"b":null,"t":"2024-01-01 00:00:00.123456Z"}',
    ];
    expect(rows).toEqual([expected]);
    const interval = { query: "SELECT INTERVAL '1' DAY AS i" };
    const [i] = (await facets.query.describe(interval, never)) as [FieldSchema];
    expect(i.type).toBe('string');
    expect(await rowsOf(host, await facets.query.extract(interval, [i], never))).toEqual([
      ["INTERVAL '1' DAY"],
    ]);
    const query = { query: `SELECT * FROM ${place}.types;\n` };
    const again = await facets.query.describe(query, never);
    expect(again.map((f) => f.type)).toEqual(fields.map((f) => f.type));
    expect(await rowsOf(host, await facets.query.extract(query, again, never))).toEqual([expected]);
  });

  test('dates of every era come as they are, and can be read on from', async () => {
    await sql(`CREATE TABLE ${place}.eras AS SELECT * FROM VALUES
      (DATE'-0043-03-15', TIMESTAMP'-0043-03-15 00:00:00Z'), (DATE'0000-01-01', TIMESTAMP'0000-01-01 00:00:00Z'),
      (DATE'0001-01-01', TIMESTAMP'0001-01-01 00:00:00Z'), (DATE'+12024-01-01', TIMESTAMP'+12024-01-01 00:00:00Z') AS t(d, t)`);
    const id = `${place}.eras`;
    const read = async (after?: { field: string; value: string }) =>
      rowsOf(
        host,
        await facets.read.extract(
          { object: id, fields: ['d', 't'], configuration: {}, ...(after ? { after } : {}) },
          never,
        ),
      );
    const rows = await read();
    expect(rows.map(([d]) => d).sort()).toEqual([
      '0001-01-01',
      '0001-01-01 BC',
      '0044-03-15 BC',
      '12024-01-01',
    ]);
    expect(rows.map(([, t]) => t).sort()[2]).toBe('0044-03-15 00:00:00+00 BC');
    expect(await read({ field: 't', value: '0044-03-15 00:00:00+00 BC' })).toHaveLength(4);
    expect(await read({ field: 'd', value: '0001-01-01 BC' })).toHaveLength(3);
    expect(await largestOf(facets.read, id, 'd', {}, never)).toBe('12024-01-01');
  });

  test('faults of a model are told at its setting', async () => {
    const fault = (configuration: object) =>
      facets.query.describe(configuration as never, never).then(
        () => undefined,
        (error: { code: string; path: string[]; message: string }) => error,
      );
    const unknown = await fault({ query: 'SELECT 1 AS a,\n  nope' });
    expect(unknown).toMatchObject({
      code: 'invalid',
      path: ['query'],
      message: expect.stringContaining('`nope` cannot be resolved'),
    });
    expect((await fault({ query: 'SELEC 1' }))?.path).toEqual(['query']);
    expect((await fault({ query: 'SELECT 1 AS a, 2 AS A' }))?.message).toContain('two columns called "A"');
    expect((await fault({ table: 'no_such_table' }))?.path).toEqual(['table']);
    expect((await fault({ query: 'SELECT * FROM t', schema: 'no_such_schema' }))?.path).toEqual(['schema']);
  });

  test('lists what there is, with keys and rows, and its fingerprint moves with its contents', async () => {
    await sql(`CREATE TABLE ${place}.keyed (id BIGINT NOT NULL, name STRING)`);
    await sql(`INSERT INTO ${place}.keyed VALUES (1, 'a'), (2, 'b')`);
    const listed = await facets.discover.list({}, never);
    const ids = listed.map(({ id }) => id);
    expect(ids).toContain(`${place}.keyed`);
    const [described] = await facets.discover.describe([`${place}.keyed`, 'no.such.table'], {}, never);
    expect(described).toMatchObject({
      estimated_rows: 2,
      schema: local.service.schema,
      output_name: 'keyed',
    });
    expect(described?.fields.map((f) => [f.name, f.nullable])).toEqual([
      ['id', false],
      ['name', true],
    ]);
    const before = await versionOf(facets.read, `${place}.keyed`, {}, never);
    expect(await versionOf(facets.read, `${place}.keyed`, {}, never)).toBe(before);
    await sql(`DELETE FROM ${place}.keyed WHERE id = 1`);
    expect(await versionOf(facets.read, `${place}.keyed`, {}, never)).not.toBe(before);
    expect(await versionOf(facets.read, `${place}.no_such_table`, {}, never)).toBeUndefined();
    for (const [object, field] of [
      [`${place}.keyed`, 'dropped'],
      [`${place}.no_such_table`, 'id'],
    ] as const)
      await expect(
        facets.read.extract({ object, fields: [field], configuration: {} }, never),
      ).rejects.toMatchObject({ code: 'source_changed', hint: expect.stringContaining('Plan again') });
  });

  test('what changed between two versions is read from the change data feed, deleted rows included', async () => {
    const id = `${place}.fed`;
    await sql(
      `CREATE TABLE ${id} (id BIGINT, name STRING) TBLPROPERTIES (delta.enableChangeDataFeed = true)`,
    );
    await sql(`INSERT INTO ${id} VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')`);
    const fingerprint = async () => (await versionOf(facets.read, id, {}, never)) as string;
    const from = await fingerprint();
    await sql(`UPDATE ${id} SET name = 'B' WHERE id = 2`);
    await sql(`UPDATE ${id} SET name = 'BB' WHERE id = 2`);
    await sql(`DELETE FROM ${id} WHERE id = 3`);
    await sql(`INSERT INTO ${id} VALUES (5, 'e'), (6, 'f')`);
    await sql(`DELETE FROM ${id} WHERE id = 6`);
    await sql(`UPDATE ${id} SET id = 40 WHERE id = 4`);
    const since = (version: string) => changesSince(facets.read, id, version, {}, never);
    const range = { from, to: await fingerprint() };
    expect(await since(from)).toEqual(range);
    const read = async (rows: 'written' | 'deleted', fields: string[]) => {
      const changes = { ...range, rows, key: ['id'] };
      const extraction = await facets.read.extract({ object: id, fields, changes, configuration: {} }, never);
      return [...(await rowsOf(host, extraction))].map(String).sort();
    };
    expect(await read('written', ['id', 'name'])).toEqual(['2,BB', '40,d', '5,e']);
    expect(await read('deleted', ['id'])).toEqual(['3', '4', '6']);

    await sql(`DROP TABLE ${id}`);
    await sql(`CREATE TABLE ${id} (id BIGINT, name STRING)`);
    expect(await since(from)).toBeUndefined();
    const bare = await fingerprint();
    await sql(`INSERT INTO ${id} VALUES (1, 'a')`);
    expect(await since(bare)).toBeUndefined();
  });

  function wanted(
    name: string,
    columns: Record<string, string>,
    key: string[],
    configuration = {},
  ): TargetTable {
    return {
      id: facets.define.tableId(name, { catalog: local.service.catalog, schema: local.service.schema }),
      columns: Object.entries(columns).map(([column, type]) => ({
        name: column,
        type,
        ...facets.define.columnType(type),
        nullable: !key.includes(column),
      })),
      key,
      configuration,
    };
  }

  test('a table is made with its properties and key, altered, widened, and then is as wanted', async () => {
    const configuration = {
      advanced: {
        enable_change_data_feed: true,
        set_retention_properties: true,
        deleted_file_retention_days: 3,
        log_file_retention_days: 20,
      },
    };
    const first = wanted('Made Here', { id: 'int', 'odd name;=': 'string' }, ['id'], configuration);
    expect(first.id).toBe(`${place}.made_here`);
    await facets.define.apply(facets.define.change(first, null), never);
    await facets.define.apply(facets.define.change(first, null), never);
    const there = await facets.define.describe(first.id, never);
    expect(there?.key).toEqual(['id']);
    expect(there?.properties).toMatchObject({
      'delta.enableChangeDataFeed': 'true',
      'delta.deletedFileRetentionDuration': 'interval 3 days',
      'delta.logRetentionDuration': 'interval 20 days',
      'delta.columnMapping.mode': 'name',
    });
    expect(facets.define.change(first, there)).toEqual({ action: 'none', statements: [], conflicts: [] });
    const second = wanted('Made Here', { id: 'bigint', 'odd name;=': 'string', more: 'decimal(12,2)' }, [
      'id',
    ]);
    const change = facets.define.change(second, there);
    expect(change.statements).toEqual([
      `ALTER TABLE \`main\`.\`${local.service.schema}\`.\`made_here\` SET TBLPROPERTIES ('delta.enableTypeWidening' = 'true')`,
      `ALTER TABLE \`main\`.\`${local.service.schema}\`.\`made_here\` ALTER COLUMN \`id\` TYPE BIGINT`,
      `ALTER TABLE \`main\`.\`${local.service.schema}\`.\`made_here\` ADD COLUMN \`more\` DECIMAL(12,2)`,
    ]);
    await facets.define.apply(change, never);
    await facets.define.apply(change, never);
    expect(facets.define.change(second, await facets.define.describe(first.id, never)).action).toBe('none');
    await sql(`ALTER TABLE ${first.id} ADD CONSTRAINT positive CHECK (id > 0)`);
    expect((await facets.define.describe(first.id, never))?.rules).toEqual([
      { text: 'CHECK (id > 0)', columns: [] },
    ]);
    await facets.define.drop(first.id, never);
    await facets.define.drop(first.id, never);
    expect(await facets.define.describe(first.id, never)).toBeNull();
  });

  test('a table in a catalog that is not there is refused at plan', async () => {
    await expect(facets.define.describe('no_such_catalog.crm.users', never)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('there is no catalog "no_such_catalog"'),
    });
    await expect(
      facets.query.describe({ catalog: 'no_such_catalog', query: 'SELECT 1' }, never),
    ).rejects.toThrow(/no_such_catalog/);
  });

  test('a column with an odd name is added to a table that has none', async () => {
    const plain = wanted('plain', { id: 'int' }, []);
    await facets.define.apply(facets.define.change(plain, null), never);
    const odd = wanted('plain', { id: 'int', 'my column': 'date' }, []);
    const change = facets.define.change(odd, await facets.define.describe(plain.id, never));
    await facets.define.apply(change, never);
    const after = await facets.define.describe(plain.id, never);
    expect(after?.columns.map((c) => c.name)).toEqual(['id', 'my column']);
    expect(facets.define.change(odd, after).action).toBe('none');
  });

  test('without Unity Catalog names have two levels', async () => {
    await using other = await openDatabricks(local.config({ unity_catalog_enabled: false }), host);
    const { define, discover, query } = other.facets as All;
    await other.facets.test?.test(never);
    const { schema } = local.service;
    await sql(`CREATE TABLE ${place}.two_level (id BIGINT, name STRING)`);
    const ids = (await discover.list({ schema }, never)).map(({ id }) => id);
    expect(ids).toContain(`${schema}.two_level`);
    const [described] = await discover.describe([`${schema}.two_level`], {}, never);
    expect(described?.fields.map((f: FieldSchema) => f.type)).toEqual(['bigint', 'string']);
    expect(await query.describe({ schema, table: 'two_level' }, never)).toHaveLength(2);
    expect(define.tableId('Nämes with dots.', { catalog: 'main', schema })).toBe(
      `${schema}.n_mes_with_dots_`,
    );
    expect(define.tableId('p_x', { schema, mirror_schemas: true }, 'CRM')).toBe('crm.p_x');
  });
});
