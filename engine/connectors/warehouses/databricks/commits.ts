import type { Batch, LoadOutcome } from '../../../contract/contract.ts';
import { pause } from '../../../kit/abort.ts';
import { ifThere } from './catalog.ts';
import { StatementError } from './client/failures.ts';
import type { Warehouse } from './client/warehouse.ts';
import { formatTableId, quoteTable, type TableName } from './names.ts';
import { quoteLiteral } from './sql.ts';

/*
 * What was loaded, kept in a Delta table of the target's schema. A Delta transaction spans one table, so that the note of a
 * batch comes after the batch's rows; what makes the pair of them safe is in load.ts.
 */

/** How long a batch is remembered, in days: nobody resumes from farther back. */
const REMEMBERED_DAYS = 30;

export function commitsOf(target: TableName): TableName {
  return { ...target, table: '_syncform_commits' };
}

/** The outcome of a batch, and whether the scope has batches that may be forgotten. */
export function findBatch(target: TableName, { scope, id }: Batch): string {
  return [
    'SELECT batch_id, outcome',
    `FROM ${quoteTable(commitsOf(target))}`,
    `WHERE scope = ${quoteLiteral(scope)}`,
    `  AND (batch_id = ${quoteLiteral(id)} OR committed_at < current_timestamp() - INTERVAL ${REMEMBERED_DAYS} DAYS)`,
  ].join('\n');
}

export function createCommits(target: TableName): string {
  return `CREATE TABLE IF NOT EXISTS ${quoteTable(commitsOf(target))} (scope STRING, batch_id STRING, table_id STRING, outcome STRING, committed_at TIMESTAMP) USING DELTA`;
}

/** Notes a batch. Done twice it is noted twice, which says nothing else; it never stands in another one's way. */
export function noteBatch(target: TableName, { scope, id }: Batch, outcome: LoadOutcome): string {
  const values = [scope, id, formatTableId(target), JSON.stringify(outcome)].map(quoteLiteral);
  return `INSERT INTO ${quoteTable(commitsOf(target))} VALUES (${values.join(', ')}, current_timestamp())`;
}

export function forgetOldBatches(target: TableName, { scope }: Batch): string {
  return `DELETE FROM ${quoteTable(commitsOf(target))} WHERE scope = ${quoteLiteral(scope)} AND committed_at < current_timestamp() - INTERVAL ${REMEMBERED_DAYS} DAYS`;
}

export function forgetBatchesOf(target: TableName): string {
  return `DELETE FROM ${quoteTable(commitsOf(target))} WHERE table_id = ${quoteLiteral(formatTableId(target))}`;
}

/** What is known of a batch and of those before it. */
export interface Account {
  /** Undefined where the batch is not noted. */
  readonly outcome: LoadOutcome | undefined;
  /** Whether there is a table of batches at all. */
  readonly isKept: boolean;
  readonly hasOld: boolean;
}

export async function accountOf(
  warehouse: Warehouse,
  target: TableName,
  batch: Batch,
  signal: AbortSignal,
): Promise<Account> {
  const doing = { doing: `asking what ${formatTableId(target)} holds` };
  const rows = await ifThere(warehouse.rows(findBatch(target, batch), signal, doing));
  const found = rows?.find(({ batch_id }) => batch_id === batch.id);
  return {
    outcome: found?.outcome ? (JSON.parse(found.outcome) as LoadOutcome) : undefined,
    isKept: rows !== undefined,
    hasOld: rows?.some(({ batch_id }) => batch_id !== batch.id) ?? false,
  };
}

/** Notes a batch's outcome once its rows are in the table. May be repeated. */
export async function keepAccount(
  warehouse: Warehouse,
  target: TableName,
  batch: Batch,
  outcome: LoadOutcome,
  { isKept, hasOld }: Account,
  signal: AbortSignal,
): Promise<void> {
  const doing = { doing: `noting the batch of ${formatTableId(target)}` };
  if (!isKept) await makeCommits(warehouse, target, signal);
  await warehouse.rows(noteBatch(target, batch, outcome), signal, doing);
  if (hasOld) await unlessRefused(warehouse.rows(forgetOldBatches(target, batch), signal, doing));
}

/** Tries to make one table that others try to make as well: all but one of them may fail, and find it made later. */
const TRIES = 6;
const WAIT_MS = 500;

async function makeCommits(warehouse: Warehouse, target: TableName, signal: AbortSignal): Promise<void> {
  const doing = { doing: `making ${formatTableId(commitsOf(target))}` };
  for (let attempt = 1; ; attempt++) {
    try {
      await warehouse.rows(createCommits(target), signal, doing);
      return;
    } catch (error) {
      if (!(error instanceof StatementError) || attempt === TRIES) throw error;
      await pause(WAIT_MS * attempt, signal);
    }
  }
}

/** Forgets every batch of a table that no longer exists. */
export async function forgetTable(
  warehouse: Warehouse,
  target: TableName,
  signal: AbortSignal,
): Promise<void> {
  await ifThere(warehouse.rows(forgetBatchesOf(target), signal, { doing: 'forgetting its batches' }));
}

/** Waits for what may as well be done another time: another process may be doing it. */
async function unlessRefused(statement: Promise<unknown>): Promise<void> {
  try {
    await statement;
  } catch (error) {
    if (!(error instanceof StatementError)) throw error;
  }
}
