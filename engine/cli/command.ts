import type { Clock } from '../kit/clock.ts';
import type { ExitCode } from './exit-codes.ts';

/** An option, for node:util's parseArgs and for `--help`. */
export interface CommandOption {
  readonly type: 'boolean' | 'string';
  readonly short?: string;
  /** Of a string, what it stands for: `--sync <id>`. */
  readonly placeholder?: string;
  readonly description: string;
}

/** Where a command writes to. */
export interface Terminal {
  write(text: string): void;
  /** Its size where it can be drawn on; undefined of a pipe or file, which gets plain lines. */
  size(): { readonly columns: number; readonly rows: number } | undefined;
}

export interface CommandContext {
  readonly dataDir: string;
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly terminal: Terminal;
  readonly clock: Clock;
  /** Fires on Ctrl-C and when the process is told to end. */
  readonly signal: AbortSignal;
}

/** One command of the command line, in a file of its own. */
export interface Command {
  readonly name: string;
  /** A line for the list of commands. */
  readonly summary: string;
  /** Its arguments, as usage shows them: `[execution]`. */
  readonly args: string;
  readonly maxArgs: number;
  /** More for its own help. */
  readonly description?: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  /** The exit code where it throws; by the error if not set. */
  readonly failure?: ExitCode;
  run(context: CommandContext): Promise<ExitCode>;
}
