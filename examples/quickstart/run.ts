/*
 * The quickstart: the real Terraform on main.tf, twice. Everything happens in examples/quickstart/work, which is made
 * afresh, or in another folder if one is named.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { ensureBuilt } from '../../provider/build/ensure-built.ts';
import { cliConfigFile, commandLine } from '../../provider/build/paths.ts';
import { prepareFolder, renameAirports } from './data.ts';
import { type LastExecution, movedTable, queryTable, sentence } from './report.ts';
import { environment, Terraform, terraformVersion } from './terraform.ts';

const named = process.argv[2];
const folder = named === undefined ? join(import.meta.dirname, 'work') : resolve(named);
const shownFolder = relative(process.cwd(), folder);
const env = environment(cliConfigFile);
const terraform = new Terraform(folder, env);

// Ctrl-C reaches Terraform as well, which stops the running sync; this waits for it and then reports the failure.
let interrupted = false;
process.on('SIGINT', () => {
  interrupted = true;
});

try {
  const version = terraformVersion();
  say(`Building the provider`);
  await ensureBuilt();
  say(`A fresh folder: ${shownFolder}, with main.tf and its data (Terraform ${version})`);
  if (named === undefined) await rm(folder, { recursive: true, force: true });
  await prepareFolder(folder);

  await succeeds('init', '-input=false');
  await succeeds('plan', '-input=false', '-out=first.tfplan');
  await applyAndWatch('first.tfplan');
  const first = lastExecutions();
  say('A second plan has nothing to do');
  await plansNothing();

  say('The source changes: three airports get the names that they have today');
  for (const change of await renameAirports(folder)) print(`  ${change}`);
  await succeeds('plan', '-input=false', '-out=second.tfplan');
  await applyAndWatch('second.tfplan');
  await report(first, lastExecutions());
} catch (error) {
  console.error(`\n${interrupted ? 'Stopped. ' : ''}${(error as Error).message}`);
  process.exitCode = 1;
}

async function succeeds(...args: string[]): Promise<void> {
  sayCommand(args);
  const code = await terraform.run(args);
  if (code !== 0) throw failure(args, code);
}

/** The exit code 2 of `plan -detailed-exitcode` says that there would be changes. */
async function plansNothing(): Promise<void> {
  const args = ['plan', '-input=false', '-detailed-exitcode'];
  sayCommand(args);
  const code = await terraform.run(args);
  if (code === 2)
    throw new Error('The second plan wants to change something although nothing changed. That is a bug.');
  if (code !== 0) throw failure(args, code);
}

/** Applies a plan while `syncform status --watch` shows what the syncs do. What Terraform says comes after that. */
async function applyAndWatch(plan: string): Promise<void> {
  const args = ['apply', '-input=false', plan];
  sayCommand(args, `with  syncform status --watch`);
  const watch = spawn(commandLine, ['status', '--watch'], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const { code, output } = await terraform.runHeld(args).finally(() => stop(watch));
  process.stdout.write(output);
  if (code !== 0) throw failure(args, code);
}

async function stop(watch: ChildProcess): Promise<void> {
  if (watch.exitCode !== null || watch.signalCode !== null) return;
  const ended = once(watch, 'exit');
  watch.kill('SIGTERM');
  await ended;
}

function lastExecutions(): Readonly<Record<string, LastExecution>> {
  return terraform.output('last_executions') as Readonly<Record<string, LastExecution>>;
}

async function report(
  first: Readonly<Record<string, LastExecution>>,
  second: Readonly<Record<string, LastExecution>>,
): Promise<void> {
  say('What moved');
  const applies = [
    { title: 'first apply', executions: first },
    { title: 'second apply', executions: second },
  ];
  print(movedTable(applies));
  const sync = 'Delays per airport';
  for (const { title, executions } of applies) {
    const execution = executions[sync];
    if (execution) print(`  ${title}, ${sentence(sync, execution)}`);
  }
  say('What arrived: table airport_delays, the busiest airports first');
  const query =
    'SELECT airport, name, flights, average_delay, late FROM airport_delays ORDER BY flights DESC LIMIT 5';
  print(await queryTable(join(folder, 'warehouse.duckdb'), query, 2));
  print(`
Look further:
  cd ${shownFolder}
  npx syncform executions                                  # every run, newest first
  npx syncform query Warehouse "${query}"
  export TF_CLI_CONFIG_FILE=$(npm run -s tfrc)             # then terraform plan, apply, destroy as usual`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function say(text: string): void {
  print(`\n▸ ${text}`);
}

function sayCommand(args: readonly string[], beside = ''): void {
  print(`\n$ terraform ${args.join(' ')}   ${beside}`.trimEnd());
}

function failure(args: readonly string[], code: number): Error {
  return new Error(
    `terraform ${args[0]} ended with code ${code}; its own words are above. The folder stays as it is: ${shownFolder}.`,
  );
}
