/*
 * The rows that are moved: twelve columns of mixed types; texts with quotes, line breaks, commas and letters beyond
 * ASCII; NULLs and empty strings. The same rows each time.
 */

export const COLUMNS = [
  ['id', 'bigint NOT NULL'],
  ['quantity', 'int'],
  ['price', 'numeric(12,2)'],
  ['score', 'double precision'],
  ['active', 'boolean'],
  ['born', 'date'],
  ['updated_at', 'timestamptz'],
  ['token', 'uuid'],
  ['name', 'text'],
  ['note', 'text'],
  ['tag', 'text'],
  ['details', 'jsonb'],
] as const;

export const COLUMN_NAMES: readonly string[] = COLUMNS.map(([name]) => name);
const TEXTS = ['name', 'note', 'tag', 'details'];

/** The definition of a table of these columns, without a key. */
export function createTable(table: string): string {
  return `CREATE TABLE ${table} (${COLUMNS.map(([name, type]) => `${name} ${type}`).join(', ')})`;
}

/** Rows of these ids, as an INSERT. */
export function insertRows(table: string, from: number, to: number): string {
  return `INSERT INTO ${table}
    SELECT i,
      CASE WHEN i % 17 <> 0 THEN (i * 7919 % 100000)::int END,
      CASE WHEN i % 19 <> 0 THEN (i * 104729 % 1000000000) / 100.0 END,
      CASE WHEN i % 23 <> 0 THEN i / 7.0 END,
      CASE WHEN i % 29 <> 0 THEN i % 2 = 0 END,
      CASE WHEN i % 31 <> 0 THEN date '1970-01-01' + (i % 20000)::int END,
      timestamptz '2024-01-01 00:00:00Z' + i * interval '1.000001 seconds',
      md5(i::text)::uuid,
      'Zoë Müller ' || i || ' 北京 🙂',
      CASE i % 10 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE 'she said "no", ' || i || E'\\nand left;\\ttwice' END,
      CASE WHEN i % 5 = 0 THEN '' WHEN i % 3 = 0 THEN NULL ELSE repeat('x', (i % 50)::int) END,
      CASE WHEN i % 37 <> 0 THEN jsonb_build_object('k', i, 'tags', jsonb_build_array('a', i % 7, NULL), 'text', 'x"y' || i) END
    FROM generate_series(${from}::bigint, ${to}::bigint) AS i`;
}

/** Makes a table with a key and rows 1 to `rows`. */
export function makeTable(table: string, rows: number): readonly string[] {
  return [
    createTable(table),
    insertRows(table, 1, rows),
    `ALTER TABLE ${table} ADD PRIMARY KEY (id)`,
    `VACUUM ANALYZE ${table}`,
  ];
}

/** How late a round's changes are: after all rows' times and the changes of the rounds before, and not in the future. */
function changedAt(round: number): string {
  return `timestamptz '2025-01-01 00:00:00Z' + interval '${round} days'`;
}

/** Changes every hundredth row and adds as many new ones after the last, all of them later than everything before. */
export function changeRows(table: string, rows: number, round: number): readonly string[] {
  const added = Math.floor(rows / 100);
  return [
    `UPDATE ${table} SET note = 'changed in round ${round}', updated_at = ${changedAt(round)} WHERE id % 100 = 50`,
    insertRows(table, rows + 1, rows + added),
    `UPDATE ${table} SET updated_at = ${changedAt(round)} WHERE id > ${rows}`,
    `VACUUM ANALYZE ${table}`,
  ];
}

/** Takes the rows that `changeRows` added out again. */
export function removeAdded(table: string, rows: number): readonly string[] {
  return [`DELETE FROM ${table} WHERE id > ${rows}`, `VACUUM ANALYZE ${table}`];
}

/**
 * What is compared of two tables, wherever they are: rows, NULLs and empty strings by column, sums, lengths of texts, the
 * newest moment in microseconds. The SQL is Postgres's and DuckDB's alike.
 */
export function factsOf(table: string): string {
  const counts = COLUMN_NAMES.map((name) => `count(${name})`);
  const empty = ['name', 'note', 'tag'].map((name) => `sum(CASE WHEN ${name} = '' THEN 1 ELSE 0 END)`);
  const lengths = TEXTS.map((name) => `sum(length(CAST(${name} AS VARCHAR)))`);
  return `SELECT ${[
    'count(*)',
    ...counts,
    ...empty,
    ...lengths,
    'sum(id)',
    'sum(quantity)',
    'sum(price)',
    'min(score)',
    'max(score)',
    'min(born)',
    'max(born)',
    'sum(CASE WHEN active THEN 1 ELSE 0 END)',
    'CAST(extract(epoch FROM max(updated_at)) * 1000000 AS bigint)',
  ]
    .map((fact) => `CAST(${fact} AS VARCHAR)`)
    .join(', ')} FROM ${table}`;
}
