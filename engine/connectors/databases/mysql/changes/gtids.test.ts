import { MysqlGtids, parseGtids } from './gtids.ts';
import { comparePositions, formatPosition, parsePosition } from './position.ts';

const A = '3e11fa47-71ca-11e1-9e33-c80aa9429562';
const B = '00000000-0000-0000-0000-00000000000b';

describe('GTIDs', () => {
  test('of MariaDB are the last of each domain', () => {
    const gtids = parseGtids('0-1-42,1-2-7');
    expect([gtids.text, gtids.count]).toEqual(['0-1-42,1-2-7', 49]);
    gtids.add({ domain: 0, server: 3, sequence: 43 });
    gtids.add({ domain: 5, server: 1, sequence: 1 });
    expect([gtids.text, gtids.count]).toEqual(['0-3-43,1-2-7,5-1-1', 51]);
    const empty = parseGtids('');
    expect([empty.text, empty.count]).toEqual(['', 0]);
    empty.add({ domain: 0, server: 1, sequence: 1 });
    expect(empty.text).toBe('0-1-1');
  });

  test('of MySQL are sets', () => {
    const gtids = parseGtids(`${A}:1-5:7,${B}:3`);
    expect([gtids.text, gtids.count]).toEqual([`${A}:1-5:7,${B}:3`, 7]);
    for (const number of [9, 6, 3, 8]) gtids.add({ source: A, number });
    gtids.add({ source: B, number: 1 });
    gtids.add({ source: B, number: 2 });
    expect([gtids.text, gtids.count]).toEqual([`${A}:1-9,${B}:1-3`, 12]);
  });

  test('of MySQL are sent as numbers of servers, and intervals that end before their last number', () => {
    const hex = MysqlGtids.parse(`${A}:1-5:7`).encoded().toString('hex');
    expect(hex).toBe(
      [
        '0100000000000000',
        '3e11fa4771ca11e19e33c80aa9429562',
        '0200000000000000',
        '0100000000000000',
        '0600000000000000',
        '0700000000000000',
        '0800000000000000',
      ].join(''),
    );
  });
});

test('positions are read as they are written, and ordered by the log, or between servers by GTIDs', () => {
  const at = (text: string) => {
    const position = parsePosition(text);
    expect(formatPosition(position)).toBe(text);
    return position;
  };
  const first = at('1/mariadb-bin.000009:500/1732212000@0-1-42');
  const second = at('1/mariadb-bin.000010:4/1732212001@0-1-42');
  const other = at('2/other.000001:4/1732212002@0-1-43');
  expect(comparePositions(first, second)).toBeLessThan(0);
  expect(comparePositions(second, first)).toBeGreaterThan(0);
  expect(comparePositions(other, second)).toBeGreaterThan(0);
  const mysql = at(`${A}/binlog.000001:4/1732212000@${A}:1-5`);
  expect(comparePositions(mysql, at(`${B}/binlog.000001:4/1732212000@${A}:1-4,${B}:1`))).toBe(0);
  expect(() => parsePosition('nonsense')).toThrow(/not a position/);
});
