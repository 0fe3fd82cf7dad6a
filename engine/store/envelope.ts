import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Random } from '../kit/clock.ts';

/*
 * Envelope encryption with AES-256-GCM (NIST SP 800-38D): each text has a random data key of its own, which encrypts the
 * text and is itself encrypted under the master key. Both are bound to the owner's id, so that a sealed text moved to
 * another owner does not open. The format: `v1.<sealed data key>.<sealed text>`, where each sealed part is the base64url
 * of nonce (12 bytes), ciphertext and tag (16 bytes).
 */

const version = 'v1';
const nonceLength = 12;
const tagLength = 16;

export function seal(masterKey: Buffer, owner: string, text: string, random: Random): string {
  const dataKey = random.bytes(32);
  const sealedKey = encrypt(masterKey, dataKey, `${version}.key.${owner}`, random);
  const sealedText = encrypt(dataKey, Buffer.from(text), `${version}.text.${owner}`, random);
  return [version, sealedKey.toString('base64url'), sealedText.toString('base64url')].join('.');
}

/** Throws when the key, the owner or a bit of the text is not what it was. */
export function unseal(masterKey: Buffer, owner: string, sealed: string): string {
  const [format, sealedKey = '', sealedText = ''] = sealed.split('.');
  if (format !== version) throw new Error(`sealed in an unknown format, ${format}`);
  const dataKey = decrypt(masterKey, Buffer.from(sealedKey, 'base64url'), `${version}.key.${owner}`);
  return decrypt(dataKey, Buffer.from(sealedText, 'base64url'), `${version}.text.${owner}`).toString();
}

function encrypt(key: Buffer, plain: Buffer, boundTo: string, random: Random): Buffer {
  const nonce = random.bytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(boundTo));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, sealed: Buffer, boundTo: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceLength), {
    authTagLength: tagLength,
  });
  decipher.setAAD(Buffer.from(boundTo)).setAuthTag(sealed.subarray(-tagLength));
  return Buffer.concat([decipher.update(sealed.subarray(nonceLength, -tagLength)), decipher.final()]);
}
