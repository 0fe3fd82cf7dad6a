import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadRequest } from '../../../contract/contract.ts';
import { NUMBER, numberedRequest } from '../../../contract/record-numbers.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { quoteIdentifier, quoteLiteral } from '../../../kit/sql.ts';
import { toRelation } from '../../../movement/transfer.ts';
import { fieldType } from '../../../types/field-type.ts';
import type { LoadedColumn } from './load-statements.ts';
import { copyToParquet } from './parquet-files.ts';
import {
  type CheckedFiles,
  type FileOptions,
  NUMBER_COLUMN,
  REASON_COLUMN,
  withoutRefused,
} from './refused-rows.ts';
import { fileType, fileValue, misfitReason } from './stage-values.ts';

/** A batch as Parquet files on the local disk. Dispose of it to remove them. */
export interface LocalFiles extends CheckedFiles, AsyncDisposable {}

/** Writes a load's rows into Parquet files, in the target's types, without those that cannot be loaded. */
export async function writeFiles(
  request: LoadRequest,
  columns: readonly LoadedColumn[],
  options: FileOptions,
): Promise<LocalFiles> {
  const { session, signal, onProgress } = request;
  const folder = join(session.tempDir, randomUUID());
  const dispose = () => rm(folder, { recursive: true, force: true });
  try {
    await mkdir(folder);
    const arriving = numberedRequest(request);
    const isSeen = arriving.rows.format === 'rows';
    const relation = toRelation(arriving.rows, arriving.columns, ({ rows }) => {
      if (isSeen && rows) onProgress({ rows });
    });
    if (!relation) throw new SyncformError('unsupported', `DuckDB cannot read ${arriving.rows.format}`);
    const rows = await relation.attach(session, signal);
    const select = selectFile(rows, request, columns, options);
    const first = await copyToParquet(request, select, join(folder, 'all'), options);
    if (!isSeen) onProgress({ rows: first.rows });
    const checked = await withoutRefused(request, first, columns, options, join(folder, 'good'));
    return { ...checked, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** The rows as the file has them, with the reason of those that do not fit, where there can be such. */
function selectFile(
  rows: string,
  { columns: arriving, key, table, numbered }: Pick<LoadRequest, 'columns' | 'key' | 'table' | 'numbered'>,
  columns: readonly LoadedColumn[],
  { emptyIsNull }: FileOptions,
): string {
  const values: string[] = [];
  const reasons: string[] = [];
  for (const [i, { name, type }] of arriving.entries()) {
    const target = columns[i] as LoadedColumn;
    const field = fieldType(type);
    const value = `r.${quoteIdentifier(name)}`;
    const stored = fileValue(value, field, fileType(target.type));
    const isCleared = emptyIsNull && field.kind === 'string' && !key.includes(name);
    values.push(`${isCleared ? `nullif(${stored}, '')` : stored} AS c${i}`);
    const reason = misfitReason(value, field, target);
    if (reason !== undefined) reasons.push(reason);
    // What empty texts become, the table was altered for; NULL in a key is found later.
    const takesNull =
      isCleared || key.includes(name) || table.columns.find((c) => c.name === name)?.nullable !== false;
    if (!takesNull)
      reasons.push(`CASE WHEN ${value} IS NULL THEN ${quoteLiteral(`column "${name}" takes no NULL`)} END`);
  }
  if (reasons.length > 0) values.push(`coalesce(${reasons.join(', ')}) AS ${REASON_COLUMN}`);
  const number = quoteIdentifier(NUMBER.name);
  if (numbered) values.push(`r.${number} AS ${NUMBER_COLUMN}`);
  const names = [...arriving.map(({ name }) => quoteIdentifier(name)), ...(numbered ? [number] : [])].join(
    ', ',
  );
  return `SELECT ${values.join(', ')} FROM (${rows}) AS r(${names})`;
}
