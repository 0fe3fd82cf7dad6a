import type { SeededRandom } from '../random.ts';

/** Tables of a MySQL source that a workload writes to: one of many types, one with a wide key. */
export const WORKLOAD_TABLES: readonly string[] = [
  `CREATE TABLE accounts (
     id bigint unsigned PRIMARY KEY, name varchar(100), balance decimal(14,2), happened timestamp(6) NULL, placed datetime(3),
     data json, photo varbinary(40), kind enum('a', 'it''s', 'é'), active tinyint(1), rate double, essay longtext
   ) CHARACTER SET utf8mb4`,
  `CREATE TABLE visits (site varchar(20) COLLATE utf8mb4_bin, n int, seen date, note text CHARACTER SET latin1,
     PRIMARY KEY (site, n)) CHARACTER SET utf8mb4`,
];

const KEYS = 60;
const TEXTS = ["'a'", "''", `'q"u,o\\nte'`, "'é'", 'NULL'];

/** One statement that changes something, or nothing where its key is not there. Few keys, so that changes meet. */
export function change(random: SeededRandom): string {
  const text = () => random.pick(TEXTS);
  const what = random.next();
  if (random.chance(0.35)) {
    const [site, n] = [random.pick(['a', 'b', 'é']), random.below(20)];
    if (what < 0.4)
      return `INSERT INTO visits VALUES ('${site}', ${n}, date '2024-01-01' + INTERVAL ${n} DAY, ${text()}) ON DUPLICATE KEY UPDATE note = VALUES(note)`;
    if (what < 0.6) return `UPDATE visits SET note = ${text()} WHERE site = '${site}'`;
    if (what < 0.75) return `UPDATE IGNORE visits SET n = n + 100 WHERE site = '${site}' AND n = ${n}`;
    if (what < 0.98) return `DELETE FROM visits WHERE site = '${site}' AND n % 5 = ${n % 5}`;
    return 'TRUNCATE TABLE visits';
  }
  const id = random.below(KEYS);
  if (what < 0.4)
    return `INSERT INTO accounts (id, name, balance, happened, placed, data, photo, kind, active, rate, essay)
      VALUES (${id}, ${text()}, ${random.below(100_000)}.${10 + random.below(89)}, timestamp'2024-05-01 12:00:00.123456' + INTERVAL ${random.below(9999)} SECOND,
        '1000-01-01 00:00:00.5', '{"n": ${random.below(100)}}', x'${random.below(255).toString(16).padStart(2, '0')}', ${1 + random.below(3)},
        ${random.chance(0.5)}, ${random.below(1000)} / 7, repeat(sha2('${random.below(1000)}', 256), ${random.below(200)}))
      ON DUPLICATE KEY UPDATE balance = VALUES(balance), essay = VALUES(essay)`;
  if (what < 0.65)
    return `UPDATE accounts SET name = ${text()}, balance = balance + 1 WHERE id % 7 = ${id % 7}`;
  if (what < 0.75) return `REPLACE INTO accounts (id, name) VALUES (${id}, ${text()})`;
  if (what < 0.83) return `UPDATE IGNORE accounts SET id = ${id} ORDER BY id LIMIT 1`;
  return `DELETE FROM accounts WHERE id IN (${id}, ${random.below(KEYS)})`;
}

/** What is there already, or not there any more: ER_DUP_FIELDNAME, ER_DUP_KEYNAME, ER_CANT_DROP_FIELD_OR_KEY. */
const ALTERED_ALREADY: ReadonlySet<unknown> = new Set([1060, 1061, 1091]);

/**
 * Changes what columns a table has, or only its indexes. The table is written again each time: what an instant ALTER leaves
 * behind in rows adds up.
 */
export async function alter(random: SeededRandom, run: (sql: string) => Promise<unknown>): Promise<void> {
  const statement = random.pick([
    `ALTER TABLE accounts ADD COLUMN extra varchar(20) DEFAULT 'filled' AFTER id, ALGORITHM = COPY`,
    'ALTER TABLE accounts DROP COLUMN extra, ALGORITHM = COPY',
    'ALTER TABLE accounts ADD INDEX by_name (name)',
  ]);
  await run(statement).catch((error: { readonly errno?: unknown }) => {
    if (!ALTERED_ALREADY.has(error.errno)) throw error;
  });
}
