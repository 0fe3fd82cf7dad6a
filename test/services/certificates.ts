import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A certificate and its private key, both PEM. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate authority of a test's own: what it signs is trusted by nobody else. */
export interface CertificateAuthority {
  /** Its own certificate, PEM: what clients are given as `ca_cert`. */
  readonly certificate: string;
  /** A certificate for a server that answers under these DNS names and IPv4 addresses. */
  server(names: readonly string[]): Certificate;
  /** A certificate that says who a client is. */
  client(commonName: string): Certificate;
  /** A certificate, PEM, that a public key (PEM) belongs to this name. */
  certify(publicKey: string, commonName: string): string;
}

/** Makes an authority with a new key (ECDSA on P-256, valid from yesterday for a year). */
export function certificateAuthority(commonName = 'syncform test CA'): CertificateAuthority {
  const ca = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issue = (subject: string, extensions: Buffer[]): Certificate => {
    const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return {
      certificate: encode(commonName, ca.privateKey, subject, keys.publicKey, extensions),
      key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    };
  };
  return {
    certificate: encode(commonName, ca.privateKey, commonName, ca.publicKey, [
      extension(OID.basicConstraints, sequence(BOOLEAN_TRUE)),
    ]),
    server: (names) =>
      issue(names[0] as string, [extension(OID.subjectAltName, sequence(...names.map(generalName)))]),
    client: (name) => issue(name, []),
    certify: (publicKey, name) => encode(commonName, ca.privateKey, name, createPublicKey(publicKey), []),
  };
}

/* X.509 version 3 (RFC 5280) in DER: a byte for the kind of value, its length, its bytes. */

const OID = {
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
  commonName: [0x55, 0x04, 0x03],
  basicConstraints: [0x55, 0x1d, 0x13],
  subjectAltName: [0x55, 0x1d, 0x11],
};
const BOOLEAN_TRUE = der(0x01, Buffer.from([0xff]));
const DAY = 86_400_000;

function encode(issuer: string, signer: KeyObject, subject: string, key: KeyObject, extensions: Buffer[]) {
  const algorithm = sequence(der(0x06, Buffer.from(OID.ecdsaWithSha256)));
  const serial = randomBytes(16);
  serial[0] = ((serial[0] as number) & 0x3f) | 0x40;
  const now = Date.now();
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    algorithm,
    distinguishedName(issuer),
    sequence(utcTime(now - DAY), utcTime(now + 365 * DAY)),
    distinguishedName(subject),
    key.export({ type: 'spki', format: 'der' }),
    ...(extensions.length ? [der(0xa3, sequence(...extensions))] : []),
  );
  const signature = sign('sha256', body, signer);
  const certificate = sequence(body, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = certificate.toString('base64').match(/.{1,64}/g) as string[];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function der(tag: number, content: Buffer): Buffer {
  const n = content.length;
  const length = n < 0x80 ? [n] : n < 0x100 ? [0x81, n] : [0x82, n >> 8, n & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

function sequence(...items: Buffer[]): Buffer {
  return der(0x30, Buffer.concat(items));
}

function distinguishedName(commonName: string): Buffer {
  const attribute = sequence(der(0x06, Buffer.from(OID.commonName)), der(0x0c, Buffer.from(commonName)));
  return sequence(der(0x31, attribute));
}

function utcTime(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/\D/g, '');
  return der(0x17, Buffer.from(`${digits.slice(2, 14)}Z`));
}

function extension(oid: readonly number[], value: Buffer): Buffer {
  return sequence(der(0x06, Buffer.from(oid)), BOOLEAN_TRUE, der(0x04, value));
}

function generalName(name: string): Buffer {
  const address = /^\d+(\.\d+){3}$/.test(name);
  return address ? der(0x87, Buffer.from(name.split('.').map(Number))) : der(0x82, Buffer.from(name));
}
