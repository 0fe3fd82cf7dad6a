import { testNeeding } from '../../../../test/needing.ts';
import { missingMysql, serverName } from '../../../../test/services/mysql/mysql.ts';
import { MOST_ROW_BYTES, rowBytes } from './row-size.ts';
import { openFixture, targetTable } from './testing/fixture.ts';

testNeeding(
  missingMysql(),
  `a table that ${serverName} would refuse for its columns is a conflict, and the largest that is none is made and loaded`,
  async () => {
    await using fixture = await openFixture();
    const { define } = fixture.facets;
    const wanted = (table: string, type: string, columns: number) =>
      targetTable(
        fixture.facets,
        `${fixture.service.database}.${table}`,
        [
          { name: 'id', type: 'bigint' },
          ...Array.from({ length: columns }, (_, i) => ({ name: `c${i}`, type })),
        ],
        ['id'],
      );
    await define.describe(`${fixture.service.database}.t`, fixture.signal);
    for (const type of ['string', 'bigint', 'boolean'] as const) {
      let [most, tooMany] = [1, 1100];
      while (tooMany - most > 1) {
        const columns = Math.floor((most + tooMany) / 2);
        if (define.change(wanted('t', type, columns), null).conflicts.length === 0) most = columns;
        else tooMany = columns;
      }
      const table = wanted(`t_${type.replace(/\W/g, '')}`, type, most);
      await define.apply(define.change(table, null), fixture.signal);
      const value = { string: 'x', boolean: true }[type as string] ?? '1';
      const outcome = await fixture.load({
        table: table.id,
        columns: table.columns,
        key: ['id'],
        operation: 'upsert',
        rows: [['1', ...Array.from({ length: most }, () => value)]],
      });
      expect({ type, ...outcome }).toMatchObject({ type, inserted: 1 });
      const { conflicts } = define.change(wanted('more', type, most + 1), null);
      expect(conflicts[0]).toMatch(/would have \d+ columns, .*choose fewer fields$/);
    }
  },
);

test.each([
  ['MariaDB 10.11', true, [383, 996, 446, 268, 996, 196, 55]],
  ['MySQL 9.7', false, [196, 996, 446, 268, 996, 196, 196]],
])('what InnoDB counts for columns at %s', (_, isMariadb, expected) => {
  const most = (type: string) => {
    let columns = 1;
    while (rowBytes(['bigint', ...Array<string>(columns + 1).fill(type)], isMariadb) <= MOST_ROW_BYTES)
      columns++;
    return columns;
  };
  // As measured, beside a key of bigint.
  expect(
    [
      'longtext',
      'bigint',
      'decimal(38,10)',
      'decimal(65,30)',
      'datetime(6)',
      'varchar(10)',
      'varchar(36)',
    ].map(most),
  ).toEqual(expected);
});
