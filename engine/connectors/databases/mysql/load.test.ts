import { Readable } from 'node:stream';
import { describeNeeding } from '../../../../test/needing.ts';
import { type MysqlService, missingMysql, serverName } from '../../../../test/services/mysql/mysql.ts';
import { EXACT_COLLATION } from '../../../../test/services/mysql/words.ts';
import type { Column } from '../../../contract/contract.ts';
import { type Fixture, type LoadRows, openFixture, targetTable } from './testing/fixture.ts';

const missing = missingMysql();

const columns: readonly Column[] = [
  { name: 'id', type: 'int' },
  { name: 'name', type: 'string' },
  { name: 'size', type: 'decimal(12,2)' },
];
const none = { inserted: 0, updated: 0, deleted: 0, rejected: [] };

/** As hosted MySQL such as PlanetScale wants it. */
const verified = ({ caCert }: MysqlService) => ({ hostname: 'localhost', ssl: true, ca_cert: caCert });

/** As some hosts of MySQL have it. */
const WITH_KEYS = [
  'by LOAD DATA LOCAL, where every table must have a primary key and gets an invisible one',
  { settings: { 'sql-require-primary-key': 'ON', 'sql-generate-invisible-primary-key': 'ON' } },
  undefined,
] as const;

for (const [way, options, changes] of [
  ['by LOAD DATA LOCAL', undefined, undefined],
  ['by INSERT, over verified TLS, where the server takes no files', { localInfile: false }, verified],
  ...(serverName === 'MySQL' ? [WITH_KEYS] : []),
] as const)
  describeNeeding(missing, `loading ${way} at ${serverName}`, () => {
    let fixture: Fixture;
    let tables = 0;
    beforeAll(async () => {
      fixture = await openFixture(options, changes);
    });
    afterAll(() => fixture?.[Symbol.asyncDispose]());

    /** A new table with three rows. */
    const newTable = async (
      ddl = 'id int PRIMARY KEY, name longtext, size decimal(12,2)',
      rows = "(1, 'one', 1.10), (2, NULL, 2), (3, '', NULL)",
    ): Promise<string> => {
      const id = `${fixture.service.database}.t${tables++}`;
      await fixture.sql(`CREATE TABLE ${id} (${ddl}) CHARSET utf8mb4 COLLATE ${EXACT_COLLATION}`);
      if (rows) await fixture.sql(`INSERT INTO ${id} (id, name, size) VALUES ${rows}`);
      return id;
    };
    const load = (work: Omit<LoadRows, 'columns'> & { columns?: LoadRows['columns'] }) =>
      fixture.load({ columns, ...work });
    const contents = (table: string) => fixture.sql(`SELECT * FROM ${table} ORDER BY 1, 2, 3`);

    describe.each([
      ['with a primary key', undefined],
      ['with a unique index', 'id int UNIQUE, name longtext, size decimal(12,2)'],
      ['without an index', 'id int, name longtext, size decimal(12,2)'],
      ['with a key of another type', 'id varchar(20) PRIMARY KEY, name longtext, size decimal(12,2)'],
    ])('by key, into a table %s', (__, ddl) => {
      const key = ['id'];
      const rows = [
        [1, 'one', '1.10'],
        [2, 'two', '2.00'],
        [4, 'four', '4'],
      ];
      test('upsert, insert, update and delete', async () => {
        const table = await newTable(ddl);
        expect(await load({ table, operation: 'insert', key, rows: rows.slice(0, 2) })).toEqual(none);
        expect(await load({ table, operation: 'update', key, rows })).toEqual({ ...none, updated: 1 });
        expect(await load({ table, operation: 'upsert', key, rows })).toEqual({ ...none, inserted: 1 });
        expect(await load({ table, operation: 'upsert', key, rows })).toEqual(none);
        expect(await load({ table, operation: 'delete', key, rows: rows.slice(0, 1) })).toEqual({
          ...none,
          deleted: 1,
        });
        expect(await contents(table)).toEqual([
          ['2', 'two', '2.00'],
          ['3', '', null],
          ['4', 'four', '4.00'],
        ]);
      });
      test('what does not come is deleted, or marked; what is refused stays', async () => {
        const table = await newTable(ddl);
        const work = { table, operation: 'upsert', key, deleteMissing: true } as const;
        const three = [[1, 'one', '1.10'], rows[2] as [number, string, string], [3, '', '99999999999.99']];
        const outcome = await load({ ...work, rows: three });
        expect(outcome).toMatchObject({ inserted: 1, updated: 0, deleted: 1 });
        expect(outcome.rejected.map((r) => r.key)).toEqual([{ id: '3' }]);
        expect((await contents(table)).map(([id]) => id)).toEqual(['1', '3', '4']);
        await fixture.sql(`ALTER TABLE ${table} ADD COLUMN gone datetime(6)`);
        const marks = [{ name: 'gone', type: 'datetime_tz', value: '2024-01-01 00:00:00+00' }];
        expect(await load({ ...work, marks, rows: three.slice(0, 1) })).toMatchObject({ deleted: 2 });
        expect(await load({ ...work, marks, rows: three.slice(0, 1) })).toEqual(none);
        expect((await contents(table)).map(([id, , , gone]) => [id, gone])).toEqual([
          ['1', null],
          ['3', '2024-01-01 00:00:00.000000'],
          ['4', '2024-01-01 00:00:00.000000'],
        ]);
      });
    });

    test('columns of one mode are written in that mode only; a stamp alone is no change', async () => {
      const table = await newTable('id int PRIMARY KEY, name longtext, size decimal(12,2), at datetime(6)');
      const moded = [
        { name: 'id', type: 'int' },
        { name: 'name', type: 'string', only: 'create' },
        { name: 'size', type: 'decimal(12,2)', only: 'update' },
        { name: 'at', type: 'datetime_tz', isStamp: true },
      ] as const;
      const at = '2024-01-01 00:00:00+00';
      await fixture.sql(`UPDATE ${table} SET at = '2023-01-01'`);
      const rows = [
        [1, 'x', '1.10', at],
        [2, 'x', '3', at],
        [5, 'x', '5', at],
      ];
      const outcome = await load({ table, operation: 'upsert', key: ['id'], columns: moded, rows });
      expect(outcome).toEqual({ ...none, inserted: 1, updated: 1 });
      expect((await contents(table)).map((row) => row.slice(0, 3))).toEqual([
        ['1', 'one', '1.10'],
        ['2', null, '3.00'],
        ['3', '', null],
        ['5', 'x', null],
      ]);
    });

    test.each([
      ['an empty table', ''],
      ['a filled one', undefined],
    ])('replace makes the contents of %s exactly the rows', async (__, rows) => {
      const table = await newTable(undefined, rows);
      const deleted = rows === '' ? 0 : 3;
      const work = { table, operation: 'replace', key: ['id'] } as const;
      const odd = 'a,"b"\r\n\'\\\0\t🦆';
      const outcome = await load({
        ...work,
        rows: [
          [7, odd, '0.01'],
          [7, 'again', '1'],
          [null, 'nobody', null],
          [8, '', null],
        ],
      });
      expect(outcome).toMatchObject({ inserted: 2, updated: 0, deleted });
      expect(outcome.rejected.map((r) => r.key.id).toSorted()).toEqual(['7', null]);
      expect(await contents(table)).toEqual([
        ['7', odd, '0.01'],
        ['8', '', null],
      ]);
      expect(await load({ ...work, rows: [] })).toEqual({ ...none, deleted: 2 });
    });

    test('a record that the table refuses is rejected by name, and the others arrive', async () => {
      const table = await newTable(
        `id int PRIMARY KEY, name varchar(3) CHECK (name <> 'bad'), size decimal(4,2)`,
        '',
      );
      const outcome = await load({
        table,
        operation: 'append',
        rows: [
          [1, 'ok', '1'],
          [2, 'bad', '1'],
          [3, 'long', '1'],
          [4, 'ok', '100'],
          [5, 'üüü', '1'],
          [1, 'ok', '2'],
        ],
      });
      expect(outcome.inserted).toBe(2);
      const refused = Object.fromEntries(
        outcome.rejected.map((r) => [`${r.key.id} ${r.key.name}`, r.reason]),
      );
      expect(Object.keys(refused).toSorted()).toEqual(['1 ok', '2 bad', '3 long', '4 ok']);
      expect(refused['3 long']).toMatch(/"name".*longer than 3 characters/);
      expect((await contents(table)).map(([id]) => id)).toEqual(['1', '5']);
    });

    test.each(['45000', 'U0042'])(
      'a record that a trigger refuses (SIGNAL %s) keeps out itself alone',
      async (state) => {
        const table = await newTable();
        for (const when of ['INSERT', 'UPDATE'])
          await fixture.sql(
            `CREATE TRIGGER ${table}_${when} BEFORE ${when} ON ${table} FOR EACH ROW
             IF NEW.size < 0 THEN SIGNAL SQLSTATE '${state}' SET MESSAGE_TEXT = 'size is negative'; END IF`,
          );
        const rows = [
          [1, 'one', '-1'],
          [2, 'two', '2'],
          [4, 'four', '-4'],
          [5, 'five', '5'],
        ];
        const outcome = await load({ table, operation: 'upsert', key: ['id'], rows });
        expect(outcome).toMatchObject({ inserted: 1, updated: 1 });
        expect(outcome.rejected.toSorted((a, b) => Number(a.key.id) - Number(b.key.id))).toEqual([
          { key: { id: '1' }, reason: 'size is negative' },
          { key: { id: '4' }, reason: 'size is negative' },
        ]);
      },
    );

    if (!options)
      test('a table that refuses every one of many ends the load, and says so', async () => {
        const table = await newTable();
        await fixture.sql(
          `CREATE TRIGGER ${table}_all BEFORE INSERT ON ${table} FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not today'`,
        );
        const rows = Array.from({ length: 1500 }, (_, i) => [i + 10, 'x', '1']);
        await expect(load({ table, operation: 'append', rows })).rejects.toThrow(
          /refused 1000 records in a row, and \d+ more .* the last because: not today/,
        );
        expect(await contents(table)).toHaveLength(3);
      });

    test('a row that is not let go is refused by its key, and the others go', async () => {
      const table = await newTable();
      await fixture.sql(
        `CREATE TABLE ${table}_child (parent int, FOREIGN KEY (parent) REFERENCES ${table} (id))`,
      );
      await fixture.sql(`INSERT INTO ${table}_child VALUES (2)`);
      const outcome = await load({
        table,
        operation: 'upsert',
        key: ['id'],
        deleteMissing: true,
        rows: [[4, 'four', '4']],
      });
      expect(outcome).toMatchObject({
        inserted: 1,
        deleted: 2,
        rejected: [{ key: { id: '2' }, reason: expect.stringContaining('foreign key') }],
      });
      expect((await contents(table)).map(([id]) => id)).toEqual(['2', '4']);
    });

    test('a value with no place in a column is refused, not changed', async () => {
      const typed = [
        { name: 'id', type: 'int' },
        { name: 'day', type: 'date' },
        { name: 'at', type: 'datetime_tz' },
        { name: 'big', type: 'number' },
        { name: 'real', type: 'double' },
      ];
      const table = `${fixture.service.database}.typed`;
      const { define } = fixture.facets;
      await define.apply(
        define.change(targetTable(fixture.facets, table, typed, ['id']), null),
        fixture.signal,
      );
      const at = '2024-01-01 00:00:00.000001+00';
      const outcome = await load({
        table,
        operation: 'upsert',
        key: ['id'],
        columns: typed,
        rows: [
          [1, '2024-02-29', at, '1.5', 0.5],
          [2, '0044-03-15 BC', at, '1', 1],
          [3, '2024-02-29', 'infinity', '1', 1],
          [4, '2024-02-29', '10000-01-01 00:00:00+00', '1', 1],
          [5, '2024-02-29', at, '1'.repeat(36), 1],
          [6, '2024-02-29', at, 'NaN', 1],
          [7, '2024-02-29', at, '1', Number.NaN],
        ],
      });
      expect(outcome.inserted).toBe(1);
      expect(outcome.rejected.map((r) => r.key.id).toSorted()).toEqual(['2', '3', '4', '5', '6', '7']);
    });

    test('a line that breaks leaves the rows that were there, and no batch', async () => {
      const table = await newTable();
      const { facets, host, signal } = fixture;
      const batch = { scope: table, id: 'broken' };
      const rows = {
        format: 'csv',
        open: async () =>
          Readable.from(
            (async function* () {
              yield Buffer.from('7,"seven",1\n');
              throw new Error('the line went dead');
            })(),
            { objectMode: false },
          ),
      } as const;
      const broken = host.withSession((session) =>
        facets.load.load({
          table: targetTable(facets, table, columns, ['id']),
          operation: 'replace',
          columns,
          key: ['id'],
          rows,
          batch,
          session,
          signal,
          onProgress: () => {},
        }),
      );
      await expect(broken).rejects.toThrow(/the line went dead/);
      expect(await contents(table)).toHaveLength(3);
      expect(await facets.load.committed(table, batch, signal)).toBeUndefined();
    });

    test('a table without transactions is refused, at plan and at load', async () => {
      const table = await newTable();
      await fixture.sql(`ALTER TABLE ${table} ENGINE=MyISAM`);
      const { define } = fixture.facets;
      const wanted = targetTable(fixture.facets, table, columns, ['id']);
      const change = define.change(wanted, await define.describe(table, fixture.signal));
      expect(change.conflicts.join()).toMatch(/MyISAM.*no transactions/);
      await expect(load({ table, operation: 'append', rows: [[9, 'x', '1']] })).rejects.toThrow(/MyISAM/);
    });

    test('values longer than pieces of the stream arrive whole', async () => {
      const table = await newTable(undefined, '');
      const long = 'ü"\'\\\n'.repeat(200_000);
      const rows = Array.from({ length: 3 }, (__, i) => [i, long, '1']);
      expect(await load({ table, operation: 'append', rows })).toMatchObject({ inserted: 3, rejected: [] });
      expect(await fixture.sql(`SELECT DISTINCT name FROM ${table}`)).toEqual([[long]]);
    });
  });
