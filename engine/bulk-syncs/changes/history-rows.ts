import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Column } from '../../contract/contract.ts';
import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { writingFile } from '../../kit/full-disk.ts';
import { quoteIdentifier, quoteLiteral } from '../../kit/sql.ts';
import { CSV_FIRST_LINE, csvLine, selectFromCsvFile } from '../../movement/csv-dialect.ts';
import { interruptible } from '../../movement/interruptible.ts';
import { type ChangedTable, column, filterCondition, STAGED } from './compact-changes.ts';
import {
  COMMITTED_AT,
  HISTORY_COLUMNS,
  OPERATION,
  POSITION,
  SEQUENCE,
  TRANSACTION,
  UNCHANGED_COLUMNS,
} from './history-columns.ts';
import type { CommitOfBatch } from './stream-state.ts';

const COMMITS = 'temp.main._syncform_commits';
const COMMIT_COLUMNS: readonly Column[] = [
  { name: 'x', type: 'bigint' },
  { name: 'position', type: 'string' },
  { name: 'time', type: 'datetime_tz' },
  { name: 'number', type: 'bigint' },
];

/** Writes the ends of a batch's transactions to a file in the engine's dialect of CSV; so many came `before` them. */
export async function writeCommits(
  path: string,
  commits: readonly CommitOfBatch[],
  before: number,
): Promise<void> {
  const lines = function* () {
    yield CSV_FIRST_LINE;
    for (const [i, { position, time }] of commits.entries())
      yield csvLine([i + 1, position, time ?? null, before + i + 1]);
  };
  const file = createWriteStream(path, { mode: 0o600, flags: 'wx' });
  await writingFile(path, pipeline(Readable.from(lines()), file));
}

/** Every staged change as a row: the columns, and a SELECT of them. */
export interface HistoryRows {
  readonly columns: readonly Column[];
  readonly select: string;
}

/**
 * The staged changes, each as a row, in no order: the columns tell it. What the filters leave out counts as deleted, and of
 * it nothing but the key shows. `names` are the table's names of the first fields.
 */
export async function historyRows(
  session: DuckdbSession,
  commits: string,
  table: ChangedTable,
  names: readonly string[],
  now: number,
  signal: AbortSignal,
): Promise<HistoryRows> {
  const { fields, keyAt } = table;
  const run = (sql: string) => interruptible(session, signal, () => session.run(sql));
  await run(`CREATE OR REPLACE TEMP TABLE ${COMMITS} AS ${selectFromCsvFile(commits, COMMIT_COLUMNS)}`);
  const passes = filterCondition(table, now);
  const isGone = passes ? `(o <> 't' AND o <> 'd' AND NOT (${passes}))` : 'false';
  const values = fields.map((_, i) =>
    keyAt.includes(i) ? `r.${column(i)}` : `if(${isGone}, NULL, r.${column(i)})`,
  );
  const listed = names.map(quoteLiteral).join(', ');
  const unchanged = `array_to_string(list_filter([${listed}], lambda name, i: m[i] = '1'), ', ')`;
  const history: Readonly<Record<string, string>> = {
    [OPERATION]: `if(${isGone}, 'delete', CASE o WHEN 'u' THEN 'update' WHEN 'd' THEN 'delete' WHEN 't' THEN 'truncate' ELSE 'insert' END)`,
    [POSITION]: 'c.position',
    [TRANSACTION]: 'c.number',
    [SEQUENCE]: 's - first + 1',
    [COMMITTED_AT]: 'c.time',
    [UNCHANGED_COLUMNS]: `if(o = 'd' OR m IS NULL OR ${isGone}, NULL, ${unchanged})`,
  };
  const selected = [
    ...values.map((value, i) => `${value} AS ${quoteIdentifier(fields[i]?.name ?? '')}`),
    ...HISTORY_COLUMNS.map(({ name }) => `${history[name]} AS ${quoteIdentifier(name)}`),
  ];
  return {
    columns: [...fields.map(({ name, type }) => ({ name, type })), ...HISTORY_COLUMNS],
    select: `SELECT ${selected.join(', ')} FROM ${STAGED} AS r JOIN ${COMMITS} AS c USING (x)
      JOIN (SELECT x, min(s) AS first FROM ${STAGED} GROUP BY x) USING (x)`,
  };
}
