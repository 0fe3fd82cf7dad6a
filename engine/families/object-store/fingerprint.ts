import { deflateSync, inflateSync } from 'node:zlib';
import { stableDigest } from '../../kit/digest.ts';
import type { StoredObject } from './object-store.ts';

/** Of more files than these only a digest is kept: what changed can then not be told. */
const MOST_FILES = 20_000;
const PREFIX = 'files:';

/** No file has this name: under it stands how files are read. */
const OPTIONS = '';

/**
 * A text that is another whenever one of the files is, or how they are read; it tells which ones there were, unless they are
 * very many. `options` is empty where nothing is said of how to read them.
 */
export function fingerprintOf(files: readonly StoredObject[], options = ''): string {
  const versions = files
    .map((file) => [file.key, versionOf(file)])
    .concat(options === '' ? [] : [[OPTIONS, stableDigest(options).slice(0, 12)]])
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  if (files.length > MOST_FILES) return stableDigest(versions);
  return PREFIX + deflateSync(JSON.stringify(versions)).toString('base64');
}

/** By key, which version of a file there was; undefined where the fingerprint does not tell. */
function filesOf(fingerprint: string): ReadonlyMap<string, string> | undefined {
  if (!fingerprint.startsWith(PREFIX)) return undefined;
  const text = inflateSync(Buffer.from(fingerprint.slice(PREFIX.length), 'base64')).toString('utf8');
  return new Map(JSON.parse(text) as [string, string][]);
}

/**
 * The keys of files that came between two fingerprints; undefined where that is not all that happened: of a file that
 * changed or went, nothing tells which rows it had.
 */
export function addedBetween(from: string, to: string): ReadonlySet<string> | undefined {
  const [before, after] = [filesOf(from), filesOf(to)];
  if (!before || !after) return undefined;
  for (const [key, version] of before) if (after.get(key) !== version) return undefined;
  if (after.has(OPTIONS) && !before.has(OPTIONS)) return undefined;
  return new Set([...after.keys()].filter((key) => !before.has(key)));
}

function versionOf({ etag, size, changed }: StoredObject): string {
  return stableDigest([etag, size, changed]).slice(0, 12);
}
