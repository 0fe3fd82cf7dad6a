import type { LoadColumn } from '../../../contract/contract.ts';
import { columns, describeLoading, none, upsert } from './testing/loading.ts';

describeLoading('loading into Databricks', (lab) => {
  describe('what is refused', () => {
    const sized: readonly LoadColumn[] = [...columns, { name: 'size', type: 'number' }];
    const ddl = 'id INT, name STRING, size DECIMAL(5,2)';

    test('a value that its column cannot hold keeps out its own record alone', async () => {
      const table = await lab.newTable(ddl);
      const rows = [
        [1, 'one', '1.005'],
        [2, 'two', '1.50'],
        [3, 'three', 'NaN'],
      ] as const;
      const outcome = await lab.load({ ...upsert, table, columns: sized, rows });
      expect(outcome).toEqual({
        ...none,
        updated: 1,
        rejected: [
          { key: { id: '1' }, reason: 'column "size" is DECIMAL(5,2) and cannot hold 1.005' },
          { key: { id: '3' }, reason: 'column "size" is DECIMAL(5,2) and cannot hold NaN' },
        ],
      });
      expect(await lab.contents(table)).toEqual([
        ['1', 'one', null],
        ['2', 'two', '1.50'],
      ]);
    });

    test('a text arrives that says a value of its column, and no other', async () => {
      const table = await lab.newTable(
        'id INT, name STRING, n INT, price DECIMAL(5,2), ratio DOUBLE, day DATE, at TIMESTAMP',
      );
      const texts = ['n', 'price', 'ratio', 'day', 'at'].map((name) => ({ name, type: 'string' }));
      const rows = [
        [3, '05', '2', '5', '2024-01-05', '2024-01-05T10:00:00'],
        [4, '2.5', '2', '5', '2024-01-05', '2024-01-05'],
        [5, '2', '2.005', '5', '2024-01-05', '2024-01-05'],
        [6, '2', '2', 'five', '2024-01-05', '2024-01-05'],
        [7, '2', '2', '5', '2024-01-05 10:00:00', '2024-01-05'],
        [8, '2', '2', '5', 'infinity', '2024-01-05'],
      ] as const;
      const id = { name: 'id', type: 'int' };
      const outcome = await lab.load({ ...upsert, table, columns: [id, ...texts], rows });
      expect(outcome.rejected.map(({ key, reason }) => [key.id, reason.split(' ')[1]])).toEqual([
        ['4', '"n"'],
        ['5', '"price"'],
        ['6', '"ratio"'],
        ['7', '"day"'],
        ['8', '"day"'],
      ]);
      expect(
        await lab.sql(
          `SELECT n, price, ratio, day, at = TIMESTAMP'2024-01-05 10:00:00Z' FROM ${table} WHERE id = 3`,
        ),
      ).toEqual([['5', '2.00', '5', '2024-01-05', 'true']]);
    });

    test('a NULL that its column does not take keeps out its own record alone', async () => {
      const table = await lab.newTable('id INT, name STRING NOT NULL');
      const rows = [
        [1, null],
        [3, 'three'],
      ] as const;
      const outcome = await lab.load({ ...upsert, table, columns, notNull: ['name'], rows });
      expect(outcome).toEqual({
        ...none,
        inserted: 1,
        rejected: [{ key: { id: '1' }, reason: 'column "name" takes no NULL' }],
      });
      expect(await lab.contents(table)).toEqual([
        ['1', 'one'],
        ['2', 'two'],
        ['3', 'three'],
      ]);
    });

    test('a new record whose key is to the table that of another record of the sync is refused', async () => {
      const table = await lab.newTable('id DECIMAL(10,2), name STRING');
      const texts = columns.map(({ name }) => ({ name, type: 'string' }));
      const work = { ...upsert, table, columns: texts } as const;
      // Of numbers from 10 on the table has had no record yet.
      const numbered = [
        ['1.00', 'other', 10],
        ['3.0', 'three', 11],
        ['2', 'zwei', 1],
        ['2.0', 'two', 12],
      ] as const;
      const holders = { firstNew: 10, keys: [['1']] } as const;
      const refused = (id: string, number: number, reason: string) => ({ key: { id }, number, reason });
      expect(
        await lab.load({ ...work, rows: numbered.map(([id, name]) => [id, name]), numbered, holders }),
      ).toEqual({
        ...none,
        inserted: 1,
        updated: 1,
        rejected: [
          refused(
            '1.00',
            10,
            'its key (id) is the same to the table as that of another record, which has its row',
          ),
          refused('2.00', 12, 'another record of the same batch has the same key (id)'),
        ],
      });
      expect(await lab.contents(table)).toEqual([
        ['1.00', 'one'],
        ['2.00', 'zwei'],
        ['3.00', 'three'],
      ]);
    });

    describe('by a constraint of the table', () => {
      const ruled = 'id INT, name STRING NOT NULL, size INT';
      const checked: readonly LoadColumn[] = [...columns, { name: 'size', type: 'int' }];
      const withChecks = async () => {
        const table = await lab.newTable(ruled);
        await lab.sql(`UPDATE ${table} SET size = 5`);
        await lab.sql(`ALTER TABLE ${table} ADD CONSTRAINT small CHECK (size < 10)`);
        await lab.sql(`ALTER TABLE ${table} ADD CONSTRAINT named CHECK (coalesce(name, '') <> 'nobody')`);
        return table;
      };
      const rows = [
        [1, 'uno', 7],
        [2, 'two', 70],
        [3, null, 1],
        [4, 'nobody', 1],
        [5, 'five', null],
        [6, 'six', 6],
      ] as const;
      const refused = [
        { key: { id: '2' }, reason: 'CHECK (size < 10) does not hold' },
        { key: { id: '3' }, reason: 'column "name" takes no NULL' },
        { key: { id: '4' }, reason: "CHECK (coalesce ( name , '' ) <> 'nobody') does not hold" },
        { key: { id: '5' }, reason: 'CHECK (size < 10) does not hold' },
      ];

      test('a record that breaks it keeps out itself alone', async () => {
        const table = await withChecks();
        const work = { ...upsert, table, columns: checked, rows } as const;
        const outcome = await lab.load(work);
        expect(outcome).toEqual({ ...none, inserted: 1, updated: 1, rejected: refused });
        const held = [
          ['1', 'uno', '7'],
          ['2', 'two', '5'],
          ['6', 'six', '6'],
        ];
        expect(await lab.contents(table)).toEqual(held);
        // Nor is it missing.
        expect(await lab.load({ ...work, deleteMissing: true })).toMatchObject({
          deleted: 0,
          rejected: refused,
        });
        expect(await lab.contents(table)).toEqual(held);
      });

      test('what a row has already counts where no value comes for it', async () => {
        const table = await withChecks();
        await lab.sql(`ALTER TABLE ${table} ADD CONSTRAINT both CHECK (size < 6 OR name <> 'big')`);
        await lab.sql(`UPDATE ${table} SET size = 8 WHERE id = 2`);
        const some = [
          [1, 'big'],
          [2, 'big'],
          [3, 'three'],
        ] as const;
        expect(await lab.load({ operation: 'update', key: ['id'], table, rows: some })).toEqual({
          ...none,
          updated: 1,
          rejected: [{ key: { id: '2' }, reason: "CHECK (size < 6 OR name <> 'big') does not hold" }],
        });
        expect(await lab.contents(table)).toEqual([
          ['1', 'big', '5'],
          ['2', 'two', '8'],
        ]);
      });

      test.each(['append', 'replace'] as const)('operation %s', async (operation) => {
        const table = await withChecks();
        const outcome = await lab.load({ table, operation, columns: checked, rows });
        const before = operation === 'append' ? {} : { deleted: 2 };
        expect(outcome).toMatchObject({
          ...before,
          inserted: 2,
          rejected: refused.map(({ reason }) => ({ reason })),
        });
        expect(outcome.rejected[0]?.key).toEqual({ id: '2', name: 'two', size: '70' });
        expect((await lab.contents(table)).filter(([, , size]) => size !== '5')).toEqual([
          ['1', 'uno', '7'],
          ['6', 'six', '6'],
        ]);
      });

      test('what was appended before the process died was appended without them', async () => {
        const table = await withChecks();
        const work = {
          table,
          operation: 'append',
          columns: checked,
          rows,
          notNull: ['name'],
          batch: 'once',
        } as const;
        const first = await lab.load(work);
        await lab.sql(`DELETE FROM ${lab.place()}._syncform_commits`);
        expect(await lab.load(work)).toEqual(first);
        expect(await lab.contents(table)).toHaveLength(4);
      });
    });

    test('a record that was refused is not missing', async () => {
      const table = await lab.newTable(ddl);
      const rows = [
        [1, 'changed', '1000'],
        [4, 'four', '4'],
      ] as const;
      const outcome = await lab.load({ ...upsert, table, columns: sized, rows, deleteMissing: true });
      expect(outcome).toMatchObject({
        inserted: 1,
        updated: 0,
        deleted: 1,
        rejected: [{ key: { id: '1' } }],
      });
      expect(await lab.contents(table)).toEqual([
        ['1', 'one', null],
        ['4', 'four', '4.00'],
      ]);
    });
  });

  describe('what is asked of rows', () => {
    test('deleted rows are marked once, and counted as deleted', async () => {
      const table = await lab.newTable('id INT, name STRING, gone TIMESTAMP');
      const marks = [{ name: 'gone', type: 'datetime_tz', value: '2026-01-01 00:00:00.000001+00' }];
      const work = { ...upsert, table, rows: [[1, 'uno']], deleteMissing: true, marks } as const;
      expect(await lab.load(work)).toEqual({ ...none, updated: 1, deleted: 1 });
      expect(await lab.load(work)).toEqual(none);
      expect(await lab.load({ ...work, operation: 'delete', deleteMissing: false })).toEqual({
        ...none,
        deleted: 1,
      });
      expect(
        await lab.sql(
          `SELECT id, name, gone = TIMESTAMP'2026-01-01 00:00:00.000001Z' FROM ${table} ORDER BY 1`,
        ),
      ).toEqual([
        ['1', 'uno', 'true'],
        ['2', 'two', 'true'],
      ]);
    });

    test('columns of new rows, of old rows, and stamps', async () => {
      const table = await lab.newTable('id INT, name STRING, size INT, at TIMESTAMP');
      const modes: readonly LoadColumn[] = [
        { name: 'id', type: 'int' },
        { name: 'name', type: 'string', only: 'create' },
        { name: 'size', type: 'int', only: 'update' },
        { name: 'at', type: 'datetime_tz', isStamp: true },
      ];
      const at = '2026-01-01 00:00:00+00';
      const rows = [
        [1, 'uno', 7, at],
        [3, 'three', 7, at],
      ] as const;
      expect(await lab.load({ ...upsert, table, columns: modes, rows })).toEqual({
        ...none,
        inserted: 1,
        updated: 1,
      });
      const later = [[1, 'uno', 7, '2027-01-01 00:00:00+00']] as const;
      expect(await lab.load({ ...upsert, table, columns: modes, rows: later })).toEqual(none);
      expect(await lab.sql(`SELECT id, name, size, year(at) FROM ${table} ORDER BY 1`)).toEqual([
        ['1', 'one', '7', '2026'],
        ['2', 'two', null, null],
        ['3', 'three', null, '2026'],
      ]);
    });

    test('write_record_timestamps, empty_strings_null, and a staging schema that is made', async () => {
      const schema = `${lab.local.service.schema}_staging`;
      const over = { use_bulk_sync_staging_schema: true, bulk_sync_staging_schema: schema };
      const table = await lab.newTable('id INT, name STRING, born TIMESTAMP, _updated_at TIMESTAMP');
      const configuration = {
        write_record_timestamps: true,
        created_column: 'born',
        updated_column: '',
        advanced: { empty_strings_null: true },
      };
      const rows = [
        [1, ''],
        [3, 'three'],
      ] as const;
      lab.local.service.forgetStatements();
      expect(await lab.load({ ...upsert, table, rows, configuration }, over)).toEqual({
        ...none,
        inserted: 1,
        updated: 1,
      });
      expect(
        await lab.sql(`SELECT id, name, born IS NULL, _updated_at IS NULL FROM ${table} ORDER BY 1`),
      ).toEqual([
        ['1', null, 'true', 'false'],
        ['2', 'two', 'true', 'true'],
        ['3', 'three', 'false', 'false'],
      ]);
      const made = lab.local.service.statements.map(({ statement }) => statement);
      expect(made).toContain(`CREATE SCHEMA IF NOT EXISTS \`main\`.\`${schema}\``);
      expect(
        made.filter((statement) => statement.startsWith(`DROP TABLE IF EXISTS \`main\`.\`${schema}\``)),
      ).toHaveLength(1);
      await lab.sql(`DROP SCHEMA main.${schema} CASCADE`);
    });
  });
});
