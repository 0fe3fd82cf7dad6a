import type { types } from 'cassandra-driver';
import type { FieldSchema, ObjectSchema, ObjectSummary } from '../../../contract/contract.ts';
import type { Cluster } from './client.ts';
import { formatId, type TableName } from './names.ts';
import { fieldTypeOf } from './types.ts';

/** A table or materialized view as `system_schema` has it. */
export interface Table {
  readonly name: TableName;
  readonly fields: readonly FieldSchema[];
  /** The columns whose values make a row's token, in their order. */
  readonly partition: readonly string[];
  /** Columns of which a time of writing can be asked: those that are written as a whole, outside of the key. */
  readonly timed: readonly string[];
}

/** The cluster's own keyspaces, and those of its tools. */
const OWN = /^(system(_.*)?|OpsCenter|dse_.*|solr_admin|data_endpoint_auth)$/;

/** Tables and views, of one keyspace or of all. */
export async function listTables(
  cluster: Cluster,
  keyspace: string | undefined,
  signal: AbortSignal,
): Promise<readonly TableName[]> {
  const found = await Promise.all(
    [
      ['tables', 'table_name'],
      ['views', 'view_name'],
    ].map(async ([from, column]) => {
      const where = keyspace === undefined ? '' : ' WHERE keyspace_name = ?';
      const cql = `SELECT keyspace_name, ${column} FROM system_schema.${from}${where}`;
      const values = keyspace === undefined ? [] : [keyspace];
      const rows = await cluster.rows('listing tables', { cql, values }, signal);
      return rows.map((row): TableName => ({ keyspace: String(row.get(0)), table: String(row.get(1)) }));
    }),
  );
  return found
    .flat()
    .filter(({ keyspace: of, table }) => !OWN.test(of) && !isLog(table))
    .sort((a, b) => (formatId(a) < formatId(b) ? -1 : 1));
}

/** ScyllaDB keeps the changes of a table in another one beside it. */
function isLog(table: string): boolean {
  return table.endsWith('_scylla_cdc_log');
}

export function summaryOf(name: TableName): ObjectSummary {
  const id = formatId(name);
  return { id, name: id, output_name: name.table, schema: name.keyspace };
}

export function schemaOf({ name, fields }: Table): ObjectSchema {
  return { ...summaryOf(name), fields };
}

/** A table or view with its columns: those of the key first, in their order. Undefined where there is none. */
export async function describeTable(
  cluster: Cluster,
  name: TableName,
  signal: AbortSignal,
): Promise<Table | undefined> {
  const rows = await cluster.rows(
    `looking at ${formatId(name)}`,
    {
      cql: 'SELECT column_name, kind, position, type FROM system_schema.columns WHERE keyspace_name = ? AND table_name = ?',
      values: [name.keyspace, name.table],
    },
    signal,
  );
  if (rows.length === 0) return undefined;
  const columns = rows.map(columnOf).sort((a, b) => rankOf(a) - rankOf(b) || a.position - b.position);
  // A partition may have nothing but static values: its one row then has no clustering values.
  const hasStatic = columns.some(({ kind }) => kind === 'static');
  return {
    name,
    fields: columns.map((column) => fieldOf(column, hasStatic)),
    partition: columns.filter(({ kind }) => kind === 'partition_key').map(({ name: of }) => of),
    timed: columns
      .filter(({ kind, type }) => kind === 'regular' && isWrittenWhole(type))
      .map(({ name: of }) => of),
  };
}

interface Column {
  readonly name: string;
  readonly kind: string;
  readonly position: number;
  readonly type: string;
}

function columnOf(row: types.Row): Column {
  const [name, kind, position, type] = [0, 1, 2, 3].map((place) => row.get(place) as unknown);
  return { name: String(name), kind: String(kind), position: Number(position), type: String(type) };
}

const KINDS = ['partition_key', 'clustering'];

function rankOf({ kind }: Column): number {
  const place = KINDS.indexOf(kind);
  return place < 0 ? KINDS.length : place;
}

function fieldOf({ name, kind, type: remote_type }: Column, hasStatic: boolean): FieldSchema {
  const { type, lossy } = fieldTypeOf(remote_type);
  const isKey = KINDS.includes(kind);
  return {
    id: name,
    name,
    type,
    remote_type,
    nullable: !isKey || (kind === 'clustering' && hasStatic),
    is_primary_key: isKey,
    ...(lossy === undefined ? {} : { lossy }),
    ...(POSITIONS.test(remote_type) ? {} : { isNoPosition: true }),
  };
}

/** Types whose order is that of the values as they come. */
const POSITIONS = /^(text|varchar|ascii|tinyint|smallint|int|bigint|varint|decimal|date|timestamp)$/;

const SCALARS =
  /^(text|varchar|ascii|boolean|tinyint|smallint|int|bigint|varint|decimal|float|double|date|time|timestamp|duration|uuid|timeuuid|inet|blob|frozen<.*|tuple<.*|vector<.*)$/;

/** Whether a column's value is written as one, so that it has one time of writing. */
function isWrittenWhole(type: string): boolean {
  return SCALARS.test(type);
}
