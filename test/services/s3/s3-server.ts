import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fetchedOnce } from '../fetched.ts';
import { freePort, listens, started, supervise } from '../supervised-server.ts';

const run = promisify(execFile);
const VERSION = '1.8.0';

/** A running S3 server, as plain data. */
export interface S3Server {
  readonly port: number;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Requests signed for another are refused. */
  readonly region: string;
  /** The process that looks after the server. */
  readonly supervisor: number;
}

/** What a server may be other than usual in. */
export interface S3Options {
  /** A folder that stays, whose folders are the buckets. */
  readonly folder?: string;
  /** Absent: us-east-1. */
  readonly region?: string;
}

let answer: Promise<{ readonly program: string } | { readonly missing: string }> | undefined;

/** versitygw, which checks keys and checksums: found in .cache or built into it by Go. Never throws. */
export function s3Program(): Promise<{ readonly program: string } | { readonly missing: string }> {
  answer ??= build().then(
    (program) => ({ program }),
    (error: Error) => ({
      missing: `an S3 server cannot be built here, which takes Go 1.25 or later on PATH: ${error.message.split('\n')[0]}`,
    }),
  );
  return answer;
}

async function build(): Promise<string> {
  const folder = await fetchedOnce(`versitygw-${VERSION}`, async (into) => {
    console.error(`Building versitygw ${VERSION}, an S3 server for tests, once.`);
    const module = `github.com/versity/versitygw/cmd/versitygw@v${VERSION}`;
    await run('go', ['install', module], { env: { ...process.env, GOBIN: into }, timeout: 900_000 });
  });
  return join(folder, 'versitygw');
}

/**
 * Starts versitygw on 127.0.0.1 with buckets as folders of a temporary one, or of `folder`, which stays. It ends,
 * and its folder goes, with its owner or by `stopServer`.
 */
export async function startServer(
  owner: number,
  { folder, region = 'us-east-1' }: S3Options = {},
): Promise<S3Server> {
  const found = await s3Program();
  if ('missing' in found) throw new Error(found.missing);
  const root = await mkdtemp(join(tmpdir(), 'syncform-s3-'));
  try {
    const buckets = folder ?? join(root, 'buckets');
    const users = join(root, 'users');
    await mkdir(buckets, { recursive: true });
    await mkdir(users);
    const port = await freePort();
    const { accessKeyId, secretAccessKey } = newKeys();
    const keys = ['--access', accessKeyId, '--secret', secretAccessKey];
    const supervisor = supervise({
      root,
      owner,
      stopSignal: 'SIGKILL',
      command: [
        found.program,
        '--port',
        `127.0.0.1:${port}`,
        ...keys,
        '--region',
        region,
        '--iam-dir',
        users,
        '--quiet',
        'posix',
        buckets,
      ],
    });
    await started('The S3 server', root, supervisor, () => listens(port));
    return { port, accessKeyId, secretAccessKey, region, supervisor: supervisor.pid };
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    throw error;
  }
}

/** Keys that nobody has. */
export function newKeys(): Pick<S3Server, 'accessKeyId' | 'secretAccessKey'> {
  return {
    accessKeyId: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(20).toString('hex'),
  };
}

/** Carries out a command of the server's administrator. */
export async function administer(server: S3Server, command: readonly string[]): Promise<void> {
  const found = await s3Program();
  if ('missing' in found) throw new Error(found.missing);
  const keys = ['--access', server.accessKeyId, '--secret', server.secretAccessKey];
  const address = ['--endpoint-url', `http://127.0.0.1:${server.port}`, '--region', server.region];
  await run(found.program, ['admin', ...keys, ...address, ...command]);
}
