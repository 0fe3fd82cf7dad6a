import { basename } from 'node:path';

export type FileFormat = 'csv' | 'json' | 'parquet';

const EXTENSIONS: Readonly<Record<string, FileFormat>> = {
  csv: 'csv',
  json: 'json',
  ndjson: 'json',
  jsonl: 'json',
  parquet: 'parquet',
};
const EXTENSION = /\.(csv|json|ndjson|jsonl|parquet)(\.gz|\.zst)?$/i;

/** The format that a file's name tells, or undefined. Parquet is compressed within; a compressed one is not a file of ours. */
export function formatOf(name: string): FileFormat | undefined {
  const found = EXTENSION.exec(name);
  const format = found && EXTENSIONS[(found[1] as string).toLowerCase()];
  return format === 'parquet' && found?.[2] ? undefined : (format ?? undefined);
}

/** A file's name without folder and extensions: `2024/airports.csv.gz` → `airports`. */
export function tableNameOf(path: string): string {
  return basename(path).replace(EXTENSION, '') || basename(path);
}
