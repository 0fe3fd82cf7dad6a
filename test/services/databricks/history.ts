import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { literal } from './sql-text.ts';
import { tableFolder } from './table-folder.ts';

interface CommitInfo {
  readonly timestamp: number;
  readonly operation: string;
  readonly operationParameters?: Readonly<Record<string, unknown>>;
  readonly operationMetrics?: Readonly<Record<string, unknown>>;
}

const HISTORY = /^\s*DESCRIBE\s+HISTORY\s+(.+?)(?:\s+LIMIT\s+(\d+))?\s*;?\s*$/is;

/**
 * A `DESCRIBE HISTORY` as a statement that answers the same from the table's log, with maps as JSON: what Spark's server
 * makes of them is none where a value has quotes in it. Any other statement, and one about what is no Delta table, stays.
 */
export async function historyStatement(
  sql: string,
  run: (statement: string) => Promise<(string | null)[][]>,
): Promise<string> {
  const [, table, limit] = HISTORY.exec(sql) ?? [];
  if (!table) return sql;
  const detail = await run(`DESCRIBE DETAIL ${table}`).catch(() => undefined);
  const folder = tableFolder(detail?.[0]);
  if (!folder) return sql;
  const log = join(folder, '_delta_log');
  const versions = (await readdir(log)).filter((name) => /^\d{20}\.json$/.test(name)).sort();
  const latest = versions.reverse().slice(0, Number(limit ?? versions.length));
  const rows = await Promise.all(
    latest.map(async (name) => row(BigInt(name.slice(0, 20)), await readFile(join(log, name), 'utf8'))),
  );
  return `SELECT * FROM VALUES ${rows.join(', ')} AS history(version, timestamp, operation, operationParameters, operationMetrics)`;
}

function row(version: bigint, commit: string): string {
  const entries = commit
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { readonly commitInfo?: CommitInfo });
  const info = entries.find(({ commitInfo }) => commitInfo)?.commitInfo;
  const json = (map: CommitInfo['operationMetrics']) => literal(JSON.stringify(map ?? {}));
  return `(${version}L, timestamp_millis(${info?.timestamp ?? 0}), ${literal(info?.operation ?? '')}, ${json(info?.operationParameters)}, ${json(info?.operationMetrics)})`;
}
