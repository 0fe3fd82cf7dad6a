import { deflateSync, inflateSync } from 'node:zlib';
import type { SourcePosition } from '../../../contract/contract.ts';
import type { StoredObject } from '../../../families/object-store/object-store.ts';

/** Which files of a table were read, as a text. They are never written again, so that their names say all. */
export function filesText(files: readonly Pick<StoredObject, 'key'>[]): string {
  const keys = files.map(({ key }) => key).sort();
  return deflateSync(JSON.stringify(keys)).toString('base64');
}

/** The names of such a text. */
export function filesOf(text: string): ReadonlySet<string> {
  return new Set(JSON.parse(inflateSync(Buffer.from(text, 'base64')).toString('utf8')) as string[]);
}

const KIND = 'exported';

export function positionOf(files: string): SourcePosition {
  return { kind: KIND, files };
}

/** The files that were read up to a position; undefined where it tells of none. */
export function filesRead(position: SourcePosition | null): string | undefined {
  return position?.kind === KIND && typeof position.files === 'string' ? position.files : undefined;
}
