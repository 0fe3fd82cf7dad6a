import { join } from 'node:path';
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { type Clock, systemClock } from '../kit/clock.ts';
import { firstCause, messageOf, SyncformError } from '../kit/errors.ts';
import { openToOthers } from '../store/data-dir.ts';
import type { Command, CommandOption, Terminal } from './command.ts';
import { commands } from './commands.ts';
import { type ExitCode, exitCodeMeanings, exitCodeOfError, exitCodes, UsageError } from './exit-codes.ts';
import { table } from './text.ts';

export interface CliProcess {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly terminal: Terminal;
  writeError(text: string): void;
  readonly signal: AbortSignal;
  readonly clock?: Clock;
}

const commonOptions = {
  'data-dir': {
    type: 'string',
    placeholder: 'path',
    description: 'the data directory; default: $SYNCFORM_DATA_DIR, else .syncform in this folder',
  },
  json: { type: 'boolean', description: 'write JSON, for programs' },
  help: { type: 'boolean', short: 'h', description: 'explain the command' },
} as const satisfies Record<string, CommandOption>;

/** Runs a command line and answers its exit code. Throws nothing: what goes wrong is written to standard error. */
export async function runCli(cli: CliProcess): Promise<ExitCode> {
  try {
    return await run(cli);
  } catch (thrown) {
    const error = firstCause(thrown);
    const named = commands.find(({ name }) => name === cli.args[0])?.failure;
    const code = named ?? exitCodeOfError(error);
    cli.writeError(cli.args.includes('--json') ? `${errorJson(error)}\n` : `syncform: ${messageOf(error)}\n`);
    return code;
  }
}

async function run(cli: CliProcess): Promise<ExitCode> {
  const [name, ...rest] = cli.args;
  const { terminal } = cli;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const about = commands.find((command) => command.name === rest[0]);
    terminal.write(about ? commandHelp(about) : generalHelp());
    return name === undefined ? exitCodes.usage : exitCodes.ok;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) throw new UsageError(`there is no command "${name}". See: syncform --help`);
  const { values, positionals } = parse(command, rest);
  if (values.help) {
    terminal.write(commandHelp(command));
    return exitCodes.ok;
  }
  if (positionals.length > command.maxArgs) {
    throw new UsageError(`too many arguments. Usage: ${usage(command)}`);
  }
  const dataDir = values['data-dir'] ?? cli.environment.SYNCFORM_DATA_DIR;
  const folder = typeof dataDir === 'string' && dataDir !== '' ? dataDir : join(cli.cwd, '.syncform');
  const warning = openToOthers(folder);
  if (warning) cli.writeError(`syncform: ${warning}\n`);
  return command.run({
    dataDir: folder,
    args: positionals,
    options: values,
    terminal,
    clock: cli.clock ?? systemClock,
    signal: cli.signal,
  });
}

function parse(
  command: Command,
  args: string[],
): { values: Record<string, string | boolean | undefined>; positionals: string[] } {
  const options: ParseArgsOptionsConfig = {};
  const all: Readonly<Record<string, CommandOption>> = { ...command.options, ...commonOptions };
  for (const [name, { type, short }] of Object.entries(all)) {
    options[name] = short === undefined ? { type } : { type, short };
  }
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    return { values: values as Record<string, string | boolean | undefined>, positionals };
  } catch (error) {
    throw new UsageError(`${messageOf(error)} See: syncform ${command.name} --help`);
  }
}

function errorJson(error: unknown): string {
  const { code, hint } =
    error instanceof SyncformError
      ? error
      : { code: error instanceof UsageError ? 'usage' : 'failed', hint: undefined };
  return JSON.stringify({ error: { code, message: messageOf(error), ...(hint ? { hint } : {}) } });
}

function usage(command: Command): string {
  return ['syncform', command.name, command.args, '[options]'].filter((part) => part !== '').join(' ');
}

function indented(rows: readonly (readonly string[])[]): string {
  const [, ...lines] = table(['', ''], rows);
  return lines.map((line) => `  ${line}\n`).join('');
}

function generalHelp(): string {
  return `Data syncs as infrastructure: what runs here, what ran, and what became of it.

Usage: syncform <command> [options]

Commands
${indented(commands.map(({ name, summary }) => [name, summary]))}
Options of every command
${optionsHelp(commonOptions)}
Exit codes
${indented(exitCodeMeanings.map(([code, meaning]) => [code.toString(), meaning]))}`;
}

function commandHelp(command: Command): string {
  const description = command.description === undefined ? '' : `\n${command.description}\n`;
  return `${command.summary}

Usage: ${usage(command)}
${description}
Options
${optionsHelp({ ...command.options, ...commonOptions })}`;
}

function optionsHelp(options: Readonly<Record<string, CommandOption>>): string {
  return indented(
    Object.entries(options).map(([name, option]) => [
      `${option.short ? `-${option.short}, ` : ''}--${name}${option.placeholder ? ` <${option.placeholder}>` : ''}`,
      option.description,
    ]),
  );
}
