import type { Column, FieldSchema } from '../../contract/contract.ts';
import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { quoteIdentifier } from '../../kit/sql.ts';
import { duckdbType } from '../../movement/duckdb-types.ts';
import type { FileFormat } from '../files/file-format.ts';
import { selectWritten, widened } from '../files/written-file.ts';
import type { Manifest, ManifestFile } from './manifest.ts';
import type { ReachableFiles } from './reachable-files.ts';
import type { StoredFile } from './tables.ts';

/** Files of one format whose columns are the same, at paths that DuckDB reads. */
export interface WrittenFiles {
  readonly format: FileFormat;
  readonly columns: readonly Column[];
  readonly paths: readonly string[];
}

/** A SELECT of a table's columns, in the hub's types, of files that were written for it, whenever that was. */
export function selectWrittenTable(columns: readonly Column[], written: readonly WrittenFiles[]): string {
  const nothing = columns.map(
    ({ name, type }) => `CAST(NULL AS ${duckdbType(type)}) AS ${quoteIdentifier(name)}`,
  );
  const parts = written
    .filter(({ paths }) => paths.length > 0)
    .map((files) => {
      const values = columns.map(({ name, type }, i) => {
        const written = files.columns.find((column) => column.name === name);
        if (!written) return nothing[i] as string;
        return `${widened(quoteIdentifier(name), written.type, type)} AS ${quoteIdentifier(name)}`;
      });
      return `SELECT ${values.join(', ')} FROM (${selectWritten(files.paths, files.format, files.columns)})`;
    });
  return parts.length > 0 ? parts.join(' UNION ALL ') : `SELECT ${nothing.join(', ')} WHERE false`;
}

/** A SELECT of what a manifest says that its table holds. */
export async function selectManifest(
  session: DuckdbSession,
  manifest: Manifest,
  reachable: ReachableFiles,
  signal: AbortSignal,
): Promise<string> {
  const files = await reachable.reach(
    session,
    manifest.files.map((file) => storedFile(manifest.table, file)),
    signal,
  );
  const groups = Map.groupBy(manifest.files.keys(), (i) => {
    const { format, compression, layout } = manifest.files[i] as ManifestFile;
    return `${format} ${format === 'parquet' ? '' : compression} ${layout}`;
  });
  const written = [...groups.values()].map((places): WrittenFiles => {
    const { format, layout } = manifest.files[places[0] as number] as ManifestFile;
    return {
      format,
      columns: manifest.layouts[layout] ?? [],
      paths: places.map((i) => files[i]?.path as string),
    };
  });
  return selectWrittenTable(manifest.columns, written);
}

/** Data files never change: their names say which they are. */
function storedFile(table: string, { path, format, bytes }: ManifestFile): StoredFile {
  return { key: `${table}/${path}`, size: bytes, etag: path, changed: 0, format };
}

/** A written table's columns as fields. */
export function writtenFields({ columns, key }: Manifest): readonly FieldSchema[] {
  return columns.map(({ name, type, nullable }) => ({
    id: name,
    name,
    type,
    remote_type: duckdbType(type),
    nullable: nullable && !key.includes(name),
    is_primary_key: key.includes(name),
  }));
}
