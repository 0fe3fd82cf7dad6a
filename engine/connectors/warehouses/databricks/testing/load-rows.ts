import type {
  CellValue,
  ConnectorHost,
  LoadColumn,
  LoadFacet,
  LoadOperation,
  LoadOutcome,
  Mark,
  RowBatches,
} from '../../../../contract/contract.ts';
import type { JsonObject } from '../../../../kit/json.ts';
import { transfer } from '../../../../movement/transfer.ts';
import { databricksCapabilities } from '../capabilities.ts';

/** A load as tests describe it. */
export interface LoadWork {
  readonly table: string;
  readonly operation: LoadOperation;
  readonly columns: readonly LoadColumn[];
  readonly key?: readonly string[];
  readonly rows: readonly (readonly CellValue[])[];
  readonly batch: string;
  readonly configuration?: JsonObject;
  readonly deleteMissing?: boolean;
  readonly marks?: readonly Mark[];
  /** The same rows with their numbers. */
  readonly numbered?: readonly (readonly CellValue[])[];
  /** As those of a LoadRequest: the keys as rows. */
  readonly holders?: { readonly firstNew: number; readonly keys: readonly (readonly CellValue[])[] };
  /** Columns that the table has as NOT NULL. */
  readonly notNull?: readonly string[];
}

/** Loads rows as the engine would, under the scope `sync/<table>`. */
export function loadRows(
  host: ConnectorHost,
  facet: LoadFacet,
  {
    table,
    key = [],
    batch,
    columns,
    rows,
    numbered,
    holders,
    configuration,
    notNull = [],
    ...work
  }: LoadWork,
  signal: AbortSignal = new AbortController().signal,
): Promise<LoadOutcome> {
  return host.withSession(async (session) => {
    const inBatches = (all: readonly (readonly CellValue[])[]): RowBatches => ({
      format: 'rows',
      async *open() {
        yield all;
      },
    });
    const moved = await transfer({ columns, offers: [inBatches(rows)] }, databricksCapabilities.load.takes, {
      session,
      signal,
      log: () => {},
    });
    return facet.load({
      ...work,
      ...(numbered ? { numbered: inBatches(numbered), isRepeatable: true } : {}),
      ...(holders ? { holders: { firstNew: holders.firstNew, keys: inBatches(holders.keys) } } : {}),
      table: {
        id: table,
        columns: notNull.map((name) => ({ name, type: 'string', target_type: 'STRING', nullable: false })),
        key,
        ...(configuration ? { configuration } : {}),
      },
      columns,
      key,
      rows: moved.rows,
      batch: { scope: `sync/${table}`, id: batch },
      session,
      signal,
      onProgress: () => {},
    });
  });
}
