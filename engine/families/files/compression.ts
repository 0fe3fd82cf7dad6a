import type { JsonObject } from '../../kit/json.ts';
import type { FileFormat } from './file-format.ts';

/*
 * How files are compressed: parquet within, CSV and JSON as a whole, which their names tell.
 */

export const COMPRESSIONS = ['none', 'gzip', 'zstd', 'snappy'] as const;
export type Compression = (typeof COMPRESSIONS)[number];

/** What a configuration says of files of a format, or what they get if it says nothing. */
export function compressionOf({ compression }: JsonObject, format: FileFormat): Compression {
  const given = COMPRESSIONS.find((known) => known === compression);
  return given ?? (format === 'parquet' ? 'zstd' : 'none');
}

/** What keeps a file of a format from being compressed so: a sentence, if anything. A store's table has no such name. */
export function compressionConflicts(
  name: string | undefined,
  format: FileFormat,
  compression: Compression,
): string[] {
  if (format === 'parquet') return [];
  if (compression === 'snappy')
    return [`${format} files cannot be compressed by snappy: choose none, gzip or zstd`];
  if (name === undefined || namedCompression(name) === compression) return [];
  const wanted = EXTENSIONS[compression];
  return [
    `the name ${name} is not that of a file with compression ${compression}, which ends in .${format}${wanted}`,
  ];
}

const EXTENSIONS: Readonly<Record<Compression, string>> = { none: '', gzip: '.gz', zstd: '.zst', snappy: '' };

/** `parquet`, `csv.gz`. */
export function extensionOf(format: FileFormat, compression: Compression): string {
  return format === 'parquet' ? format : `${format}${EXTENSIONS[compression]}`;
}

/** The compression that a name tells, of a CSV or JSON file. */
export function namedCompression(name: string): Compression {
  if (/\.gz$/i.test(name)) return 'gzip';
  return /\.zst$/i.test(name) ? 'zstd' : 'none';
}

/** The option of a COPY that writes files so. */
export function copyCompression(format: FileFormat, compression: Compression): string {
  return `COMPRESSION ${format === 'parquet' && compression === 'none' ? 'uncompressed' : compression}`;
}
