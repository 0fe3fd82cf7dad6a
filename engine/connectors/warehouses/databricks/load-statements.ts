import type { LoadOperation } from '../../../contract/contract.ts';
import { stampOf } from '../../../contract/own-rows.ts';
import { quoteSchema, quoteTable, type TableName } from './names.ts';
import { quoteIdentifier, quoteList, quoteLiteral } from './sql.ts';

/*
 * The text of every statement that loads rows, for a Databricks engineer to read: load-statements.test.ts has each as it is
 * sent. The statements that keep account of batches are in commits.ts.
 *
 * Staged files have the columns c0, c1, … in the order of a load's columns, so that no name has to be one that Parquet
 * files can carry.
 */

/** What the tables are called in which rows arrive. */
export const STAGE_PREFIX = '_syncform_stage_';
/** A column of theirs: the batch that a row came with. */
export const BATCH_COLUMN = '_syncform_batch';
/** A column of files: whether a row was refused and only its key is to be known. */
export const REFUSED_COLUMN = 'refused';

/** A column of a load: its name in the target and the target's type. */
export interface LoadedColumn {
  readonly name: string;
  readonly type: string;
  readonly only?: 'create' | 'update';
  readonly isStamp?: boolean;
}

/** Columns that the warehouse fills with the time at which a row is written; undefined where there are none. */
export interface RecordTimestamps {
  readonly created: string;
  readonly updated: string;
}

/** How the warehouse reads staged files: with what the statement says, or with what Unity Catalog knows of their address. */
export type FileCredential =
  | { readonly kind: 'keys'; readonly accessKeyId: string; readonly secretAccessKey: string }
  | { readonly kind: 'sas'; readonly token: string }
  | { readonly kind: 'storage credential'; readonly name: string }
  | { readonly kind: 'external location' };

/** The tables in which earlier loads of a scope left rows; `scope` is a hash of letters and digits. */
export function showStages(place: Pick<TableName, 'catalog' | 'schema'>, scope: string): string {
  return `SHOW TABLES IN ${quoteSchema(place)} LIKE ${quoteLiteral(`${STAGE_PREFIX}${scope}_*`)}`;
}

/** A table's columns with their types. */
export function describeColumns(table: TableName): string {
  return `DESCRIBE TABLE ${quoteTable(table)}`;
}

/** The table in which a batch's rows arrive. What it holds is of no use to anybody later. */
export function createStage(stage: TableName, columns: readonly LoadedColumn[]): string {
  const definitions = [...columns.map(({ type }, i) => `c${i} ${type}`), `${BATCH_COLUMN} STRING`];
  return `CREATE TABLE ${quoteTable(stage)} (${definitions.join(', ')}) USING DELTA`;
}

export function dropStage(stage: TableName): string {
  return `DROP TABLE IF EXISTS ${quoteTable(stage)}`;
}

/** Takes a batch's files into its staging table. */
export function copyIntoStage(
  stage: TableName,
  columns: readonly LoadedColumn[],
  url: string,
  credential: FileCredential,
  { batch, hasRefused }: { readonly batch: string; readonly hasRefused: boolean },
): string {
  const named = quoteLiteral(batch);
  // Refused rows are of no batch, so that nothing is done by them; that they are there tells that they are not missing.
  const value = hasRefused ? `CASE WHEN ${REFUSED_COLUMN} THEN NULL ELSE ${named} END` : named;
  const values = [...columns.map((_, i) => `c${i}`), `${value} AS ${BATCH_COLUMN}`];
  return copyInto(stage, values, url, credential);
}

/**
 * Takes a batch's only file into the target itself. The target keeps account of the files that it has loaded and takes
 * none twice (https://docs.databricks.com/ingestion/cloud-object-storage/copy-into), within the rows' own commit.
 */
