import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type HostKey, keyType, parseHostKey } from './host-key.ts';

/*
 * A file of the keys that hosts have shown, a line each: `[bastion.example]:2222 ssh-ed25519 AAAA…`. The format is that
 * of OpenSSH's known_hosts, so that people can compare, and remove a line when a host's key has changed for a reason.
 */

/** The keys remembered for a host; a missing file remembers none. */
export async function rememberedKeys(file: string, host: string, port: number): Promise<readonly HostKey[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const name = hostName(host, port);
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name} `))
    .map((line) => parseHostKey(line))
    .filter((key) => key !== undefined);
}

/** Remembers a key of a host. */
export async function rememberKey(file: string, host: string, port: number, key: HostKey): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const line = `${hostName(host, port)} ${keyType(key)} ${key.toString('base64')}\n`;
  await appendFile(file, line, { mode: 0o600 });
}

/** A host as a line starts with it. */
export function hostName(host: string, port: number): string {
  return port === 22 ? host : `[${host}]:${port}`;
}
