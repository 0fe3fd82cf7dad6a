import { createHash } from 'node:crypto';

/** A host's public key as SSH sends it: its type's name with a length before it, then the key's numbers. */
export type HostKey = Buffer;

/** The name of a key's type: `ssh-ed25519`. */
export function keyType(key: HostKey): string {
  return key.toString('latin1', 4, 4 + key.readUInt32BE(0));
}

/** As `ssh-keygen -l` shows it: `SHA256:` and base64 without padding. */
export function fingerprint(key: HostKey): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The signature algorithms with which a host can prove that it has a key of this type. */
export function signaturesOf(type: string): readonly string[] {
  return type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'] : [type];
}

/** Reads `ssh-ed25519 AAAA…`, also as a line of known_hosts has it; undefined where the text is no public key. */
export function parseHostKey(text: string): HostKey | undefined {
  const found = /(?:^|\s)((?:ssh|ecdsa|sk)-\S+)\s+([A-Za-z0-9+/]+=*)(?:\s|$)/.exec(text);
  if (!found) return undefined;
  const key = Buffer.from(found[2] as string, 'base64');
  return key.length > 8 && keyType(key) === found[1] ? key : undefined;
}
