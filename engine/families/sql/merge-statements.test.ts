import { quoteIdentifier } from '../../kit/sql.ts';
import { type MergeWords, mergeStatements } from './merge-statements.ts';

const update: MergeWords['writes']['update'] = (table, assignments, from, where) =>
  `UPDATE ${table} AS t SET ${assignments} FROM ${from} AS s WHERE ${where}`;

/** Rows of key `id`; `a` is written always, `c` when a row is made, `u` when it is there, and `at` is the stamp. */
function words(more: Partial<MergeWords> = {}): MergeWords {
  const column = (name: string, only?: 'create' | 'update') => ({
    name,
    value: `s.${name}`,
    differs: `${name} differs`,
    ...(only ? { only } : {}),
  });
  return {
    writes: { update },
    quoteIdentifier,
    table: 'T',
    stage: 'S',
    columns: [
      column('id'),
      column('a'),
      column('c', 'create'),
      column('u', 'update'),
      { ...column('at'), isStamp: true },
    ],
    key: ['id'],
    keyOf: (name) => `key_${name}`,
    marks: undefined,
    stamp: undefined,
    ...more,
  };
}

test('rows are inserted with what they are made with, and updated where anything but the stamp differs', () => {
  const sql = mergeStatements(words());
  expect(sql.insertNew('where')).toBe(
    'INSERT INTO T ("id", "a", "c", "at") SELECT s.id, s.a, s.c, s.at FROM S AS s WHERE where AND NOT EXISTS (SELECT 1 FROM T AS t WHERE t."id" = s.key_id)',
  );
  expect(sql.update?.('where')).toBe(
    'UPDATE T AS t SET "a" = s.a, "u" = s.u, "at" = s.at FROM S AS s WHERE t."id" = s.key_id AND (a differs OR u differs OR t."at" IS NULL) AND where',
  );
  const [id] = words().columns;
  expect(mergeStatements(words({ columns: id ? [id] : [] })).update).toBeUndefined();
});

test('rows go by EXISTS where a DELETE gives no alias, and only those that came from here', () => {
  const sql = mergeStatements(words());
  expect(sql.remove('S', 'where')).toBe(
    'DELETE FROM T WHERE EXISTS (SELECT 1 FROM S AS s WHERE T."id" = s.key_id AND where)',
  );
  expect(sql.missing('kept').statement).toBe(
    'DELETE FROM T WHERE NOT (T."at" IS NULL) AND NOT EXISTS (SELECT 1 FROM S AS s WHERE T."id" = s.key_id) AND NOT (kept)',
  );
});

test('rows go by a join where the system has one, and in the order that it is told', () => {
  const sql = mergeStatements(
    words({
      writes: {
        assigned: 't.',
        update,
        delete: (table, from, where) => `DELETE t FROM ${from} AS s JOIN ${table} AS t WHERE ${where}`,
        alone: (table, from, isSame) => ({
          rows: `${table} AS t LEFT JOIN ${from} AS s ON ${isSame}`,
          where: 's.row IS NULL',
        }),
        deleteFrom: 'DELETE t FROM',
        order: 's.row',
      },
    }),
  );
  expect(sql.insertAll('where')).toBe(
    'INSERT INTO T ("id", "a", "c", "at") SELECT s.id, s.a, s.c, s.at FROM S AS s WHERE where ORDER BY s.row',
  );
  expect(sql.remove('gone', 'where')).toBe(
    'DELETE t FROM gone AS s JOIN T AS t WHERE t."id" = s.key_id AND where',
  );
  expect(sql.missing('kept').statement).toBe(
    'DELETE t FROM T AS t LEFT JOIN S AS s ON t."id" = s.key_id WHERE NOT (t."at" IS NULL) AND s.row IS NULL AND NOT (kept)',
  );
});

test('rows that are marked instead are marked once', () => {
  const sql = mergeStatements(words({ marks: [{ name: 'gone', value: 'now' }] }));
  expect(sql.remove('S', 'where')).toBe(
    'UPDATE T AS t SET "gone" = now FROM S AS s WHERE t."id" = s.key_id AND t."gone" IS NULL AND where',
  );
  expect(sql.missing('kept').statement).toBe(
    'UPDATE T SET "gone" = now WHERE NOT (T."at" IS NULL) AND T."gone" IS NULL AND NOT EXISTS (SELECT 1 FROM S AS s WHERE T."id" = s.key_id) AND NOT (kept)',
  );
});

test('of rows that are removed by key, those without a stamp stay', () => {
  const sql = mergeStatements(words({ stamp: 'at' }));
  expect(sql.remove('G', 'where')).toBe(
    'DELETE FROM T WHERE EXISTS (SELECT 1 FROM G AS s WHERE T."id" = s.key_id AND T."at" IS NOT NULL AND where)',
  );
  const marking = mergeStatements(words({ stamp: 'at', marks: [{ name: 'gone', value: 'now' }] }));
  expect(marking.remove('G', 'where')).toBe(
    'UPDATE T AS t SET "gone" = now FROM G AS s WHERE t."id" = s.key_id AND t."gone" IS NULL AND t."at" IS NOT NULL AND where',
  );
});
