import { createHash } from 'node:crypto';

/**
 * Cloud storage in which files wait until a warehouse has loaded them. Nothing in it outlives a run: who stages removes
 * what was staged, whatever way the run ended, and what a killed process left under the same prefix.
 */
export interface StagingArea extends AsyncDisposable {
  /** The address of a key, as warehouses name it: `s3://bucket/key`. */
  url(key: string): string;
  /** Stores a local file, in parts where it is large. `onBytes` is told what has been sent. */
  upload(path: string, key: string, signal: AbortSignal, onBytes?: (bytes: number) => void): Promise<void>;
  /** Fetches everything whose key begins so into a folder, and answers the files' paths. */
  download(prefix: string, folder: string, signal: AbortSignal): Promise<readonly string[]>;
  /** Removes everything whose key begins so. */
  remove(prefix: string, signal?: AbortSignal): Promise<void>;
  /** Writes, reads and removes a small object. Throws a ConnectionError (`bucket`) that says which of these is refused. */
  test(signal: AbortSignal): Promise<void>;
}

/** Where the files of a scope wait, a key that ends in a slash: the same for every run, which finds there what a killed one left. */
export function stagingFolder(scope: string): string {
  return `_syncform_staging/${createHash('sha256').update(scope).digest('hex').slice(0, 32)}/`;
}
