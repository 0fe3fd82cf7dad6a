import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadRequest } from '../../../contract/contract.ts';
import { NUMBER, numberedRequest } from '../../../contract/record-numbers.ts';
import type { TableName } from '../../../families/sql/names.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { writingFile } from '../../../kit/full-disk.ts';
import { quoteLiteral } from '../../../kit/sql.ts';
import { hubIdentifier, hubRelation } from '../../../movement/hub-names.ts';
import { interruptible } from '../../../movement/interruptible.ts';
import { toRelation } from '../../../movement/transfer.ts';
import { type Arriving, arriving, type TimeRange } from './arriving.ts';
import { type ClickhouseTable, names } from './catalog.ts';
import { digest, queryPrefix } from './commits.ts';
import type { Session } from './sessions.ts';
import { quoteLiteral as text } from './sql.ts';
import { type Staging, staged } from './staging.ts';

/** A column of rows that arrive, and the column of the target that takes it. */
export interface ArrivingColumn extends Arriving {
  readonly name: string;
  /** Its name in the table of arrived rows. */
  readonly place: string;
  /** The target's type, without Nullable. */
  readonly type: string;
  readonly nullable: boolean;
  readonly only?: 'create' | 'update';
  readonly isStamp?: boolean;
}

const PREFIX = '_syncform_stage_';

/** The tables of one load beside its target. No two loads have the same. */
export class Stage {
  readonly id: string;
  readonly #target: TableName;

  constructor(target: TableName, scope: string, id?: string) {
    this.#target = target;
    this.id = id ?? `${PREFIX}${digest(scope)}_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  }

  /** Rows as they came. */
  get rows(): string {
    return this.#table('rows');
  }
  /** Rows as the target will have them. */
  get delta(): string {
    return this.#table('delta');
  }
  /** Keys of rows that go from the target. */
  get gone(): string {
    return this.#table('gone');
  }
  get deltaName(): TableName {
    return { schema: this.#target.schema, table: `${this.id}_delta` };
  }

  #table(part: string): string {
    return names.quoteTable({ schema: this.#target.schema, table: `${this.id}_${part}` });
  }

  async drop(session: Session): Promise<void> {
    for (const table of [this.rows, this.delta, this.gone])
      await session.run(`DROP TABLE IF EXISTS ${table} SYNC`);
  }
}

/** Removes what killed loads of a scope left, but for the tables of `kept`. */
export async function removeLeft(
  session: Session,
  target: TableName,
  scope: string,
  kept?: string,
): Promise<void> {
  const rows = await session.rows(
    `SELECT name FROM system.tables WHERE database = ${text(target.schema)} AND startsWith(name, ${text(`${PREFIX}${digest(scope)}_`)})`,
  );
  for (const [name] of rows)
    if (name && (kept === undefined || !name.startsWith(kept)))
      await session.run(
        `DROP TABLE IF EXISTS ${names.quoteTable({ schema: target.schema, table: name })} SYNC`,
      );
}

/** The columns that a load's rows bring. Throws `source_changed` where the table has one of them no more. */
export function arrivingColumns(
  { columns, table: { id } }: Pick<LoadRequest, 'columns' | 'table'>,
  table: ClickhouseTable,
  times: TimeRange,
): readonly ArrivingColumn[] {
  return columns.map((column, i) => {
    const at = table.columns.findIndex(({ name }) => name === column.name);
    const there = table.columns[at];
    if (!there)
      throw new SyncformError('source_changed', `${id} has no column "${column.name}" any more`, {
        hint: 'Plan again.',
      });
    const place = `c${i}`;
    return {
      ...arriving(column, there.mapping, `r.${hubIdentifier(column.name)}`, place, times),
      name: column.name,
      place,
      type: there.mapping,
      nullable: table.fields[at]?.nullable ?? true,
      ...(column.only ? { only: column.only } : {}),
      ...(column.isStamp ? { isStamp: true } : {}),
    };
  });
}

/** Brings rows into a table of their own, as they came: with their places as `r` and, where they have such, numbers as `num`. */
export async function arrive(
  session: Session,
  request: LoadRequest,
  columns: readonly ArrivingColumn[],
  stage: Stage,
  staging: Staging | undefined,
): Promise<void> {
  const { session: duckdb, signal, onProgress, batch } = request;
  const { rows, columns: coming } = numberedRequest(request);
  const isSeen = rows.format === 'rows';
  const relation = toRelation(rows, coming, (passed) => {
    if (isSeen && passed.rows) onProgress({ rows: passed.rows });
  });
  if (!relation) throw new SyncformError('unsupported', `DuckDB cannot read ${rows.format}`);
  const select = await relation.attach(duckdb, signal);
  const path = join(duckdb.tempDir, `${randomUUID()}.parquet`);
  const list = [
    'row_number() OVER () AS r',
    ...columns.map(({ sent, place }) => `${sent} AS ${place}`),
    ...(request.numbered ? [`r.${hubIdentifier(NUMBER.name)} AS num`] : []),
  ];
  try {
    const [row] = await writingFile(
      path,
      interruptible(duckdb, signal, () =>
        duckdb.all(
          `COPY (SELECT ${list.join(', ')} FROM ${hubRelation(select, coming)}) TO ${quoteLiteral(path)} (FORMAT parquet, COMPRESSION zstd)`,
        ),
      ),
    );
    const count = Number(row?.[0] ?? 0);
    if (!isSeen) onProgress({ rows: count });
    const definitions = [
      'r Int64',
      ...columns.map(({ place, raw }) => `${place} Nullable(${raw})`),
      ...(request.numbered ? ['num Int64'] : []),
    ];
    await session.run(
      `CREATE TABLE ${stage.rows} (${definitions.join(', ')}) ENGINE = MergeTree ORDER BY tuple()`,
    );
    if (count === 0) return;
    const prefix = queryPrefix(batch);
    if (!staging)
      return await session.insert(`INSERT INTO ${stage.rows} FORMAT Parquet`, createReadStream(path), prefix);
    const structure = definitions.join(', ');
    await staged(staging, { path, scope: batch.scope, structure, signal }, (file) =>
      session.execute(`INSERT INTO ${stage.rows} SELECT * FROM ${file}`, { prefix }),
    );
  } finally {
    await rm(path, { force: true });
  }
}
