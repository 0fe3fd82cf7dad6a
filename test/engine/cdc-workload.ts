import type { SeededRandom } from '../random.ts';

/** Tables of a Postgres source that a workload writes to: one of many types with values beside the row, one with a wide key. */
export const WORKLOAD_TABLES: readonly string[] = [
  `CREATE TABLE accounts (
     id bigint PRIMARY KEY, name text, balance numeric(14,2), happened timestamptz, data jsonb, photo bytea, tags text[],
     active boolean, essay text)`,
  'ALTER TABLE accounts ALTER COLUMN essay SET STORAGE EXTERNAL',
  'CREATE TABLE visits (site text, n integer, seen date, note text, PRIMARY KEY (site, n))',
];

const KEYS = 60;
const TEXTS = ["'a'", "''", "E'q\"u,o\\nte'", "'é 漢字'", 'NULL'];

/** One statement that changes something, or nothing where its key is not there. Few keys, so that changes meet. */
export function change(random: SeededRandom): string {
  const key = () => random.below(KEYS);
  const text = () => random.pick(TEXTS);
  const essay = () =>
    random.chance(0.5) ? `repeat(md5('${random.below(1000)}'), ${200 + random.below(200)})` : text();
  const what = random.next();
  if (random.chance(0.35)) {
    const [site, n] = [random.pick(['a', 'b', 'é']), random.below(20)];
    if (what < 0.4)
      return `INSERT INTO visits VALUES ('${site}', ${n}, date '2024-01-01' + ${n}, ${text()}) ON CONFLICT (site, n) DO UPDATE SET note = excluded.note`;
    if (what < 0.6) return `UPDATE visits SET note = ${text()} WHERE site = '${site}'`;
    if (what < 0.75)
      return `UPDATE visits SET n = n + 100 WHERE site = '${site}' AND n = ${n} AND NOT EXISTS (SELECT FROM visits AS v WHERE v.site = '${site}' AND v.n = ${n + 100})`;
    if (what < 0.98) return `DELETE FROM visits WHERE site = '${site}' AND n % 5 = ${n % 5}`;
    return 'TRUNCATE visits';
  }
  const id = key();
  if (what < 0.4)
    return `INSERT INTO accounts (id, name, balance, happened, data, photo, tags, active, essay)
      VALUES (${id}, ${text()}, ${random.below(100_000)}.${10 + random.below(89)}, timestamptz '2024-05-01 12:00:00.123456+02' + interval '${random.below(9999)} s',
        '{"n": ${random.below(100)}}', '\\x${random.below(255).toString(16).padStart(2, '0')}', ARRAY['x', NULL, ${text()}], ${random.chance(0.5)}, ${essay()})
      ON CONFLICT (id) DO UPDATE SET balance = excluded.balance, essay = excluded.essay`;
  if (what < 0.65)
    return `UPDATE accounts SET name = ${text()}, balance = balance + 1 WHERE id % 7 = ${id % 7}`;
  if (what < 0.75) return `UPDATE accounts SET essay = ${essay()} WHERE id = ${id}`;
  if (what < 0.83)
    return `UPDATE accounts SET id = ${id} WHERE id = (SELECT min(id) FROM accounts) AND NOT EXISTS (SELECT FROM accounts AS a WHERE a.id = ${id})`;
  return `DELETE FROM accounts WHERE id IN (${id}, ${key()})`;
}

/** One statement that changes what columns a table has. */
export function alteration(random: SeededRandom): string {
  return random.chance(0.5)
    ? `ALTER TABLE accounts ADD COLUMN IF NOT EXISTS extra text DEFAULT 'filled'`
    : 'ALTER TABLE accounts DROP COLUMN IF EXISTS extra';
}