export function copyIntoTarget(
  target: TableName,
  columns: readonly LoadedColumn[],
  url: string,
  credential: FileCredential,
  timestamps: RecordTimestamps | undefined,
): string {
  const values = columns.flatMap(({ name, only }, i) =>
    only === 'update' ? [] : [`c${i} AS ${quoteIdentifier(name)}`],
  );
  const times = timestamps ? [timestamps.created, timestamps.updated] : [];
  const now = times.map((name) => `current_timestamp() AS ${quoteIdentifier(name)}`);
  return copyInto(target, [...values, ...now], url, credential);
}

function copyInto(
  table: TableName,
  values: readonly string[],
  url: string,
  credential: FileCredential,
): string {
  return [
    `COPY INTO ${quoteTable(table)}`,
    'FROM (',
    `  SELECT ${values.join(', ')}`,
    `  FROM ${quoteLiteral(url)}${withCredential(credential)}`,
    ')',
    'FILEFORMAT = PARQUET',
  ].join('\n');
}

function withCredential(credential: FileCredential): string {
  switch (credential.kind) {
    case 'keys': {
      const { accessKeyId, secretAccessKey } = credential;
      return ` WITH (CREDENTIAL (AWS_ACCESS_KEY = ${quoteLiteral(accessKeyId)}, AWS_SECRET_KEY = ${quoteLiteral(secretAccessKey)}))`;
    }
    case 'sas':
      return ` WITH (CREDENTIAL (AZURE_SAS_TOKEN = ${quoteLiteral(credential.token)}))`;
    case 'storage credential':
      return ` WITH (CREDENTIAL ${quoteIdentifier(credential.name)})`;
    case 'external location':
      return '';
  }
}

export interface MergeStatement {
  readonly target: TableName;
  readonly stage: TableName;
  readonly operation: Extract<LoadOperation, 'upsert' | 'insert' | 'update' | 'delete'>;
  readonly columns: readonly LoadedColumn[];
  readonly key: readonly string[];
  readonly batch: string;
  readonly timestamps?: RecordTimestamps | undefined;
  /** Of `upsert`: rows whose key does not come are deleted. */
  readonly deletesMissing?: boolean;
  /** What is written into a row instead of deleting it: names and values as SQL. */
  readonly marks?: readonly { readonly name: string; readonly value: string }[] | undefined;
  /** Of `delete`: the column in which rows have a value that may go. Absent: all may. */
  readonly stamp?: string | undefined;
}

/**
 * Merges a staged batch by key. That the batch is named in each WHEN changes nothing in what is done: so the table's
 * history, which has the conditions of each MERGE, says with the rows' own commit which batch they came of.
 */
export function mergeStage(merge: MergeStatement): string {
  const { target, stage, key, columns } = merge;
  const on = key.map((name) => `t.${quoteIdentifier(name)} = ${arriving(columns, name)}`).join(' AND ');
  return [
    `MERGE INTO ${quoteTable(target)} AS t`,
    `USING ${quoteTable(stage)} AS s`,
    `ON ${on}`,
    ...clauses(merge),
  ].join('\n');
}

