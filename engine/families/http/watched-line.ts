import type { Duplex } from 'node:stream';
import { ConnectionError } from '../../kit/errors.ts';

/** How long a server may take to say that it is still at work, in ms. */
const ASK_LIMIT_MS = 10_000;

/** How many bytes have come and gone over a line. */
export function bytesOf(line: Duplex): number {
  const { bytesRead = 0, bytesWritten = 0 } = line as Partial<Record<'bytesRead' | 'bytesWritten', number>>;
  // What is written counts once it has left.
  return bytesRead + bytesWritten - line.writableLength;
}

/** A line on which a server may owe an answer. */
export interface WatchedLine {
  /** Whether the server is to move next: to answer, to send more, or to take what was sent. */
  isOwed(): boolean;
  /** A number that changes with every byte that comes or goes. */
  progress(): number;
  /** Asks the server over another line whether it is at work for this one. The signal fires when time is up. */
  isAtWork(signal: AbortSignal): Promise<boolean>;
  /** Cuts the line. */
  cut(error: Error): void;
}

export interface Watching {
  readonly limitMs: number;
  /** What the server is called in the error. */
  readonly server: string;
}

/** A server that owes something has sent nothing for so many seconds. */
export function fellSilent(server: string, seconds: number): ConnectionError {
  return new ConnectionError('timeout', `${server} has fallen silent: it sent nothing for ${seconds} s`, {
    hint: 'Check the server and the network to it. What was committed is kept: run again.',
  });
}

/** Cuts a line on which the server has fallen silent; until disposed. */
export function watchLine(line: WatchedLine, { limitMs, server }: Watching): Disposable {
  let last = line.progress();
  let since = performance.now();
  let asking = false;
  // Made only where the server is asked: most lines are watched for milliseconds.
  let over: AbortController | undefined;
  const look = async () => {
    const now = line.progress();
    if (now !== last || !line.isOwed()) {
      last = now;
      since = performance.now();
      return;
    }
    if (asking || performance.now() - since < limitMs) return;
    asking = true;
    over ??= new AbortController();
    const isAtWork = await asked(line, over.signal);
    asking = false;
    since = performance.now();
    if (isAtWork || over.signal.aborted || line.progress() !== last) return;
    line.cut(fellSilent(server, limitMs / 1000));
  };
  const timer = setInterval(() => void look(), Math.min(1_000, limitMs / 4));
  timer.unref();
  return {
    [Symbol.dispose]() {
      clearInterval(timer);
      over?.abort();
    },
  };
}

async function asked(line: WatchedLine, over: AbortSignal): Promise<boolean> {
  const limit = AbortSignal.any([over, AbortSignal.timeout(ASK_LIMIT_MS)]);
  const expired = new Promise<false>((resolve) =>
    limit.addEventListener('abort', () => resolve(false), { once: true }),
  );
  return Promise.race([line.isAtWork(limit).catch(() => false), expired]);
}
