import { describe, expect, it } from '@jest/globals';
import { fit, oneLine, table, width } from '../cli/text.ts';
import { bytes, compact, count, duration, percent, plural } from './format.ts';

describe('numbers', () => {
  it('are written for people', () => {
    expect([0, 999, 1000, 1234567].map(count)).toEqual(['0', '999', '1,000', '1,234,567']);
    expect([0, 412, 999.6, 41_200, 1_234_567].map(compact)).toEqual(['0', '412', '1.00k', '41.2k', '1.23M']);
    expect([0, 999, 1000, 118e6, 999_999, 2.5e12].map(bytes)).toEqual([
      '0 B',
      '999 B',
      '1.00 kB',
      '118 MB',
      '1.00 MB',
      '2.50 TB',
    ]);
    expect([0, 940, 9949, 9950, 59_499, 59_500, 184_000, 3_720_000].map(duration)).toEqual([
      '0.0s',
      '0.9s',
      '9.9s',
      '10s',
      '59s',
      '1m 00s',
      '3m 04s',
      '1h 02m',
    ]);
    expect([percent(1, 3), percent(5, 3)]).toEqual(['33%', '99%']);
    expect([plural(1, 'row'), plural(2000, 'row')]).toEqual(['1 row', '2,000 rows']);
  });
});

describe('texts', () => {
  it('cannot command the terminal', () => {
    expect(oneLine('a\u001b[2Jb\nc\u0007')).toBe('ab c');
  });

  it('are measured and cut by the columns that they take', () => {
    expect([width('abc'), width('表📦'), width('e\u0301'), width('\u001b[1ma\u001b[22m')]).toEqual([
      3, 4, 1, 1,
    ]);
    expect([fit('abcdef', 6), fit('abcdef', 4), fit('表表表', 4)]).toEqual(['abcdef', 'abc…', '表…']);
  });

  it('are aligned in tables', () => {
    expect(
      table(
        ['NAME', 'N>'],
        [
          ['a', '10'],
          ['longer', '1'],
        ],
      ),
    ).toEqual(['NAME     N', 'a       10', 'longer   1']);
  });
});
