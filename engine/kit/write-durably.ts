import { constants, open } from 'node:fs/promises';
import { writingFile } from './full-disk.ts';

/** Writes text at a position, so that it survives a power cut and nothing follows it; answers the file's size. */
export async function writeDurably(path: string, position: number, text: string): Promise<number> {
  const bytes = Buffer.from(text);
  await using file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  await file.truncate(position);
  // Of a disk that is about to be full, a write takes a part.
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await writingFile(path, file.write(bytes, at, bytes.length - at, position + at));
    at += bytesWritten;
  }
  await writingFile(path, file.sync());
  return position + bytes.length;
}
