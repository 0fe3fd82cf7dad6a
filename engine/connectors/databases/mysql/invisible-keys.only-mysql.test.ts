import { describeNeeding } from '../../../../test/needing.ts';
import { missingMysql } from '../../../../test/services/mysql/mysql.ts';
import { type Fixture, openFixture, targetTable } from './testing/fixture.ts';

const columns = [
  { name: 'n', type: 'int' },
  { name: 'name', type: 'string' },
];

describeNeeding(missingMysql(), 'a MySQL that gives tables without a key an invisible one', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture({ settings: { 'sql-generate-invisible-primary-key': 'ON' } });
  });
  afterAll(() => fixture?.[Symbol.asyncDispose]());

  test('a table without a key is made once, filled twice, and needs no change', async () => {
    const { define } = fixture.facets;
    const wanted = targetTable(fixture.facets, `${fixture.service.database}.keyless`, columns);
    await define.apply(define.change(wanted, null), fixture.signal);
    const change = define.change(wanted, await define.describe(wanted.id, fixture.signal));
    expect(change).toMatchObject({ conflicts: [], statements: [] });
    for (const n of [1, 2])
      expect(
        await fixture.load({ table: wanted.id, operation: 'append', columns, rows: [[n, 'x']] }),
      ).toMatchObject({ inserted: 1, rejected: [] });
    expect(
      await fixture.load({
        table: wanted.id,
        operation: 'replace',
        columns,
        rows: [
          [3, 'y'],
          [3, 'y'],
        ],
      }),
    ).toMatchObject({ inserted: 2, deleted: 2, rejected: [] });
    expect(await fixture.sql(`SELECT * FROM ${wanted.id}`)).toEqual([
      ['3', 'y'],
      ['3', 'y'],
    ]);
  });

  test('the invisible key is a field, and the key, of a table that is read', async () => {
    const { facets, signal, service } = fixture;
    const object = `${service.database}.read_by_key`;
    await fixture.sql(`CREATE TABLE ${object} (n int)`);
    await fixture.sql(`INSERT INTO ${object} VALUES (7), (8)`);
    const [found] = await facets.discover.describe([object], {}, signal);
    expect(found?.fields.map(({ name, is_primary_key }) => [name, is_primary_key])).toEqual([
      ['my_row_id', true],
      ['n', false],
    ]);
    const read = await facets.read.extract({ object, fields: ['my_row_id', 'n'], configuration: {} }, signal);
    expect(await fixture.rows(read)).toEqual([
      ['1', 7],
      ['2', 8],
    ]);
  });

  test('defaults that are expressions, and indexes of expressions, are no obstacle', async () => {
    const { facets, signal, service } = fixture;
    const id = `${service.database}.expressions`;
    await fixture.sql(
      `CREATE TABLE ${id} (id int PRIMARY KEY, n int, name longtext, token varchar(36) NOT NULL DEFAULT (uuid()), seen int INVISIBLE DEFAULT 5,
        tags json, UNIQUE ((n * 2)), INDEX ((CAST(tags->'$[*]' AS unsigned ARRAY))))`,
    );
    const there = await facets.define.describe(id, signal);
    expect(there?.columns.map(({ name, needsValue }) => [name, needsValue])).toEqual([
      ['id', true],
      ['n', false],
      ['name', false],
      ['token', false],
      ['seen', false],
      ['tags', false],
    ]);
    const withKey = [{ name: 'id', type: 'int' }, ...columns];
    const load = (rows: readonly (readonly (string | number)[])[]) =>
      fixture.load({ table: id, operation: 'upsert', key: ['id'], columns: withKey, rows });
    expect(
      await load([
        [1, 1, 'a'],
        [2, 2, 'b'],
      ]),
    ).toMatchObject({ inserted: 2, rejected: [] });
    const outcome = await load([
      [1, 1, 'c'],
      [3, 2, 'twin of 2'],
      [4, 4, 'd'],
    ]);
    expect(outcome).toMatchObject({ inserted: 1, updated: 1, rejected: [{ key: { id: '3' } }] });
    expect(await fixture.sql(`SELECT id, name, length(token), seen FROM ${id} ORDER BY id`)).toEqual([
      ['1', 'c', '36', '5'],
      ['2', 'b', '36', '5'],
      ['4', 'd', '36', '5'],
    ]);
  });
});
