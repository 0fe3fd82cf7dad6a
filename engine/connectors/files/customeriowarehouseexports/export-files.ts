import { basename } from 'node:path/posix';
import type { StoredObject } from '../../../families/object-store/object-store.ts';
import type { StoredFile } from '../../../families/object-store/tables.ts';

/*
 * Customer.io exports what changed in each of its tables every quarter of an hour, as Parquet files that are never written again
 * (https://docs.customer.io/journeys/data-warehouses-intro). How they are called, `<table>_v<version>_<workspace>_<sequence>.parquet`,
 * and the keys of the tables are from memory of that documentation, and were not compared with an export.
 */

/** A file of an export. */
export interface ExportFile extends StoredFile {
  readonly table: string;
  /** Of the schema. A later one replaces an earlier one, and goes on with new numbers. */
  readonly version: number;
  /** Larger than that of every file which was exported before it. */
  readonly sequence: bigint;
}

/** A table of the export, with its files in the order in which they were exported. */
export interface ExportTable {
  readonly id: string;
  readonly name: string;
  readonly files: readonly ExportFile[];
}

const NAME = /^(?<table>[a-z][a-z_]*?)_v(?<version>\d+)_(?<workspace>\d+)_(?<sequence>\d+)\.parquet$/;

/** The file of an export that an object is; undefined of any other object. */
export function exportFile(object: StoredObject): ExportFile | undefined {
  const { table, version, sequence } = NAME.exec(basename(object.key))?.groups ?? {};
  if (table === undefined || version === undefined || sequence === undefined) return undefined;
  return { ...object, format: 'parquet', table, version: Number(version), sequence: BigInt(sequence) };
}

/** The tables that a listing shows, by name. */
export function exportTables(objects: readonly StoredObject[]): readonly ExportTable[] {
  const files = objects.flatMap((object) => exportFile(object) ?? []);
  return [...Map.groupBy(files, ({ table }) => table)]
    .map(([id, all]) => ({ id, name: id, files: all.toSorted(inOrder) }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The order in which files were exported. */
export function inOrder(a: ExportFile, b: ExportFile): number {
  if (a.version !== b.version) return a.version - b.version;
  return a.sequence < b.sequence ? -1 : a.sequence > b.sequence ? 1 : 0;
}

const PERSON = ['internal_customer_id', 'customer_id'];

/** What tells rows of tables apart within a workspace: the first of the columns of each place that a table has. */
const KEYS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  attributes: [PERSON, ['attribute_name']],
  broadcasts: [['broadcast_id']],
  campaign_actions: [['campaign_id'], ['action_id']],
  campaigns: [['campaign_id']],
  content: [['delivery_id']],
  deliveries: [['delivery_id']],
  delivery_content: [['delivery_id']],
  metrics: [['event_id']],
  outputs: [['output_id']],
  people: [PERSON],
  subjects: [['subject_name']],
};

/** The key of a table that has these columns; empty where it is not known. */
export function keyOf(table: string, columns: readonly string[]): readonly string[] {
  const has = (name: string) => columns.includes(name);
  const key = KEYS[table]?.map((any) => any.find(has));
  if (!key || key.includes(undefined) || !has('workspace_id')) return [];
  return ['workspace_id', ...key.flatMap((name) => name ?? [])];
}

/** The column that says of a row that it is gone. */
export const DELETED = 'deleted';
