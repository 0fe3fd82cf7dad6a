import type {
  CellValue,
  OpenConnector,
  WriteFacet,
  WriteOperation,
  WrittenChunk,
} from '../../engine/contract/contract.ts';
import { never } from './open-connector.ts';

/** Records of an object that a connector writes. */
export interface RecordsToWrite {
  readonly object: string;
  readonly operation: WriteOperation;
  /** Fields with their types; those that have only a name are texts. */
  readonly columns: readonly (string | { readonly name: string; readonly type: string })[];
  readonly rows: readonly (readonly CellValue[])[];
  readonly key: readonly string[];
  readonly batch?: string;
}

/** Has a connector write records as one run would; answers what was acknowledged. */
export async function writeRecords(
  connector: OpenConnector,
  { object, operation, columns, rows, key, batch = 'batch' }: RecordsToWrite,
): Promise<readonly WrittenChunk[]> {
  const chunks: WrittenChunk[] = [];
  await (connector.facets.write as WriteFacet).write({
    object,
    configuration: {},
    operation,
    columns: columns.map((column) =>
      typeof column === 'string' ? { name: column, type: 'string' } : column,
    ),
    key,
    hasIds: false,
    rows: {
      format: 'rows',
      async *open() {
        yield rows;
      },
    },
    offset: 0,
    batch: { scope: 'sync/model', id: batch },
    sync_id: 'sync',
    execution_id: 'execution',
    signal: never,
    acknowledge: async (chunk) => void chunks.push(chunk),
    onProgress: () => {},
  });
  return chunks;
}
