import type { MysqlConfig } from '../config.ts';
import type { Sessions } from '../sessions.ts';
import { type DumpStart, type DumpTaker, LogCut, openDump } from './dump.ts';
import { logFiles } from './log-status.ts';
import { fileNumber } from './position.ts';

/** Where a file of the log begins. */
const FILE_START = 4;

/** Takes events and knows which file they come from. */
export interface LogTaker extends DumpTaker {
  /** The file that is read now. */
  file(): string;
}

/**
 * Asks a server for its log as `openDump` does, and goes on in the next file where one ends within an event: a server that
 * is killed while it writes leaves such a file, and begins a new one when it comes back. What the old file has of its last
 * transaction was never committed. `taker.opened` is told of each file that was begun in this way.
 */
export async function openLogBeyondCuts(
  config: MysqlConfig,
  sessions: Sessions,
  start: DumpStart,
  taker: LogTaker,
  signal: AbortSignal,
): Promise<() => void> {
  let isClosed = false;
  let closeDump = () => {};
  const open = async (from: DumpStart): Promise<void> => {
    const close = await openDump(
      config,
      sessions,
      from,
      {
        opened: (...told) => taker.opened?.(...told),
        packet: (...packet) => taker.packet(...packet),
        failed: (error) => void goOn(error),
      },
      signal,
    );
    if (isClosed) close();
    else closeDump = close;
  };
  const goOn = async (error: unknown): Promise<void> => {
    try {
      const next = error instanceof LogCut ? await fileAfter(sessions, taker.file(), signal) : undefined;
      if (next === undefined) {
        taker.failed(error);
        return;
      }
      closeDump();
      if (!isClosed) await open({ file: next, offset: FILE_START });
    } catch (failure) {
      taker.failed(failure);
    }
  };
  await open(start);
  return () => {
    isClosed = true;
    closeDump();
  };
}

/** The file in which the log goes on after another one; undefined where that one is the last. */
async function fileAfter(sessions: Sessions, file: string, signal: AbortSignal): Promise<string | undefined> {
  const files = await sessions.use(signal, logFiles);
  return files.find((each) => fileNumber(each.file) > fileNumber(file))?.file;
}
