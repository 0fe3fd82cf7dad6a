import { describeNeeding } from '../../../../test/needing.ts';
import { missingMysql, serverName } from '../../../../test/services/mysql/mysql.ts';
import { hasType } from '../../../../test/services/mysql/words.ts';
import { type Fixture, openFixture } from './testing/fixture.ts';

const UUID = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11';

describeNeeding(
  missingMysql(),
  `rows that are wide on their way and not in their table at ${serverName}`,
  () => {
    let fixture: Fixture;
    beforeAll(async () => {
      fixture = await openFixture();
    });
    afterAll(() => fixture?.[Symbol.asyncDispose]());

    /** A table of so many columns of a type, filled from texts with a key that arrives as text, and the same again. */
    const wide = async (type: string, count: number, value: string, bad: string) => {
      const table = `${fixture.service.database}.wide_${type.replace(/\W/g, '')}`;
      const names = Array.from({ length: count }, (_, i) => `c${i}`);
      await fixture.sql(
        `CREATE TABLE ${table} (id int PRIMARY KEY, ${names.map((name) => `${name} ${type}`).join(', ')})`,
      );
      const row = (id: string, last = value) => [
        id,
        ...names.map((_, i) => (i === count - 1 ? last : value)),
      ];
      const rows = [row('1'), row('2', bad), row('none'), row('4'), row('1')];
      return {
        table,
        load: () =>
          fixture.load({
            table,
            operation: 'upsert',
            columns: ['id', ...names].map((name) => ({ name, type: 'string' })),
            key: ['id'],
            rows,
          }),
        stored: () => fixture.sql(`SELECT id, c0, c${count - 1} FROM ${table} ORDER BY id`),
      };
    };

    test.each([
      [hasType('uuid') ? 'uuid' : 'date', 250, hasType('uuid') ? UUID : '2024-02-29', 'none'],
      ['int', 395, '7', 'seven'],
      ['decimal(4,2)', 395, '1.50', 'much'],
    ])('of %s: all arrive but those that the table refuses', async (type, count, value, bad) => {
      const { load, stored } = await wide(type, count, value, bad);
      const first = await load();
      expect(first).toMatchObject({ inserted: 2, updated: 0 });
      expect(first.rejected.map(({ key }) => key.id).sort()).toEqual(['1', '2', 'none']);
      expect(await stored()).toEqual([
        ['1', value, value],
        ['4', value, value],
      ]);
      expect(await load()).toMatchObject({ inserted: 0, updated: 0 });
    });

    test('of varchar that together are all that a row may declare', async () => {
      const table = `${fixture.service.database}.declared`;
      const names = Array.from({ length: 127 }, (_, i) => `c${i}`);
      await fixture.sql(
        `CREATE TABLE ${table} (id int PRIMARY KEY, ${names.map((n) => `${n} varchar(128)`).join(', ')}) CHARSET utf8mb4`,
      );
      const columns = [{ name: 'id', type: 'int' }, ...names.map((name) => ({ name, type: 'string' }))];
      const rows = [[1, ...names.map(() => 'é'.repeat(20))]];
      const load = () => fixture.load({ table, operation: 'upsert', columns, key: ['id'], rows });
      expect(await load()).toMatchObject({ inserted: 1, rejected: [] });
      expect(await load()).toMatchObject({ inserted: 0, updated: 0, rejected: [] });
      expect(await fixture.sql(`SELECT c126 FROM ${table}`)).toEqual([['é'.repeat(20)]]);
    });
  },
);
