import type { types } from 'cassandra-driver';
import { parallel } from '../../../kit/parallel.ts';
import { type Cluster, PAGE } from './client.ts';
import { formatId, quoteName, quoteTable, type TableName } from './names.ts';

/** What is read of a table. */
export interface Scan {
  readonly name: TableName;
  /** The columns whose values make a row's token. */
  readonly partition: readonly string[];
  /** What stands after SELECT. */
  readonly columns: readonly string[];
  /** What stands in the WHERE, joined by AND. */
  readonly where?: readonly string[];
  /** Whether the WHERE names columns of the partition, which cannot be restricted by token as well. Absent: false. */
  readonly isWithinPartitions?: boolean;
}

/** Into how many parts of equal size the ring of tokens is cut, and how many of them are read at a time. */
const PARTS = 64;
const AT_A_TIME = 6;

const HIGHEST = 2n ** 63n - 1n;
/** The one partitioner whose tokens are spread evenly over 64 bits; ScyllaDB has no other. */
const EVEN = /Murmur3Partitioner$/;

/**
 * A table's rows, in parts of the ring at the same time. Each row has the columns in their order. A table of one page is read
 * with one question; of a larger one that page says where the rest begins.
 */
export async function* scan(
  cluster: Cluster,
  { name, partition, columns, where = [], isWithinPartitions = false }: Scan,
  signal: AbortSignal,
): AsyncGenerator<readonly types.Row[]> {
  const doing = `reading ${formatId(name)}`;
  const token = `token(${partition.map(quoteName).join(', ')})`;
  const select = (also: readonly string[], after: readonly string[]) => {
    const all = [...where, ...after];
    const filtering = where.length > 0 ? ' ALLOW FILTERING' : '';
    const condition = all.length > 0 ? ` WHERE ${all.join(' AND ')}` : '';
    return `SELECT ${[...columns, ...also].join(', ')} FROM ${quoteTable(name)}${condition}${filtering}`;
  };
  if (isWithinPartitions) {
    for await (const { rows } of cluster.pages(doing, { cql: select([], []) }, signal)) yield rows;
    return;
  }
  const first = await cluster.page(doing, { cql: select([token], []), fetchSize: PAGE }, signal);
  if (first.state === undefined) {
    yield first.rows;
    return;
  }
  const tokenOf = (row: types.Row) => row.get(columns.length) as unknown;
  const last = first.rows.at(-1);
  const from = last && tokenOf(last);
  if (typeof from !== 'bigint' || !(await isEven(cluster, signal))) {
    const all = cluster.pages(doing, { cql: select([], []) }, signal);
    for await (const { rows } of all) yield rows;
    return;
  }
  // The rest of the last partition is on the next page: it is read again, whole.
  yield first.rows.filter((row) => tokenOf(row) !== from);
  const part = (low: bigint, high: bigint, isFirst: boolean) =>
    async function* () {
      const cql = select([], [`${token} ${isFirst ? '>=' : '>'} ?`, `${token} <= ?`]);
      for await (const { rows } of cluster.pages(doing, { cql, values: [low, high] }, signal)) yield rows;
    };
  yield* parallel(
    partsOf(from).map(([low, high], i) => part(low, high, i === 0)),
    AT_A_TIME,
  );
}

/** The ring from a token on, in parts: from the first number of each, without it, up to the second. */
export function partsOf(from: bigint): readonly (readonly [bigint, bigint])[] {
  const count = BigInt(PARTS);
  const span = HIGHEST - from;
  const at = (i: bigint) => from + (span * i) / count;
  return Array.from({ length: PARTS }, (_, i) => [at(BigInt(i)), at(BigInt(i) + 1n)] as const);
}

async function isEven(cluster: Cluster, signal: AbortSignal): Promise<boolean> {
  const cql = 'SELECT partitioner FROM system.local';
  const [row] = await cluster.rows('asking how rows are spread', { cql }, signal);
  return EVEN.test(String(row?.get(0)));
}
