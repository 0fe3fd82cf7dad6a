import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { DataFile } from '../../../families/files/folder.ts';
import { decoderOf } from '../../../families/http/body.ts';
import { requestError, shownUrl } from '../../../families/http/failures.ts';
import { canceled } from '../../../kit/abort.ts';
import { diskFailure } from '../../../kit/full-disk.ts';
import { refuseCrawling, refuseLarger } from './download-limits.ts';
import { forget, type WebFile } from './web-file.ts';

/** How long a copy is used without asking again, where the server gives nothing to ask with; in milliseconds. */
const FRESH_MS = 30_000;

interface Copy {
  readonly file: DataFile;
  readonly validators: Readonly<Record<string, string>>;
  readonly at: number;
}

/** Copies of the file on the local disk. Each is kept until the connection closes, because something may still read it. */
export class Downloads {
  readonly #web: WebFile;
  readonly #folder: string;
  readonly #megabytes: number;
  readonly #paths: string[] = [];
  #latest: Promise<Copy> | undefined;

  /** `megabytes` is the largest file that is kept. */
  constructor(web: WebFile, tempDir: string, megabytes: number) {
    this.#megabytes = megabytes;
    this.#web = web;
    this.#folder = tempDir;
  }

  /** The file as it is now: downloaded, unless the server says (or it was seen just now) that the last copy is still right. */
  async current(signal: AbortSignal): Promise<DataFile> {
    const last = await this.#latest?.catch(() => undefined);
    this.#latest = this.#renew(last, signal);
    return (await this.#latest).file;
  }

  async #renew(last: Copy | undefined, signal: AbortSignal): Promise<Copy> {
    const canAsk = last && Object.keys(last.validators).length > 0;
    if (last && !canAsk && Date.now() - last.at < FRESH_MS) return last;
    const answer = await this.#web.ask({ method: 'GET', conditions: last?.validators ?? {} }, signal);
    if (last && answer.status === 304) {
      forget(answer);
      return last;
    }
    const { etag, 'last-modified': modified } = answer.headers;
    const validators = {
      ...(typeof etag === 'string' ? { 'if-none-match': etag } : {}),
      ...(typeof modified === 'string' ? { 'if-modified-since': modified } : {}),
    };
    const path = await this.#store(answer.body, answer.headers['content-encoding'], signal);
    const { size, mtimeNs } = await stat(path, { bigint: true });
    const id = shownUrl(this.#web.url);
    const file: DataFile = { path, id, format: 'csv', size: Number(size), changed: mtimeNs };
    return { file, validators, at: Date.now() };
  }

  /** Streams a body to a new file. DuckDB tells a compressed file by its name, so one that is compressed is named so. */
  async #store(
    body: Readable,
    encoding: string | string[] | undefined,
    signal: AbortSignal,
  ): Promise<string> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const path = join(this.#folder, `download-${randomUUID()}.csv`);
    this.#paths.push(path, `${path}.gz`);
    const sink = createWriteStream(path, { mode: 0o600 });
    const decoder = decoderOf(encoding);
    try {
      const where = shownUrl(this.#web.url);
      const steps = [
        refuseCrawling(where),
        ...(decoder ? [decoder] : []),
        refuseLarger(this.#megabytes, where),
      ];
      await pipeline([body, ...steps, sink], { signal });
    } catch (error) {
      if (signal.aborted) throw canceled(signal);
      throw requestError(diskFailure(error, this.#folder), this.#web.url);
    }
    if (!(await isGzip(path))) return path;
    await rename(path, `${path}.gz`);
    return `${path}.gz`;
  }

  async close(): Promise<void> {
    await this.#latest?.catch(() => undefined);
    for (const path of this.#paths) await rm(path, { force: true });
  }
}

async function isGzip(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}
