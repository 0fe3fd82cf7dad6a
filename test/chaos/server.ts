import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../engine/cli/main.ts');

/** `syncform serve` in a process of its own, started again whenever it was killed. */
export class ServeProcess {
  readonly #dataDir: string;
  readonly #log: (line: string) => void;
  #child: ChildProcess;
  #isOver = false;
  #ended: Promise<unknown>;
  starts = 0;

  constructor(dataDir: string, log: (line: string) => void) {
    this.#dataDir = dataDir;
    this.#log = log;
    this.#child = this.#start();
    this.#ended = this.#keep();
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends it as Ctrl-C does; throws where it does not end well. */
  async stop(): Promise<void> {
    this.#isOver = true;
    this.kill('SIGINT');
    await this.#ended;
    const { exitCode, signalCode } = this.#child;
    // It may have been killed just before, or not have come so far that it listens to signals.
    if (exitCode !== 0 && signalCode !== 'SIGKILL' && signalCode !== 'SIGINT')
      throw new Error(`serve ended with ${exitCode ?? signalCode}`);
  }

  /** Ends it, however it stands. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    this.kill('SIGKILL');
    await this.#ended;
  }

  #start(): ChildProcess {
    this.starts++;
    const child = spawn(process.execPath, [MAIN, 'serve', '--data-dir', this.#dataDir], {
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (text) => {
        for (const line of String(text).split('\n')) if (line !== '') this.#log(line);
      });
    return child;
  }

  async #keep(): Promise<void> {
    for (;;) {
      if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit');
      if (this.#isOver) return;
      this.#child = this.#start();
    }
  }
}
