import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A command, run as a whole process. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Measured {
  /** From its start to its end. */
  readonly seconds: number;
  /** The most memory that it and the processes it started had, each for itself, in MB; null where the system does not tell. */
  readonly megabytes: number | null;
  /** Its processor time in seconds, without that of processes it started; null where it is no Node process. */
  readonly processorSeconds: number | null;
  readonly output: string;
}

const USAGE = pathToFileURL(join(import.meta.dirname, 'usage.ts')).href;
const LOOK_EVERY_MS = 20;

/** Runs a command to its end; throws with what it said where it fails. */
export async function measure(command: Command): Promise<Measured> {
  const usageFile = join(tmpdir(), `syncform-bench-${randomUUID()}`);
  const started = performance.now();
  const child = spawn(command.program, command.args, {
    cwd: command.cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_OPTIONS: `--disable-warning=ExperimentalWarning --import ${USAGE}`,
      SYNCFORM_BENCH_USAGE_FILE: usageFile,
      ...command.env,
    },
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const descendants = new Descendants(child.pid);
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) => resolve(exitCode ?? (signal ? 128 : 1)));
  });
  const seconds = (performance.now() - started) / 1000;
  const others = descendants.peak();
  const told = await readFile(usageFile, 'utf8').catch(() => undefined);
  await rm(usageFile, { force: true });
  if (code !== 0)
    throw new Error(
      `${[command.program, ...command.args].join(' ')}\nended with code ${code}:\n${output}${errors}`,
    );
  const [memory, processor] = told?.split(' ').map(Number) ?? [];
  return {
    seconds,
    megabytes: megabytes(memory === undefined ? others : memory + (others ?? 0)),
    processorSeconds: processor === undefined ? null : processor / 1e6,
    output,
  };
}

function megabytes(kibibytes: number | undefined): number | null {
  return kibibytes === undefined ? null : (kibibytes * 1024) / 1e6;
}

/** Watches the processes that a measured one starts, which do not tell their memory themselves. Linux only. */
class Descendants {
  readonly #peaks = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;

  constructor(root: number | undefined) {
    this.#timer = setInterval(() => this.#look(String(root)), LOOK_EVERY_MS);
  }

  /** The sum of what each had at most, in KiB; undefined where there were none. */
  peak(): number | undefined {
    clearInterval(this.#timer);
    const peaks = [...this.#peaks.values()];
    return peaks.length === 0 ? undefined : peaks.reduce((sum, peak) => sum + peak, 0);
  }

  #look(parent: string): void {
    try {
      const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').split(' ');
      for (const pid of children.filter(Boolean)) {
        // Between its fork and its own program a child shares its parent's memory.
        if (readlinkSync(`/proc/${pid}/exe`) === readlinkSync(`/proc/${parent}/exe`)) continue;
        const peak = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
        if (peak) this.#peaks.set(pid, Number(peak));
        this.#look(pid);
      }
    } catch {
      // It has ended, or the system has no /proc.
    }
  }
}