function clauses(merge: MergeStatement): string[] {
  const { operation, columns, key, batch, timestamps, deletesMissing } = merge;
  const isOfBatch = `s.${BATCH_COLUMN} = ${quoteLiteral(batch)}`;
  if (operation === 'delete') {
    const { marks, stamp } = merge;
    const conditions = [
      isOfBatch,
      ...(marks ? [isUnmarked(marks)] : []),
      ...(stamp === undefined ? [] : [`t.${quoteIdentifier(stamp)} IS NOT NULL`]),
    ];
    return [`WHEN MATCHED AND ${conditions.join(' AND ')} THEN ${removal(marks)}`];
  }
  const isChanged = (column: LoadedColumn) => column.only !== 'create' && !key.includes(column.name);
  const values = columns.filter(isChanged);
  const differs = values
    .filter(({ isStamp }) => !isStamp)
    .map(({ name }) => `NOT (t.${quoteIdentifier(name)} <=> ${arriving(columns, name)})`);
  const stamp = stampOf(columns);
  if (stamp !== undefined && differs.length > 0) differs.push(`t.${quoteIdentifier(stamp)} IS NULL`);
  const assignments = [
    ...values.map(({ name }) => `t.${quoteIdentifier(name)} = ${arriving(columns, name)}`),
    ...(timestamps ? [`t.${quoteIdentifier(timestamps.updated)} = current_timestamp()`] : []),
  ];
  const inserted = columns.filter(({ only }) => only !== 'update').map(({ name }) => name);
  const times = timestamps ? [timestamps.created, timestamps.updated] : [];
  const insertedValues = [
    ...inserted.map((name) => arriving(columns, name)),
    ...times.map(() => 'current_timestamp()'),
  ];
  const update = [
    `WHEN MATCHED AND ${isOfBatch} AND (${differs.join(' OR ')})`,
    `  THEN UPDATE SET ${assignments.join(', ')}`,
  ];
  const insert = [
    `WHEN NOT MATCHED AND ${isOfBatch}`,
    `  THEN INSERT (${quoteList([...inserted, ...times])}) VALUES (${insertedValues.join(', ')})`,
  ];
  return [
    ...(operation !== 'insert' && differs.length > 0 ? update : []),
    ...(operation !== 'update' ? insert : []),
    ...(operation === 'upsert' && deletesMissing ? [deleteMissing(merge)] : []),
  ];
}

function deleteMissing({ marks, columns }: MergeStatement): string {
  const stamp = stampOf(columns);
  const isOwn = stamp === undefined ? '' : ` AND t.${quoteIdentifier(stamp)} IS NOT NULL`;
  const condition = `${isOwn}${marks ? ` AND ${isUnmarked(marks)}` : ''}`;
  return `WHEN NOT MATCHED BY SOURCE${condition} THEN ${removal(marks)}`;
}

function removal(marks: MergeStatement['marks']): string {
  if (!marks) return 'DELETE';
  return `UPDATE SET ${marks.map(({ name, value }) => `t.${quoteIdentifier(name)} = ${value}`).join(', ')}`;
}

function isUnmarked(marks: NonNullable<MergeStatement['marks']>): string {
  return `t.${quoteIdentifier(marks[0]?.name ?? '')} IS NULL`;
}

function arriving(columns: readonly LoadedColumn[], name: string): string {
  return `s.c${columns.findIndex((column) => column.name === name)}`;
}

/** Makes a table's contents exactly the staged rows, in one commit; `isOverwriting: false` adds them. */
export function insertStage(
  target: TableName,
  stage: TableName,
  columns: readonly LoadedColumn[],
  timestamps: RecordTimestamps | undefined,
  { isOverwriting }: { readonly isOverwriting: boolean },
): string {
  const times = timestamps ? [timestamps.created, timestamps.updated] : [];
  const taken = columns.flatMap(({ name, only }, i) => (only === 'update' ? [] : [{ name, value: `c${i}` }]));
  const names = quoteList([...taken.map(({ name }) => name), ...times]);
  const values = [...taken.map(({ value }) => value), ...times.map(() => 'current_timestamp()')];
  return [
    `INSERT ${isOverwriting ? 'OVERWRITE' : 'INTO'} ${quoteTable(target)} (${names})`,
    `SELECT ${values.join(', ')}`,
    `FROM ${quoteTable(stage)}`,
  ].join('\n');
}

export function truncateTable(target: TableName): string {
  return `TRUNCATE TABLE ${quoteTable(target)}`;
}

/** How many rows a table has, those alone with a value in a column where one is named: Delta knows without reading any. */
export function countRows(table: TableName, filled?: string): string {
  return `SELECT count(${filled === undefined ? '*' : quoteIdentifier(filled)}) AS rows FROM ${quoteTable(table)}`;
}

/** A table's latest commits, with what each did and, of a MERGE, under which conditions. */
export function tableHistory(table: TableName): string {
  return `DESCRIBE HISTORY ${quoteTable(table)} LIMIT 200`;
}
