import { Readable } from 'node:stream';
import type {
  CellValue,
  Column,
  LoadColumn,
  LoadOperation,
  LoadOutcome,
  TargetTable,
} from '../../../../contract/contract.ts';
import { csvLine } from '../../../../movement/csv-dialect.ts';
import type { Fixture } from './fixture.ts';

export interface LoadRows {
  readonly table: string;
  readonly columns: readonly LoadColumn[];
  /** What the table is wanted as; every column nullable but the key's if nothing is said. */
  readonly wanted?: TargetTable;
  readonly key?: readonly string[];
  readonly operation: LoadOperation;
  readonly rows: readonly (readonly CellValue[])[];
  readonly batch?: string;
  readonly isRepeatable?: boolean;
  readonly deleteMissing?: boolean;
}

/** A table as wanted, in the types that Postgres gives the columns. */
export function targetTable(
  { facets }: Fixture,
  id: string,
  columns: readonly Column[],
  key: readonly string[] = [],
): TargetTable {
  return {
    id,
    key,
    columns: columns.map(({ name, type }) => ({
      name,
      type,
      ...facets.define.columnType(type),
      nullable: !key.includes(name),
    })),
  };
}

let batches = 0;

/** Loads rows in the engine's dialect of CSV. */
export async function loadRows(fixture: Fixture, work: LoadRows): Promise<LoadOutcome> {
  const { facets, host, signal } = fixture;
  const key = work.key ?? [];
  return host.withSession((session) =>
    facets.load.load({
      table: work.wanted ?? targetTable(fixture, work.table, work.columns, key),
      operation: work.operation,
      columns: work.columns,
      key,
      rows: {
        format: 'csv',
        open: async () =>
          Readable.from([Buffer.from(work.rows.map(csvLine).join(''))], { objectMode: false }),
      },
      ...(work.isRepeatable ? { isRepeatable: true } : {}),
      ...(work.deleteMissing ? { deleteMissing: true } : {}),
      batch: { scope: work.table, id: work.batch ?? `batch ${batches++}` },
      session,
      signal,
      onProgress: () => {},
    }),
  );
}
