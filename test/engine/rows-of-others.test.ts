import type { BulkSyncInput } from '../../engine/api/documents.ts';
import { type BulkLab, bulkLab, type Destination, destinations, toPostgres } from './bulk-lab.ts';

/** Tables with rows that no bulk sync of the test has written. */
let lab: BulkLab;
beforeAll(async () => {
  lab = await bulkLab();
});
afterAll(() => lab?.[Symbol.asyncDispose]());

let tables = 0;
/** A table at the source with the rows 1 and 2; answers its name. */
async function source(key = 'PRIMARY KEY'): Promise<string> {
  const name = `source_${++tables}`;
  await lab.sql(`CREATE TABLE ${name} (id int ${key}, name text)`);
  await lab.sql(`INSERT INTO ${name} VALUES (1, 'one'), (2, 'two')`);
  return name;
}

/** A table of that name at the destination with the rows 2 and 3, of others. */
async function ofOthers(to: Destination, table: string): Promise<void> {
  await lab.sql(`CREATE TABLE others_of_${table} (id int PRIMARY KEY, name text)`);
  await lab.sql(`INSERT INTO others_of_${table} VALUES (2, 'theirs'), (3, 'theirs')`);
  const id = await lab.create(to, {
    name: `others of ${table}`,
    disable_record_timestamps: true,
    schemas: [{ id: `public.others_of_${table}`, user_output_name: table }],
  });
  await lab.moved(id);
  await lab.engine.bulkSyncs.delete(id);
}

const bulk = (to: Destination, table: string, over: Partial<BulkSyncInput> = {}) =>
  lab.bulk(to, { name: table, schemas: [{ id: `public.${table}` }], ...over });

const contents = (to: Destination, table: string, more = '') =>
  lab.rows(to, `id, name${more}`, table, 'ORDER BY id');

