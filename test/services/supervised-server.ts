import { spawn } from 'node:child_process';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A user of the machine. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

export interface Supervision {
  /** The server's folder, removed after it; its log is the file `log` in it. */
  readonly root: string;
  /** The process whose end ends the server. */
  readonly owner: number;
  /** The user as whom the server runs, where it is not this one. */
  readonly account?: Account | undefined;
  readonly command: readonly string[];
  /** What ends the server at once. */
  readonly stopSignal: NodeJS.Signals;
  /** Whether a server that ended by itself is started again. Absent: false. */
  readonly restarts?: boolean;
}

export interface Supervisor {
  readonly pid: number;
  /** Whether the server still runs. */
  isRunning(): boolean;
}

/** Starts a server under a process that looks after it: it ends, and its folder goes, with its owner or by `stopServer`. */
export function supervise(supervision: Supervision): Supervisor {
  const supervisor = spawn(
    process.execPath,
    [join(import.meta.dirname, 'supervise.ts'), JSON.stringify(supervision)],
    { detached: true, stdio: 'ignore', env: { PATH: process.env.PATH } },
  );
  supervisor.unref();
  return { pid: supervisor.pid as number, isRunning: () => supervisor.exitCode === null };
}

/** How long a server may take to start, in milliseconds. */
const START_LIMIT_MS = 120_000;

/**
 * Waits until a server answers that was put under supervision. Throws with what it wrote in its log where it ends first, or
 * takes too long.
 */
export async function started(
  name: string,
  root: string,
  supervisor: Supervisor,
  answers: () => Promise<boolean>,
): Promise<void> {
  const end = Date.now() + START_LIMIT_MS;
  while (!(await answers())) {
    if (Date.now() > end || !supervisor.isRunning()) {
      const words = await readFile(join(root, 'log'), 'utf8').catch(() => 'it wrote no log');
      throw new Error(`${name} did not start:\n${words}`);
    }
    await sleep(20);
  }
}

/** Whether something takes connections at a port of 127.0.0.1. */
export function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Stops a server by its supervisor's process id and waits until it is gone. */
export async function stopServer(supervisor: number): Promise<void> {
  if (!isAlive(supervisor)) return;
  process.kill(supervisor, 'SIGTERM');
  while (isAlive(supervisor)) await sleep(10);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A port of 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Where servers do not run as root: the first of these users that the machine has; undefined where we are not root. */
export async function unprivilegedAccount(...names: readonly string[]): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of names) {
    const account = accounts.find(([known]) => known === name);
    if (account) return { uid: Number(account[2]), gid: Number(account[3]) };
  }
  throw new Error(`This server does not run as root: add a user "${names[0]}", or test as another user.`);
}

/**
 * A server that all processes of a jest run share: the first of them to ask starts it, the others wait for its word.
 * What `start` answers has to be plain data.
 */
export async function sharedServer<S extends object>(
  name: string,
  runDir: string,
  start: (owner: number) => Promise<S>,
): Promise<S> {
  const file = join(runDir, `${name}.json`);
  const first = await mkdir(join(runDir, `${name}-starting`)).then(
    () => true,
    () => false,
  );
  if (first) {
    const owner = Number(process.env.SYNCFORM_TEST_RUN_PID);
    const answer = await start(owner).catch((error: Error) => error);
    const said = answer instanceof Error ? { error: answer.message } : answer;
    await writeFile(`${file}.new`, JSON.stringify(said), { mode: 0o600 });
    await rename(`${file}.new`, file);
  }
  for (;;) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text) {
      const said = JSON.parse(text) as S | { error: string };
      if ('error' in said) throw new Error(said.error);
      return said;
    }
    await sleep(20);
  }
}

/** Stops a server that the processes of a jest run share, if one of them started it. */
export async function stopSharedServer(name: string, runDir: string): Promise<void> {
  const text = await readFile(join(runDir, `${name}.json`), 'utf8').catch(() => undefined);
  const said = text ? (JSON.parse(text) as { readonly supervisor?: number }) : {};
  if (said.supervisor) await stopServer(said.supervisor);
}
