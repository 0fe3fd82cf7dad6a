import { createCipheriv, createHash, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';

/*
 * How fields with `encryption_enabled` are encrypted: AES-256-GCM (NIST SP 800-38D) under a key that scrypt (RFC 7914;
 * N = 16384, r = 8, p = 1) makes of the passphrase and a salt. A value is the base64 of
 *
 *   salt (16 bytes) · nonce (12 bytes, random for each value) · ciphertext · tag (16 bytes)
 *
 * so that it can be decrypted with the passphrase alone. The salt is the same for all values of a store: making a key
 * for each value would take longer than all the rest.
 */

const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const KEY_BYTES = 32;

/** Encrypts values of fields. */
export interface FieldCipher {
  /** Says which key it is, and nothing of the key. */
  readonly fingerprint: string;
  /** The value (UTF-8) as it is sent, base64; the same text gives another value each time. */
  encrypt(text: Uint8Array): string;
}

const deriveKey = promisify<string, Buffer, number, Buffer>(scrypt);

/** The cipher of a passphrase. `store` tells one store's salt from another's. */
export async function fieldCipher(passphrase: string, store: string): Promise<FieldCipher> {
  const salt = createHash('sha256')
    .update(`syncform field encryption ${store}`)
    .digest()
    .subarray(0, SALT_BYTES);
  const key = await deriveKey(passphrase, salt, KEY_BYTES);
  return {
    fingerprint: createHash('sha256').update('fingerprint').update(key).digest('hex').slice(0, 16),
    encrypt(text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const sealed = [cipher.update(text), cipher.final()];
      return Buffer.concat([salt, nonce, ...sealed, cipher.getAuthTag()]).toString('base64');
    },
  };
}
