import type { Clock } from '../../kit/clock.ts';
import { runCli } from '../run-cli.ts';

export interface Ran {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** The command line in a folder, for tests: it writes to no terminal, and what it wrote is answered. */
export function cliIn(folder: () => string, clock?: Clock): (...args: string[]) => Promise<Ran> {
  return async (...args) => {
    let output = '';
    let errors = '';
    const code = await runCli({
      args,
      environment: {},
      cwd: folder(),
      terminal: {
        write: (text) => {
          output += text;
        },
        size: () => undefined,
      },
      writeError: (text) => {
        errors += text;
      },
      signal: new AbortController().signal,
      ...(clock ? { clock } : {}),
    });
    return { code, output, errors };
  };
}
