import type { LoadRequest } from '../../../contract/contract.ts';
import { stampOf } from '../../../contract/own-rows.ts';
import { type ArrivingColumn, keyColumns } from '../../../families/sql/arrived-rows.ts';
import { arriving } from './arriving.ts';
import { type ClickhouseTable, DELETED, names, VERSION } from './catalog.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';
import type { Stage } from './stage.ts';
import type { TimeRange } from './times.ts';

/** What a load is to do, in terms of its tables. */
export interface Merge {
  readonly request: Pick<LoadRequest, 'key' | 'marks' | 'stamp' | 'columns'>;
  readonly table: ClickhouseTable;
  readonly columns: readonly ArrivingColumn[];
  readonly stage: Stage;
  /** A condition on arrived rows that holds of those that are taken. */
  readonly good: string;
  /** The version of the rows that are written, of a table that has such. */
  readonly version: string;
  readonly times: TimeRange;
}

/** Statements that fill the table of rows that will be added (and that of keys that go) from those that arrived. */
export function mergeStatements({ request, table, columns, stage, good, version, times }: Merge) {
  const key = keyColumns(columns, request.key);
  const target = names.quoteTable(table.table);
  const there = `${target}${table.hasFinal ? ' FINAL' : ''}`;
  const own = table.isVersioned
    ? { columns: `, ${VERSION}, ${DELETED}`, written: `, ${version}, 0`, gone: `, ${version}, 1` }
    : { columns: '', written: '', gone: '' };
  const stored = table.columns.map(({ name }) => name).filter((name) => !table.notCopied.has(name));
  const inserted = columns.filter(({ only }) => only !== 'update');
  const others = columns.filter((column) => !key.includes(column) && column.only !== 'create');

  const keyNames = key.map(({ name }) => quoteIdentifier(name));
  const tuple = (list: readonly string[]) =>
    list.length === 1 ? (list[0] as string) : `(${list.join(', ')})`;
  const keysThere = tuple(keyNames);
  const keyValues = key.map(({ fitted }) => `assumeNotNull(${fitted})`);
  const goodKeys = `SELECT ${keyValues.join(', ')} FROM ${stage.rows} WHERE ${good}`;
  const into = (list: readonly string[]) =>
    `INSERT INTO ${stage.delta} (${names.quoteList(list)}${own.columns})`;
  const value = (column: ArrivingColumn) =>
    column.nullable ? column.fitted : `assumeNotNull(${column.fitted})`;
  const insert = (where: string, from = stage.rows) =>
    `${into(inserted.map(({ name }) => name))} SELECT ${inserted.map(value).join(', ')}${own.written} FROM ${from} WHERE ${where}`;

  const compared = others.filter(({ isStamp }) => !isStamp);
  const stamp = stampOf(columns);
  const differs = [
    ...compared.map((c) => differing(`t.${quoteIdentifier(c.name)}`, `s.${known(c)}`, c.type)),
    ...(stamp !== undefined && compared.length > 0 ? [`isNull(t.${quoteIdentifier(stamp)})`] : []),
  ].join(' OR ');
  const arrived = [
    ...key.map((column, i) => `${keyValues[i]} AS ${known(column)}`),
    ...others.map((column) => `${value(column)} AS ${known(column)}`),
  ];
  const updatedValue = (name: string) => {
    const comes = others.find((column) => column.name === name);
    return comes ? `s.${known(comes)}` : `t.${quoteIdentifier(name)}`;
  };
  const matches = key.map((column) => `t.${quoteIdentifier(column.name)} = s.${known(column)}`).join(' AND ');

  const [mark] = request.marks ?? [];
  const isUnmarked = mark ? [`isNull(${quoteIdentifier(mark.name)})`] : [];
  const markOf = (name: string) => {
    const found = request.marks?.find((m) => m.name === name);
    if (!found) return quoteIdentifier(name);
    const type = table.columns.find((column) => column.name === name)?.mapping ?? 'String';
    return markValue(found.value, type);
  };
  /** Rows of the target that are to go: as deleted or, where rows are marked instead, as marked. */
  const remove = (where: readonly string[]) =>
    mark || table.isVersioned
      ? `${into(stored)} SELECT ${stored.map((name) => markOf(name)).join(', ')}${mark ? own.written : own.gone} FROM ${there} WHERE ${[...where, ...isUnmarked].join(' AND ')}`
      : `INSERT INTO ${stage.gone} SELECT ${keyNames.join(', ')} FROM ${there} WHERE ${where.join(' AND ')}`;

  return {
    /** The table of keys that go, of a target whose rows have no versions. */
    createGone: `CREATE TABLE ${stage.gone} (${key.map(({ type, place }) => `${place} ${type}`).join(', ')}) ENGINE = MergeTree ORDER BY tuple()`,
    /** Rows of the target that are written again go first, where they have no versions. */
    replaced: `INSERT INTO ${stage.gone} SELECT ${keyNames.join(', ')} FROM ${stage.delta}`,
    /** Of rows that have arrived, or still wait where a table function reads them. */
    insertAll: (from?: string) => insert(good, from),
    insertNew: insert(
      `${good} AND ${tuple(keyValues)} NOT IN (SELECT ${keyNames.join(', ')} FROM ${there} WHERE ${keysThere} IN (${goodKeys}))`,
    ),
    update:
      differs === ''
        ? undefined
        : `${into(stored)} SELECT ${stored.map(updatedValue).join(', ')}${own.written} FROM (SELECT ${arrived.join(', ')} FROM ${stage.rows} WHERE ${good}) AS s INNER JOIN (SELECT ${names.quoteList(stored)} FROM ${there} WHERE ${keysThere} IN (${goodKeys})) AS t ON ${matches} WHERE ${differs}`,
    delete: remove([
      ...(request.stamp === undefined ? [] : [`isNotNull(${quoteIdentifier(request.stamp)})`]),
      `${keysThere} IN (${goodKeys})`,
    ]),
    /** Of rows that came from here, whose key does not come with any record, refused ones included. */
    deleteMissing: remove([
      ...(stamp === undefined ? [] : [`isNotNull(${quoteIdentifier(stamp)})`]),
      `${keysThere} NOT IN (SELECT ${keyValues.join(', ')} FROM ${stage.rows} WHERE ${key.map(({ fitted }) => `isNotNull(${fitted})`).join(' AND ')})`,
    ]),
  };

  /** The text of a mark as a value of a column. */
  function markValue(text: string, type: string): string {
    const field = request.marks?.find(({ value: of }) => of === text)?.type ?? 'string';
    if (/^datetime/.test(field) && /^DateTime/.test(type))
      return `CAST(parseDateTime64BestEffort(${quoteLiteral(text)}, 6, 'UTC') AS ${type})`;
    if (field === 'boolean') return `CAST(${quoteLiteral(/^t/.test(text) ? 'true' : 'false')} AS ${type})`;
    return `${arriving({ type: 'string' }, type, '', quoteLiteral(text), times).fitted}`;
  }
}

/** What a fitted value is called: where it had the name of what it is made of, that name would mean it everywhere. */
function known({ place }: ArrivingColumn): string {
  return `v${place}`;
}

/** Whether two values of a type are not the same to every bit. */
function differing(there: string, comes: string, type: string): string {
  // A tuple with a NULL in it is the same as no other one to ClickHouse, and a JSON may have a path of another type.
  if (/^(Array|Map|Tuple|Nested|JSON)\b/.test(type))
    return `toJSONString(${there}) <> toJSONString(${comes})`;
  const bits = /^Float(32|64)$/.exec(type)?.[1];
  const [a, b] = bits
    ? [`reinterpretAsUInt${bits}(${there})`, `reinterpretAsUInt${bits}(${comes})`]
    : [there, comes];
  return `NOT ifNull(${a} = ${b}, isNull(${there}) AND isNull(${comes}))`;
}
