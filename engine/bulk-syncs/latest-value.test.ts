import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CellValue } from '../contract/contract.ts';
import { withDuckdbSession } from '../movement/duckdb-hub.ts';
import { bufferAndFindMax } from './latest-value.ts';

const never = new AbortController().signal;

async function taken(
  type: string,
  values: readonly CellValue[],
  ceiling: string | null,
): Promise<{ readonly latest: string | null; readonly rows: number; readonly told: number }> {
  const tempDir = await mkdtemp(join(tmpdir(), 'syncform-latest-'));
  let told = 0;
  try {
    return await withDuckdbSession({ tempDir }, async (session) => {
      const columns = [
        { name: 'id', type: 'int' },
        { name: 'at "x"', type },
      ];
      const cells = values.map((value, i) => [i, value]);
      const source = {
        format: 'rows',
        open: async function* () {
          yield cells;
        },
      } as const;
      const { rows, latest } = await bufferAndFindMax(
        session,
        source,
        columns,
        { name: 'at "x"', type },
        ceiling,
        ({ rows: more = 0 }) => {
          told += more;
        },
        never,
      );
      const found = await session.all(`SELECT * FROM (${await rows.attach(session, never)})`);
      return { latest, rows: found.length, told };
    });
  } finally {
    await rm(tempDir, { recursive: true, force: true });
  }
}

const INSTANTS = ['2024-05-01 10:00:00.000001+00', null, '2024-05-01 12:00:00.123456+00'];

test.each([
  ['datetime_tz', INSTANTS, null, '2024-05-01 12:00:00.123456+00'],
  // A transaction that began then may still write rows that carry its beginning.
  ['datetime_tz', INSTANTS, '2024-05-01 11:00:00.5+00', '2024-05-01 10:00:00.000001+00'],
  ['datetime_tz', INSTANTS, '2024-05-02 00:00:00+00', '2024-05-01 12:00:00.123456+00'],
  ['datetime', ['2024-05-01 10:00:00', '2024-05-01 09:59:59.999999'], null, '2024-05-01 10:00:00'],
  ['date', ['0044-03-15 BC', '0001-01-01'], null, '0001-01-01'],
  ['bigint', ['9007199254740993', '9007199254740992'], null, '9007199254740993'],
  ['decimal(38,10)', ['1.0000000001', '1.0000000002'], null, '1.0000000002'],
] as const)('the largest of %s %j with the ceiling %s is %s', async (type, values, ceiling, expected) => {
  const { latest, rows, told } = await taken(type, values, ceiling);
  expect(latest).toBe(expected);
  expect(rows).toBe(values.length);
  expect(told).toBe(values.length);
});

test('rows without a value, and no rows, have no largest value, whatever the ceiling', async () => {
  expect((await taken('datetime_tz', [null, null], '2024-05-01 11:00:00+00')).latest).toBeNull();
  expect((await taken('datetime_tz', [], '2024-05-01 11:00:00+00')).latest).toBeNull();
});
