import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { LoadRequest, RejectedRecord } from '../../../contract/contract.ts';
import { NAMING_LENGTH } from '../../../contract/rejected-records.ts';
import { numberOf } from '../../../families/duckdb/rejects.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { quoteLiteral } from '../../../kit/sql.ts';
import { interruptible } from '../../../movement/interruptible.ts';
import { StatementError } from './client/failures.ts';
import type { Row } from './client/values.ts';
import { type LoadedColumn, REFUSED_COLUMN } from './load-statements.ts';
import { copyToParquet, type Written } from './parquet-files.ts';
import {
  type CheckedFiles,
  type FileOptions,
  MOST_REJECTED,
  NUMBER_COLUMN,
  namesOf,
} from './refused-rows.ts';
import { quoteIdentifier } from './sql.ts';
import { checkConstraints } from './table-properties.ts';
import type { TableConstraint } from './violation-statements.ts';

/** Whether a load failed because a row breaks a constraint of the table: then nothing of it was done. */
export function isViolation(error: unknown): error is StatementError {
  return error instanceof StatementError && /VIOLATE_CONSTRAINT|NOT_NULL_CONSTRAINT/.test(told(error));
}

/** The condition may be that of the job whose part failed; the text has the cause. */
function told({ condition, message }: StatementError): string {
  return `${condition} ${message}`;
}

/** The column, among those of the table, that takes no NULL, as a failure tells it. */
export function notNullOf(error: StatementError, names: readonly string[]): string | undefined {
  if (!/NOT_NULL_CONSTRAINT/.test(told(error))) return undefined;
  const said = /NOT NULL constraint violated for column:?\s+`?(.*)/is.exec(error.message)?.[1] ?? '';
  // One name may begin with another one.
  const [longest] = names
    .filter((name) => said.toLowerCase().startsWith(name.toLowerCase()))
    .toSorted((a, b) => b.length - a.length);
  return longest;
}

/** What a table's properties (the rows of SHOW TBLPROPERTIES) and its failures say that its rows have to be. */
export function tableConstraints(
  properties: readonly Row[],
  notNull: readonly string[],
): readonly TableConstraint[] {
  const named = Object.fromEntries(properties.map(({ key, value }) => [key ?? '', value ?? '']));
  return [
    ...notNull.map((name) => ({
      holds: `${quoteIdentifier(name)} IS NOT NULL`,
      reason: `column "${name}" takes no NULL`,
    })),
    ...checkConstraints(named).map((text) => ({
      holds: text.replace(/^CHECK /, ''),
      reason: `${text} does not hold`,
    })),
  ];
}

/** Files of the same rows with the number of each in the column after those of the load. */
export async function numberedFiles(
  request: LoadRequest,
  { paths }: CheckedFiles,
  columns: readonly LoadedColumn[],
): Promise<Written> {
  return copyToParquet(
    request,
    `SELECT *, row_number() OVER () AS c${columns.length} FROM ${filesOf(paths)}`,
    besideOf(paths, 'numbered'),
    { isOneFile: false },
  );
}

/** The files `checked` without rows that break a constraint, told by their numbers in files that `numberedFiles` made. */
export async function withoutViolating(
  request: LoadRequest,
  checked: CheckedFiles,
  numbered: Written,
  violating: readonly Row[],
  columns: readonly LoadedColumn[],
  options: FileOptions,
): Promise<CheckedFiles> {
  const { session, signal } = request;
  if (violating.length > MOST_REJECTED)
    throw new SyncformError(
      'failed',
      `more than ${MOST_REJECTED} records were refused, the first because ${violating[0]?.reason}`,
    );
  if (violating.length === 0) return checked;
  const naming = namesOf(request);
  const texts = naming.map(
    (name) =>
      `left(CAST(c${request.columns.findIndex((column) => column.name === name)} AS VARCHAR), ${NAMING_LENGTH})`,
  );
  const place = `c${columns.length}`;
  const at = `${place} IN (${violating.map(({ number }) => number).join(', ')})`;
  const number = request.numbered ? NUMBER_COLUMN : 'NULL';
  const found = await interruptible(session, signal, () =>
    session.all(
      `SELECT CAST(${place} AS VARCHAR), ${number}, ${texts.join(', ')} FROM ${filesOf(numbered.paths)} WHERE ${at} ORDER BY ${place}`,
    ),
  );
  const reasons = new Map(violating.map(({ number, reason }) => [number, reason]));
  const rejected = found.map(
    ([row, own, ...values]): RejectedRecord => ({
      key: Object.fromEntries(naming.map((name, i) => [name, (values[i] ?? null) as string | null])),
      reason: String(reasons.get(String(row))),
      ...numberOf(own),
    }),
  );
  const refused = checked.hasRefused ? `${REFUSED_COLUMN} OR ${at}` : at;
  const taken = [
    ...columns.map((_, i) => `c${i}`),
    ...(options.keepsRefused ? [`${refused} AS ${REFUSED_COLUMN}`] : []),
    ...(request.numbered ? [NUMBER_COLUMN] : []),
  ];
  const good = await copyToParquet(
    request,
    `SELECT ${taken.join(', ')} FROM ${filesOf(numbered.paths)}${options.keepsRefused ? '' : ` WHERE NOT ${at}`}`,
    besideOf(numbered.paths, 'taken'),
    options,
  );
  return {
    ...good,
    rows: checked.rows - rejected.length,
    rejected: [...checked.rejected, ...rejected],
    hasRefused: options.keepsRefused,
  };
}

/** A path that nothing has yet, in the folder of a load's files. */
function besideOf([first = '']: readonly string[], name: string): string {
  return join(dirname(first), `${name}-${randomUUID()}`);
}

function filesOf(paths: readonly string[]): string {
  return `read_parquet([${paths.map(quoteLiteral).join(', ')}])`;
}
