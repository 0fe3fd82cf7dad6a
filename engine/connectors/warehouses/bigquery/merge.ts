import type { Batch, LoadRequest, RejectedRecord } from '../../../contract/contract.ts';
import { type ArrivingColumn, keyColumns } from '../../../families/sql/arrived-rows.ts';
import { type MergedColumn, mergeStatements } from '../../../families/sql/merge-statements.ts';
import { textAs } from './arriving.ts';
import { type BigqueryTable, everyPartition } from './catalog.ts';
import { wordOf } from './column-type.ts';
import { commitsTable } from './commits.ts';
import { updateFrom } from './dialect.ts';
import { fold, names } from './names.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';
import type { Stage } from './stage.ts';

/** What a load is to do, in terms of its tables. */
export interface Merge {
  readonly request: Pick<LoadRequest, 'operation' | 'deleteMissing' | 'key' | 'marks' | 'stamp'>;
  readonly batch: Batch;
  readonly table: BigqueryTable;
  readonly columns: readonly ArrivingColumn[];
  readonly stage: Stage;
  /** A condition on arrived rows that holds of those that are taken. */
  readonly good: string;
  readonly rejected: readonly RejectedRecord[];
}

/**
 * The script that brings arrived rows into the target and notes what that came to, in one transaction. It does nothing where the
 * batch is committed already. A script that ends in an error has its transaction rolled back
 * (https://cloud.google.com/bigquery/docs/transactions).
 */
export function mergeScript(merge: Merge): string {
  const { batch, table } = merge;
  const commits = commitsTable(table.table);
  const { declares, steps } = stepsOf(merge);
  const outcome = `CONCAT('{"inserted":', CAST(syncform_inserted AS STRING), ',"updated":', CAST(syncform_updated AS STRING), ',"deleted":', CAST(syncform_deleted AS STRING), ',"rejected":', ${quoteLiteral(rejectedText(merge.rejected))}, '}')`;
  const values = [
    quoteLiteral(batch.scope),
    quoteLiteral(batch.id),
    quoteLiteral(names.formatTableId(table.table)),
    outcome,
    'CURRENT_TIMESTAMP()',
  ];
  return [
    'DECLARE syncform_inserted, syncform_updated, syncform_deleted, syncform_before INT64 DEFAULT 0',
    ...declares,
    'BEGIN TRANSACTION',
    `IF NOT EXISTS (SELECT 1 FROM ${commits} WHERE scope = ${quoteLiteral(batch.scope)} AND batch_id = ${quoteLiteral(batch.id)}) THEN
${[...steps, `INSERT INTO ${commits} (scope, batch_id, table_id, outcome, committed_at) VALUES (${values.join(', ')})`].map((step) => `  ${step};`).join('\n')}
END IF`,
    'COMMIT TRANSACTION',
  ]
    .map((statement) => `${statement};`)
    .join('\n');
}

/** What of an outcome is kept beside its counts: a script is a megabyte at most. */
function rejectedText(rejected: readonly RejectedRecord[]): string {
  const text = JSON.stringify(rejected);
  return text.length <= LONGEST_REJECTED || rejected.length === 0
    ? text
    : rejectedText(rejected.slice(0, Math.floor(rejected.length / 2)));
}

const LONGEST_REJECTED = 300_000;

