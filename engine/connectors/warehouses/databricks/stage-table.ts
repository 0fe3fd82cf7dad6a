import { createHash, randomUUID } from 'node:crypto';
import { ifThere } from './catalog.ts';
import type { Warehouse } from './client/warehouse.ts';
import type { DatabricksConfig } from './config.ts';
import { createStage, dropStage, type LoadedColumn, STAGE_PREFIX, showStages } from './load-statements.ts';
import type { TableName } from './names.ts';
import { createSchema } from './table-statements.ts';

/** A name for what may hold any characters: 32 letters and digits. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** Where a target's rows arrive: beside it, or in the schema that the connection keeps for that. */
export function stagePlace(config: DatabricksConfig, target: TableName): Omit<TableName, 'table'> {
  const { use_bulk_sync_staging_schema, bulk_sync_staging_schema } = config;
  const { table: _, ...beside } = target;
  return use_bulk_sync_staging_schema && bulk_sync_staging_schema !== undefined
    ? { ...beside, schema: bulk_sync_staging_schema }
    : beside;
}

/**
 * A name for a scope's next staging table. No two loads have the same: a statement of a load whose process has died, which
 * the warehouse may carry out later, finds no table and not another load's.
 */
export function newStage(place: Omit<TableName, 'table'>, scope: string): TableName {
  const load = randomUUID().replaceAll('-', '').slice(0, 12);
  return { ...place, table: `${STAGE_PREFIX}${shortDigest(scope)}_${load}` };
}

/** The staging tables that earlier loads of a scope left behind; undefined where there is no such schema. */
export async function leftStages(
  warehouse: Warehouse,
  place: Omit<TableName, 'table'>,
  scope: string,
  signal: AbortSignal,
): Promise<readonly TableName[] | undefined> {
  const doing = { doing: 'looking for rows that an earlier load left' };
  const rows = await ifThere(warehouse.rows(showStages(place, shortDigest(scope)), signal, doing));
  return rows?.flatMap(({ tableName }) => (tableName ? [{ ...place, table: tableName }] : []));
}

export async function makeStage(
  warehouse: Warehouse,
  stage: TableName,
  columns: readonly LoadedColumn[],
  isSchemaMissing: boolean,
  signal: AbortSignal,
): Promise<void> {
  const doing = { doing: `making the staging table ${stage.schema}.${stage.table}` };
  if (isSchemaMissing) await warehouse.rows(createSchema(stage), signal, doing);
  await warehouse.rows(createStage(stage, columns), signal, doing);
}

export async function removeStage(warehouse: Warehouse, stage: TableName): Promise<void> {
  const doing = { doing: `removing the staging table ${stage.schema}.${stage.table}` };
  // Also after a cancel: the signal that has fired is not asked.
  await ifThere(warehouse.rows(dropStage(stage), AbortSignal.timeout(REMOVAL_LIMIT_MS), doing));
}

const REMOVAL_LIMIT_MS = 120_000;

function shortDigest(scope: string): string {
  return digest(scope).slice(0, 12);
}
