import { Transform } from 'node:stream';
import { tooLarge } from '../../../families/files/check-content.ts';
import { ConnectionError } from '../../../kit/errors.ts';

/** A download is looked at this often, in milliseconds. */
const WINDOW_MS = 60_000;
/** Fewer bytes than this within a window are no download any more: at that pace a megabyte takes three hours. */
const LEAST_IN_WINDOW = 6_000;

/** Tells a download that crawls, which never falls silent and would so hold a run for days. Times in milliseconds. */
export class Pace {
  #since: number;
  #bytes = 0;

  constructor(now: number) {
    this.#since = now;
  }

  /** Takes bytes that came; answers whether too few did since the last look. */
  isTooSlow(bytes: number, now: number): boolean {
    this.#bytes += bytes;
    if (now - this.#since < WINDOW_MS) return false;
    const isSlow = this.#bytes < LEAST_IN_WINDOW;
    this.#since = now;
    this.#bytes = 0;
    return isSlow;
  }
}

/** Passes on what comes from `where` (an address for people), and fails where it crawls. */
export function refuseCrawling(where: string): Transform {
  const pace = new Pace(performance.now());
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (pace.isTooSlow(chunk.length, performance.now()))
        done(
          new ConnectionError(
            'timeout',
            `${where} sent fewer than ${LEAST_IN_WINDOW} bytes within ${WINDOW_MS / 1000} seconds`,
            { hint: 'Run again, or ask the server’s owner why it is so slow.' },
          ),
        );
      else done(null, chunk);
    },
  });
}

/** Passes on up to so many megabytes of the file at `where`, and fails beyond. It comes after what undoes a compression. */
export function refuseLarger(megabytes: number, where: string): Transform {
  let size = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > megabytes * 1024 * 1024) done(tooLarge(where, megabytes));
      else done(null, chunk);
    },
  });
}