function stepsOf({ request, table, columns, stage, good }: Merge): {
  readonly declares: readonly string[];
  readonly steps: readonly string[];
} {
  const { operation, key, deleteMissing, marks, stamp } = request;
  const target = names.quoteTable(table.table);
  const keys = keyColumns(columns, key, fold);
  // A list that is NULL is kept as an empty one: it has to compare as that.
  const typed = columns
    .map(({ fitted, place, type }) =>
      wordOf(type) === 'ARRAY' ? `IFNULL(${fitted}, []) AS ${place}` : `${fitted} AS ${place}`,
    )
    .join(', ');
  const rows = `(SELECT ${typed} FROM ${stage.rows} WHERE ${good})`;
  const partitions = partitionsOf(table, keys, rows);
  const sql = mergeStatements({
    writes: {
      update: updateFrom,
      delete: (of, from, where) =>
        `DELETE FROM ${of} AS t WHERE ${partitions.among === undefined ? '' : `${partitions.among} AND `}EXISTS (SELECT 1 FROM ${from} AS s WHERE ${where})`,
      // Also a record that was refused came: its row stays.
      alone: (of, _from, _isSame) => ({
        rows: `${of} AS t`,
        where: `NOT EXISTS (SELECT 1 FROM (SELECT ${keys.map(({ fitted, place }) => `${fitted} AS ${place}`).join(', ')} FROM ${stage.rows}) AS s WHERE ${keys.map(({ name, place }) => `t.${quoteIdentifier(name)} = s.${place}`).join(' AND ')})`,
      }),
    },
    quoteIdentifier,
    table: target,
    stage: rows,
    columns: columns.map(
      (c): MergedColumn => ({
        name: c.name,
        only: c.only,
        ...(c.isStamp ? { isStamp: true } : {}),
        value: `s.${c.place}`,
        differs: differs(`t.${quoteIdentifier(c.name)}`, `s.${c.place}`, c.type),
      }),
    ),
    key,
    keyOf: (name) => keys.find((c) => fold(c.name) === fold(name))?.place ?? name,
    among: partitions.among,
    stamp,
    marks: marks?.map(({ name, value }) => {
      const type = table.columns.find((c) => fold(c.name) === fold(name))?.mapping ?? 'STRING';
      return { name, value: textAs(quoteLiteral(value), type).fitted };
    }),
  });
  const all = 'TRUE';
  const count = (variable: string) => `SET syncform_${variable} = @@row_count`;
  const said = everyPartition(table, quoteIdentifier);
  const every = said ?? 'TRUE';
  // Without a condition, counting reads nothing of the table.
  const counted = `SELECT COUNT(*) FROM ${target}${said === undefined ? '' : ` WHERE ${said}`}`;
  const insert = (statement: string) => [statement, count('inserted')];
  const missing = () => [sql.missing('FALSE').statement, count('deleted')];
  switch (operation) {
    case 'append':
      return { declares: [], steps: insert(sql.insertAll(all)) };
    case 'replace':
      return {
        declares: [],
        steps: [`DELETE FROM ${target} WHERE ${every}`, count('deleted'), ...insert(sql.insertAll(all))],
      };
    case 'insert':
      return { declares: partitions.declares, steps: insert(sql.insertNew(all)) };
    case 'update':
      return {
        declares: partitions.declares,
        steps: sql.update ? [sql.update(all), count('updated')] : [],
      };
    case 'delete':
      return { declares: partitions.declares, steps: [sql.remove(rows, all), count('deleted')] };
    case 'upsert': {
      const gone = deleteMissing ? missing() : [];
      // Rows that do not come are in any partition.
      const { declares } = partitions;
      if (!sql.update) return { declares, steps: [...gone, ...insert(sql.insertNew(all))] };
      const parts = sql.upserts(all);
      return {
        declares,
        steps: [
          ...gone,
          `SET syncform_before = (${counted})`,
          `MERGE INTO ${target} AS t USING ${rows} AS s ON ${parts.isSame} WHEN MATCHED AND (${parts.differs}) THEN UPDATE SET ${parts.assignments} WHEN NOT MATCHED THEN INSERT (${parts.columns}) VALUES (${parts.values})`,
          count('updated'),
          `SET syncform_inserted = (${counted}) - syncform_before`,
          'SET syncform_updated = syncform_updated - syncform_inserted',
        ],
      };
    }
  }
}

/** Which partitions of the target can hold rows of the keys that come, where its key says that; else all, where that has to be said. */
function partitionsOf(
  table: BigqueryTable,
  keys: readonly ArrivingColumn[],
  rows: string,
): { readonly declares: readonly string[]; readonly among: string | undefined } {
  const column = keys.find(({ name }) => fold(name) === fold(table.partitionedBy ?? ''));
  if (!column) return { declares: [], among: everyPartition(table, (name) => `t.${quoteIdentifier(name)}`) };
  const within = `t.${quoteIdentifier(column.name)}`;
  // Read into variables, which are constants to the statement that they stand in: it then reads those partitions alone.
  return {
    declares: [
      `DECLARE syncform_first ${column.type} DEFAULT (SELECT MIN(${column.place}) FROM ${rows} AS s)`,
      `DECLARE syncform_last ${column.type} DEFAULT (SELECT MAX(${column.place}) FROM ${rows} AS s)`,
    ],
    among: `${within} BETWEEN syncform_first AND syncform_last`,
  };
}

/** Whether two values of a type are not the same. */
function differs(there: string, comes: string, type: string): string {
  return /^(JSON|GEOGRAPHY|ARRAY|STRUCT|RANGE|INTERVAL)$/.test(wordOf(type))
    ? `TO_JSON_STRING(${there}) IS DISTINCT FROM TO_JSON_STRING(${comes})`
    : `${there} IS DISTINCT FROM ${comes}`;
}
