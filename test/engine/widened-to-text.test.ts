import { type BulkLab, bulkLab, destinations } from './bulk-lab.ts';

/** Columns that become text while rows are there that no source brings again. */
let lab: BulkLab;
beforeAll(async () => {
  lab = await bulkLab();
});
afterAll(() => lab?.[Symbol.asyncDispose]());

test.each(destinations)(
  'to $name: rows that stay in a column which becomes text are written as new ones are',
  async (to) => {
    const table = `numbers_${destinations.indexOf(to)}`;
    const values = "'NaN', '0044-03-15 BC', '2024-01-01 00:00:00.5+00'";
    await lab.sql(`CREATE TABLE ${table} (id int PRIMARY KEY, n float8, d date, moment timestamptz);
                   INSERT INTO ${table} VALUES (1, ${values}), (2, 1e20, '2024-02-03', NULL), (3, '-Infinity', NULL, NULL)`);
    const id = await lab.create(to, { name: table, schemas: [{ id: `public.${table}` }] });
    await lab.moved(id);
    await lab.sql(`DELETE FROM ${table} WHERE id <> 2;
                   ALTER TABLE ${table} ALTER n TYPE text, ALTER d TYPE text, ALTER moment TYPE text;
                   INSERT INTO ${table} VALUES (4, ${values})`);
    await lab.moved(id);
    expect(await lab.rows(to, 'id, n, d, moment', table, 'ORDER BY id')).toEqual([
      ['1', 'NaN', '0044-03-15 BC', '2024-01-01 00:00:00.5+00'],
      ['2', '1e+20', '2024-02-03', null],
      ['3', '-Infinity', null, null],
      ['4', 'NaN', '0044-03-15 BC', '2024-01-01 00:00:00.5+00'],
    ]);
  },
);
