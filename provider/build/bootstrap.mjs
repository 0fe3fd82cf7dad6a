/*
 * Runs one of the project's scripts on a machine that has no more than npm and its Node (18 or later): installs what
 * package-lock.json lists if node_modules lacks any of it, then runs the script, with its arguments, under the Node 24
 * that the npm package `node` brings. A script is a TypeScript file, which that Node runs as it is, or the name of a
 * program that one of the packages brings.
 *
 *   node provider/build/bootstrap.mjs <file.ts | program> [arguments]
 *
 * Writes nothing to stdout itself, so that a script's output can be used by other programs. With `--after-install` before the
 * script, npm has just installed and nothing is installed; where the script cannot run, or this program itself is installing (its own
 * script then makes what it needs), nothing happens.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const pinnedNode = join(
  root,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

const isAfterInstall = process.argv[2] === '--after-install';
const [script, ...args] = process.argv.slice(isAfterInstall ? 3 : 2);
if (!script) fail('usage: node provider/build/bootstrap.mjs <file.ts | program> [arguments]');
if (!isAfterInstall) await install();
else if (process.env.SYNCFORM_INSTALLING || missingPackage() !== undefined) process.exit(0);
const programs = join(root, 'node_modules', '.bin');
const command = script.endsWith('.ts') ? [pinnedNode, resolve(root, script)] : [join(programs, script)];
const child = spawn(command[0], [...command.slice(1), ...args], {
  stdio: 'inherit',
  shell: process.platform === 'win32' && command.length === 1,
  env: { ...process.env, PATH: [programs, process.env.PATH].join(delimiter) },
});
// Ctrl-C reaches the whole process group; the script decides what it means and this waits for its end.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => signal === 'SIGINT' || child.kill(signal));
child.on('error', (error) => fail(`${command[0]} does not start: ${error.message}`));
child.on('exit', (code, signal) => {
  process.exitCode = code ?? 128 + (signal === 'SIGINT' ? 2 : 15);
});

/** Brings node_modules in line with package-lock.json, one process at a time, trying again where a registry is slow. */
async function install() {
  if (missingPackage() === undefined) return;
  const unlock = await lock();
  try {
    const missing = missingPackage();
    if (missing === undefined) return;
    console.error(`Installing the packages that package-lock.json lists (${missing}).`);
    // `npm ci` refuses a lock file that it thinks out of step; `npm install` then still takes the versions in it.
    const attempts = [['ci'], ['install', '--no-save'], ['install', '--no-save']];
    for (const [i, command] of attempts.entries()) {
      if (i > 0) await sleep(i * 5000);
      const problem = npm([...command, '--loglevel=error']) ? missingPackage() : `npm ${command[0]} failed`;
      if (problem === undefined) return;
      console.error(`${problem}${i + 1 < attempts.length ? '; trying again' : ''}.`);
    }
    fail(
      'The packages could not be installed; npm’s own words are above. Once the package registry can be reached ' +
        '(npm ping), run the same command again.',
    );
  } finally {
    unlock();
  }
}

/** What node_modules lacks of package-lock.json, in words; undefined if nothing. npm keeps a list of what it installed. */
function missingPackage() {
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  let installed;
  try {
    installed = JSON.parse(readFileSync(join(root, 'node_modules', '.package-lock.json'), 'utf8')).packages;
  } catch {
    return 'none is installed yet';
  }
  for (const [name, entry] of Object.entries(wanted)) {
    if (!name.includes('node_modules/')) continue; // the project itself and its workspaces
    const found = installed[name];
    const fits = found
      ? found.version === entry.version && found.integrity === entry.integrity
      : entry.optional;
    if (!fits)
      return `${name.slice(name.lastIndexOf('node_modules/') + 13)} ${entry.version ?? ''} is missing`;
  }
  if (!existsSync(pinnedNode))
    return 'Node 24, which the package "node" fetches when it is installed, is missing';
  return undefined;
}

/** Runs npm with its output on stderr; true if it succeeded. */
function npm(args) {
  const env = {
    ...process.env,
    SYNCFORM_INSTALLING: '1',
    npm_config_fetch_retries: '5',
    npm_config_fetch_timeout: '300000',
  };
  // Under `npm run`, npm describes the running script to its children; an install script must not take that for itself.
  for (const name of Object.keys(env)) {
    if (/^npm_(package|lifecycle)_/.test(name)) delete env[name];
  }
  const shell = process.platform === 'win32'; // npm is a .cmd file there
  const { status, error } = spawnSync('npm', args, { cwd: root, env, shell, stdio: ['ignore', 2, 2] });
  if (error) fail(`npm is needed and does not start: ${error.message}`);
  return status === 0;
}

/** Waits until no other process installs; a lock whose process has gone is void. Answers what releases it. */
async function lock() {
  const folder = join(root, '.cache');
  const file = join(folder, 'install.lock');
  mkdirSync(folder, { recursive: true });
  for (let told = false; ; told = true) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      const unlock = () => rmSync(file, { force: true });
      process.once('exit', unlock);
      return unlock;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isVoid(file)) rmSync(file, { force: true });
    else {
      if (!told) console.error('Another process is installing packages; waiting for it.');
      await sleep(500);
    }
  }
}

function isVoid(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    if (!pid) return Date.now() - statSync(file).mtimeMs > 5000;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code !== 'EPERM';
  }
}

function fail(message) {
  console.error(`\n${message}`);
  process.exit(1);
}
