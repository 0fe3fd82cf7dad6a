import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export type Kind = 'syncs' | 'bulkSyncs';

export interface Run {
  readonly dataDir: string;
  readonly kind: Kind;
  readonly id: string;
  /** Everything is moved again. */
  readonly resync?: boolean;
}

/** When a process is to die: at a named step, so many ms after its execution began, or not at all. */
export type Death = { readonly step: string } | { readonly afterMs: number } | 'none';

const CHILD = join(import.meta.dirname, 'child.ts');

export interface Ending {
  readonly killed: boolean;
  /** From the execution's beginning to the end of the process, in ms. */
  readonly ms: number;
}

/** Runs a sync in a process of its own, which dies when it is told to. Throws where the run itself fails. */
export async function runInProcess({ dataDir, kind, id, resync }: Run, death: Death): Promise<Ending> {
  const child = spawn(process.execPath, [CHILD, dataDir, kind, id, resync ? 'resync' : ''], {
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      SYNCFORM_KILL_AT: typeof death === 'object' && 'step' in death ? death.step : '',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let started: number | undefined;
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  child.stdout.on('data', () => {
    started ??= performance.now();
    if (typeof death === 'object' && 'afterMs' in death)
      setTimeout(() => child.kill('SIGKILL'), death.afterMs);
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  if (code !== 0 && signal !== 'SIGKILL') throw new Error(`the run failed by itself: ${errors}`);
  return { killed: signal === 'SIGKILL', ms: performance.now() - (started ?? performance.now()) };
}