describe.each(destinations.filter(({ name }) => name !== 'local_files (csv)'))(
  'a first run into a table of $name with rows of others',
  (to) => {
    test('merges by key: rows that do not come stay, in later runs too', async () => {
      const table = await source();
      await ofOthers(to, table);
      const plan = await lab.engine.bulkSyncs.plan(bulk(to, table));
      expect(plan.warnings.join('\n')).toMatch(/2 rows.*stay unless their key comes from the source/);
      const { id } = await lab.engine.bulkSyncs.create(bulk(to, table));
      expect(await lab.moved(id)).toMatchObject({ counts: { inserted: 1, updated: 1, deleted: 0 } });
      await lab.sql(`DELETE FROM ${table} WHERE id = 1`);
      expect(await lab.moved(id)).toMatchObject({ counts: { deleted: 1 } });
      expect(
        (await contents(to, table, ', _syncform_deleted_at IS NULL')).map((row) => row.slice(0, 3)),
      ).toEqual([
        ['1', 'one', 'false'],
        ['2', 'two', 'true'],
        ['3', 'theirs', 'true'],
      ]);
    });

    test.each([false, true])(
      'a row of theirs stays that has the key of a record which the filters leave out (hard_deletes = %s)',
      async (hard_deletes) => {
        const table = await source();
        await ofOthers(to, table);
        const wanted = bulk(to, table, {
          schemas: [
            {
              id: `public.${table}`,
              tracking_field: 'id',
              filters: [{ field_id: 'name', function: 'Inequality', value: 'hidden' }],
            },
          ],
          destination: {
            ...bulk(to, table).destination,
            configuration: { ...to.configuration, advanced: { hard_deletes } },
          },
        });
        const { id } = await lab.engine.bulkSyncs.create(wanted);
        await lab.moved(id);
        await lab.sql(`INSERT INTO ${table} VALUES (3, 'hidden')`);
        await lab.sql(`UPDATE ${table} SET name = 'hidden' WHERE id = 2`);
        expect(await lab.moved(id)).toMatchObject({ counts: { deleted: 1 } });
        const rows = await contents(to, table, hard_deletes ? '' : ', _syncform_deleted_at IS NULL');
        expect(rows).toEqual(
          hard_deletes
            ? [
                ['1', 'one'],
                ['3', 'theirs'],
              ]
            : [
                ['1', 'one', 'true'],
                ['2', 'two', 'false'],
                ['3', 'theirs', 'true'],
              ],
        );
      },
    );

    test('rows that another bulk sync writes are not taken for rows of others: the plan says what becomes of them', async () => {
      const [table, theirs] = [await source(), await source()];
      const first = lab.bulk(to, {
        name: `into ${table}`,
        schemas: [{ id: `public.${theirs}`, user_output_name: table }],
      });
      const { id } = await lab.engine.bulkSyncs.create(first);
      await lab.moved(id);
      const plan = await lab.engine.bulkSyncs.plan(bulk(to, table));
      expect(plan.warnings.join('\n')).toMatch(
        /2 rows with the timestamps of another bulk sync.*marked as deleted/,
      );
      const hard = bulk(to, table, {
        destination: {
          ...bulk(to, table).destination,
          configuration: { ...to.configuration, advanced: { hard_deletes: true } },
        },
      });
      await expect(lab.engine.bulkSyncs.plan(hard)).rejects.toThrow(
        /2 rows with the timestamps of another bulk sync.*would delete.*allow_destructive = true/s,
      );
    });

    test('that they would be replaced is refused at plan, with their number, unless it is allowed', async () => {
      const table = await source();
      await ofOthers(to, table);
      const wanted = bulk(to, table, { mode: 'snapshot' });
      await expect(lab.engine.bulkSyncs.plan(wanted)).rejects.toThrow(
        /2 rows that this bulk sync did not load.*allow_destructive = true/s,
      );
      expect(await contents(to, table)).toHaveLength(2);
      const allowed = { ...wanted, allow_destructive: true };
      const plan = await lab.engine.bulkSyncs.plan(allowed);
      expect(plan.warnings.join('\n')).toMatch(/2 rows that this bulk sync did not load.*are replaced/);
      const { id } = await lab.engine.bulkSyncs.create(allowed);
      await lab.moved(id);
      expect(await contents(to, table)).toEqual([
        ['1', 'one'],
        ['2', 'two'],
      ]);
      // What it has loaded itself it may replace.
      expect((await lab.engine.bulkSyncs.plan(wanted, { id })).warnings.join()).not.toContain('did not load');
    });
  },
);

test('a bulk sync that is recreated for the same work may replace what the one before it loaded', async () => {
  const table = await source();
  const wanted = bulk(toPostgres, table, { mode: 'snapshot' });
  const { id } = await lab.engine.bulkSyncs.create(wanted);
  await lab.moved(id);
  // Terraform plans a replacement while the one to be replaced is there.
  expect((await lab.engine.bulkSyncs.plan(wanted)).warnings.join()).not.toContain('did not load');
  await lab.engine.bulkSyncs.delete(id);
  const again = await lab.engine.bulkSyncs.create(wanted);
  await lab.moved(again.id);
  await lab.moved(again.id);
  await lab.engine.bulkSyncs.delete(again.id);
  await expect(lab.engine.bulkSyncs.plan({ ...wanted, name: 'another' })).rejects.toThrow(/2 rows/);
});

test('rows of others that come after the plan are not replaced either: the object fails alone', async () => {
  const [table, other] = [await source(''), await source()];
  const { id } = await lab.engine.bulkSyncs.create(
    lab.bulk(toPostgres, { schemas: [{ id: `public.${table}` }, { id: `public.${other}` }] }),
  );
  await ofOthers(toPostgres, table);
  const execution = await lab.run('bulkSyncs', id);
  expect(execution.status).toBe('failed');
  expect(
    execution.objects
      .map(({ id: object, status }) => [object, status])
      .sort((a, b) => String(a[0]).localeCompare(String(b[0]), 'en', { numeric: true })),
  ).toEqual([
    [`public.${table}`, 'failed'],
    [`public.${other}`, 'completed'],
  ]);
  expect(await contents(toPostgres, table)).toHaveLength(2);
});
