import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, started, stopServer, supervise } from '../supervised-server.ts';
import { fakesnow } from './fakesnow.ts';

/** An account at the stand-in, with the one database SYNCFORM and a user who may do anything. */
export interface SnowflakeService extends AsyncDisposable {
  /** A connection's configuration with a password. */
  readonly configuration: {
    readonly account: string;
    readonly username: string;
    readonly password: string;
    readonly dbname: string;
    readonly params: string;
  };
  /** The user's private key as PEM in PKCS 8: as it is, and under a passphrase. */
  readonly privateKey: { readonly plain: string; readonly encrypted: string; readonly passphrase: string };
  readonly port: number;
}

/** Why no stand-in can be started here, or undefined where one can. The first time it may be fetched, for a minute. */
export async function missingSnowflake(): Promise<string | undefined> {
  const found = await fakesnow();
  return 'missing' in found ? found.missing : undefined;
}

/** Starts a stand-in of the caller's own. */
export async function startSnowflake(): Promise<SnowflakeService> {
  const found = await fakesnow();
  if ('missing' in found) throw new Error(found.missing);
  const root = await mkdtemp(join(tmpdir(), 'syncform-snowflake-'));
  try {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const passphrase = 'a passphrase';
    const keyFile = join(root, 'user.pub');
    await writeFile(keyFile, publicKey.export({ type: 'spki', format: 'pem' }));
    const port = await freePort();
    const supervisor = supervise({
      root,
      owner: process.pid,
      stopSignal: 'SIGKILL',
      command: [found.python, join(import.meta.dirname, 'serve.py'), found.folder, String(port), keyFile],
    });
    await started('the stand-in for Snowflake', root, supervisor, () => answers(port));
    return {
      port,
      configuration: {
        account: 'syncform-tests',
        username: 'SYNCFORM',
        password: 'sound',
        dbname: 'SYNCFORM',
        params: `host=127.0.0.1&port=${port}&protocol=http`,
      },
      privateKey: {
        plain: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        encrypted: privateKey
          .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase })
          .toString(),
        passphrase,
      },
      [Symbol.asyncDispose]: () => stopServer(supervisor.pid),
    };
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    throw error;
  }
}

/** It has no page of its own. */
async function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  );
}
