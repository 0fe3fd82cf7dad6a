import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pythonPackages } from './python-packages.ts';
import { freePort, sharedServer, started, stopServer, supervise } from './supervised-server.ts';

const VERSION = '5.2.5';
const packages = () => pythonPackages(`moto-${VERSION}`, [`moto[server,s3,sqs]==${VERSION}`]);

interface MotoServer {
  readonly port: number;
  readonly supervisor: number;
}

/** Services of AWS for a test, as moto has them: S3 and SQS, of which the one tells the other of what happens in buckets. */
export interface MotoService extends AsyncDisposable {
  /** Where all of them are. Any keys are accepted. */
  readonly endpoint: string;
  /** A text for names that nobody else uses. */
  readonly mark: string;
}

/** Why moto cannot be started here, or undefined where it can. The first time it is fetched. */
export async function missingMoto(): Promise<string | undefined> {
  const found = await packages();
  return 'missing' in found ? found.missing : undefined;
}

/** Starts it. Within a jest run all callers share one. */
export async function startMoto(): Promise<MotoService> {
  const runDir = process.env.SYNCFORM_TEST_RUN_DIR;
  const server = runDir ? await sharedServer('moto', runDir, startServer) : await startServer(process.pid);
  return {
    endpoint: `http://127.0.0.1:${server.port}`,
    mark: randomBytes(4).toString('hex'),
    async [Symbol.asyncDispose]() {
      if (!runDir) await stopServer(server.supervisor);
    },
  };
}

const SCRIPT = `import sys
sys.path.insert(0, sys.argv[1])
from moto.server import main
main(["-H", "127.0.0.1", "-p", sys.argv[2]])
`;

async function startServer(owner: number): Promise<MotoServer> {
  const found = await packages();
  if ('missing' in found) throw new Error(found.missing);
  const root = await mkdtemp(join(tmpdir(), 'syncform-moto-'));
  try {
    const port = await freePort();
    const script = join(root, 'serve.py');
    await writeFile(script, SCRIPT);
    const command = [found.python, script, found.folder, String(port)];
    const supervisor = supervise({ root, owner, stopSignal: 'SIGKILL', command });
    await started('moto', root, supervisor, () => answers(port));
    return { port, supervisor: supervisor.pid };
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    throw error;
  }
}

async function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/moto-api/`).then(
    ({ ok }) => ok,
    () => false,
  );
}
