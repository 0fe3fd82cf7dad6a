import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { s3StagingArea } from '../../../families/object-store/staging/s3.ts';
import type { StagingArea } from '../../../families/object-store/staging/staging-area.ts';
import { SyncformError } from '../../../kit/errors.ts';

/** A file of a result: the folder that it is in, as an address, and how the names of all files of that result begin. */
export interface ResultFile {
  readonly folder: string;
  readonly prefix: string;
}

/** The keys or the role with which buckets are opened. */
type Credentials = NonNullable<Parameters<typeof s3StagingArea>[0]['credentials']>;

/** The bucket in which results are. */
export interface ResultPlace {
  /** Where Athena is told to put results: `s3://bucket/prefix/`. */
  readonly url: string;
  /** A bucket, or a folder in one, by its address. */
  open(url: string): StagingArea;
  /** Removes all files of a result: the rows, and what Athena writes beside them. */
  removeResult(file: ResultFile): Promise<void>;
  /** The file of a result's rows on this machine, removed from the bucket. */
  fetchResult(file: ResultFile, folder: string, signal: AbortSignal): Promise<string>;
}

/** The place that a connection names. */
export function resultsIn(bucket: string, region: string, credentials: Credentials): ResultPlace {
  const open = (url: string) => s3StagingArea({ bucket: url, region, credentials });
  const removeResult = async ({ folder, prefix }: ResultFile) => {
    await using area = open(folder);
    await area.remove(prefix);
  };
  return {
    url: `s3://${bucket.replace(/^s3a?:\/\//, '').replace(/\/+$/, '')}/`,
    open,
    removeResult,
    async fetchResult(file, folder, signal) {
      await using area = open(file.folder);
      try {
        const [path] = await area.download(`${file.prefix}.csv`, folder, signal);
        if (path !== undefined) return path;
        throw new SyncformError(
          'failed',
          `Athena’s result is not where it was said to be, in ${file.folder}`,
        );
      } finally {
        await area.remove(file.prefix);
      }
    },
  };
}

/** What an output location says: Athena names all files of a result after the query. */
export function resultPlace(output: string): ResultFile {
  const [, folder = '', name = ''] = /^(.*\/)([^/]*)$/.exec(output) ?? [];
  return { folder, prefix: name.replace(/\.(csv|txt)$/, '') };
}

/**
 * A result's file as the engine's dialect of CSV, which it is but for its first line: values are quoted, and NULL is an empty field
 * without quotes (https://docs.aws.amazon.com/athena/latest/ug/querying-finding-output-files.html). The file is removed when it is read.
 */
export async function* linesOfResult(path: string): AsyncGenerator<Uint8Array> {
  try {
    let isFirst = true;
    for await (const chunk of createReadStream(path)) {
      const bytes = chunk as Buffer;
      const end = isFirst ? bytes.indexOf('\n') : -1;
      if (isFirst && end < 0) continue;
      isFirst = false;
      yield bytes.subarray(end + 1);
    }
  } finally {
    await rm(path, { force: true });
  }
}
