import { DuckDBInstance } from '@duckdb/node-api';

/** What the output `last_executions` tells of a sync. */
export interface LastExecution {
  readonly id: string;
  readonly status: string;
  readonly started_at: string;
  readonly completed_at: string;
  readonly records_inserted: number;
  readonly records_updated: number;
  readonly records_deleted: number;
  readonly records_unchanged: number;
  readonly records_rejected: number;
  readonly bytes: number;
}

/** What each sync moved in each apply, as a table. */
export function movedTable(
  applies: readonly {
    readonly title: string;
    readonly executions: Readonly<Record<string, LastExecution>>;
  }[],
): string {
  const rows = applies.flatMap(({ title, executions }) =>
    inOrder(executions).map(([name, execution]) => [
      title,
      name,
      execution.status,
      execution.records_inserted.toLocaleString('en'),
      execution.records_updated.toLocaleString('en'),
      execution.records_deleted.toLocaleString('en'),
      execution.records_unchanged.toLocaleString('en'),
      execution.records_rejected.toLocaleString('en'),
      megabytes(execution.bytes),
      `${((Date.parse(execution.completed_at) - Date.parse(execution.started_at)) / 1000).toFixed(1)} s`,
    ]),
  );
  return table(
    ['', 'sync', 'status', 'inserted', 'updated', 'deleted', 'unchanged', 'rejected', 'bytes', 'took'],
    rows,
    3,
  );
}

/** What a sync of records did, in a sentence. */
export function sentence(name: string, execution: LastExecution): string {
  const written = execution.records_inserted + execution.records_updated + execution.records_deleted;
  const all = written + execution.records_unchanged + execution.records_rejected;
  return `${name}: ${all.toLocaleString('en')} records, ${written.toLocaleString('en')} of them sent.`;
}

/** Zero where DuckDB moves them inside itself. */
function megabytes(bytes: number): string {
  return bytes === 0 ? '–' : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Executions by the name of their sync, in the order in which they ran. */
function inOrder(
  executions: Readonly<Record<string, LastExecution>>,
): readonly (readonly [string, LastExecution])[] {
  return Object.entries(executions).sort(([, a], [, b]) => (a.started_at < b.started_at ? -1 : 1));
}

/** A query's result over a DuckDB file, as a table. */
export async function queryTable(file: string, sql: string, firstNumber: number): Promise<string> {
  const instance = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  try {
    const result = await connection.runAndReadAll(sql);
    const rows = result.getRows().map((row) => row.map((value) => String(value ?? '')));
    return table(result.columnNames(), rows, firstNumber);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Columns from `firstNumber` on are aligned to the right. */
function table(header: readonly string[], rows: readonly (readonly string[])[], firstNumber: number): string {
  const widths = header.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (i < firstNumber ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(header), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)]
    .map((text) => `  ${text}`)
    .join('\n');
}
