import type { Client, ServerHostKeyAlgorithm } from 'ssh2';
import { ConnectionError } from '../../kit/errors.ts';
import type { SshConfig, SshLogin } from './config.ts';
import { sshFailure, sshServer } from './failures.ts';
import { fingerprint, type HostKey, keyType, parseHostKey, signaturesOf } from './host-key.ts';
import { hostName, rememberedKeys, rememberKey } from './known-hosts.ts';

const CONNECT_LIMIT_MS = 15_000;
const KEEP_ALIVE_MS = 15_000;
const KEEP_ALIVES_UNANSWERED = 3;

/**
 * Connects and logs in, by private key or password. The host has to show a key that is given or remembered; that of a
 * host which is not known yet is remembered. Throws a ConnectionError (`ssh`). `onLost` is told when the connection ends.
 */
export async function connectSsh(config: SshLogin, knownHosts: string, onLost: () => void): Promise<Client> {
  const { ssh2 } = await import('./driver.ts');
  const {
    ssh_host: host = '',
    ssh_port: port,
    ssh_user: username,
    ssh_private_key: privateKey = '',
    ssh_password: password,
  } = config;
  if (password === undefined) checkPrivateKey(ssh2.utils.parseKey(privateKey));
  const expected = await expectedKeys(config, knownHosts);
  // The host is asked for a key that is known rather than for its favourite, which may be another.
  const known = expected.flatMap((key) => signaturesOf(keyType(key)));
  const client = new ssh2.Client();
  let refusal: Error | undefined;
  const verify = async (key: HostKey): Promise<boolean> => {
    try {
      if (expected.length === 0) await rememberKey(knownHosts, host, port, key);
      else if (!expected.some((e) => e.equals(key))) throw changedKey(config, key, knownHosts);
      return true;
    } catch (error) {
      refusal = error as Error;
      return false;
    }
  };
  await new Promise<void>((resolve, reject) => {
    client.once('ready', resolve);
    // Also after the promise is settled: a lost connection is told by what ran over it.
    client.on('error', (error) => reject(refusal ?? sshFailure(error, config)));
    client.once('close', () => reject(refusal ?? sshFailure(new Error('the connection was closed'), config)));
    client.on('keyboard-interactive', (_name, _instructions, _language, prompts, answer) =>
      answer(prompts.map(() => password ?? '')),
    );
    client.connect({
      host,
      port,
      username,
      ...(password === undefined ? { privateKey } : { password, tryKeyboard: true }),
      readyTimeout: CONNECT_LIMIT_MS,
      keepaliveInterval: KEEP_ALIVE_MS,
      keepaliveCountMax: KEEP_ALIVES_UNANSWERED,
      ...(known.length > 0 ? { algorithms: { serverHostKey: known as ServerHostKeyAlgorithm[] } } : {}),
      hostVerifier: (key: Buffer, answer: (isKnown: boolean) => void) => void verify(key).then(answer),
    });
  });
  client.once('close', onLost);
  return client;
}

/** How long a server may take to end a connection that we leave, in ms. */
const GOODBYE_MS = 3_000;

/** Leaves a connection; one whose server does not answer is cut. */
export async function endSsh(client: Client): Promise<void> {
  const ended = new Promise<void>((resolve) => client.once('close', () => resolve()));
  const limit = setTimeout(() => client.destroy(), GOODBYE_MS);
  client.end();
  await ended;
  clearTimeout(limit);
}

function checkPrivateKey(parsed: unknown): void {
  const fault = Array.isArray(parsed) ? parsed[0] : parsed;
  if (!(fault instanceof Error)) return;
  if (/encrypted|passphrase/i.test(fault.message))
    throw new ConnectionError('ssh', 'ssh_private_key is encrypted, and there is no passphrase for it', {
      hint: 'Give a key without a passphrase: ssh-keygen -p -N "" -f <a copy of the key>.',
    });
  throw new ConnectionError('ssh', 'ssh_private_key is not a private key', {
    hint: 'Give the whole file, from -----BEGIN to END-----, in OpenSSH’s or PEM format.',
  });
}

async function expectedKeys(config: SshConfig, knownHosts: string): Promise<readonly HostKey[]> {
  const { ssh_host = '', ssh_port, ssh_host_key } = config;
  if (ssh_host_key === undefined) return rememberedKeys(knownHosts, ssh_host, ssh_port);
  const given = ssh_host_key
    .split('\n')
    .map((line) => parseHostKey(line))
    .filter((key) => key !== undefined);
  if (given.length > 0) return given;
  throw new ConnectionError('ssh', 'ssh_host_key is not a public key', {
    hint: `Give what ssh-keyscan -p ${ssh_port} ${ssh_host} prints, once you have made sure that it is right.`,
  });
}

function changedKey(config: SshConfig, key: HostKey, knownHosts: string): ConnectionError {
  const { ssh_host = '', ssh_port, ssh_host_key } = config;
  const known = ssh_host_key === undefined ? 'remembered' : 'given in ssh_host_key';
  const name = hostName(ssh_host, ssh_port);
  return new ConnectionError(
    'ssh',
    `${sshServer(config)} shows another host key (${fingerprint(key)}) than the one ${known}: it may be another machine`,
    {
      hint:
        ssh_host_key === undefined
          ? `If its key has changed for a reason, remove the line of ${name} from ${knownHosts}.`
          : 'If its key has changed for a reason, change ssh_host_key.',
    },
  );
}
