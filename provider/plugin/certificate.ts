import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A private key and its certificate, which signs itself. */
export interface Identity {
  /** PEM, PKCS #8. */
  readonly privateKey: string;
  /** PEM. */
  readonly certificate: string;
  /** The certificate as DER. */
  readonly der: Buffer;
}

const oid = {
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
  commonName: [0x55, 0x04, 0x03],
  keyUsage: [0x55, 0x1d, 0x0f],
  extendedKeyUsage: [0x55, 0x1d, 0x25],
  basicConstraints: [0x55, 0x1d, 0x13],
  subjectAlternativeName: [0x55, 0x1d, 0x11],
  serverAuthentication: [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01],
  clientAuthentication: [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02],
};

const lifetimeInDays = 365;

/**
 * Makes the key and certificate that go-plugin's AutoMTLS asks of a plugin: ECDSA P-256 for the host name `localhost`, usable by
 * server and client, and its own authority. A library that can do this costs 60 to 150 ms at start; this costs under one.
 */
export function makeIdentity(now = new Date()): Identity {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(identifier(oid.ecdsaWithSha256));
  const name = sequence(set(sequence(identifier(oid.commonName), utf8('localhost'))));
  const from = new Date(now.getTime() - 3_600_000);
  const until = new Date(now.getTime() + lifetimeInDays * 86_400_000);
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([0x40]), randomBytes(15)])),
    algorithm,
    name,
    sequence(time(from), time(until)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions())),
  );
  const signature = sign('sha256', body, privateKey);
  const der = sequence(body, algorithm, bitString(signature));
  const lines = der
    .toString('base64')
    .replace(/(.{64})/g, '$1\n')
    .trimEnd();
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    der,
  };
}

function extensions(): Buffer[] {
  const digitalSignatureAndCertificateSigning = Buffer.from([0x03, 0x02, 0x02, 0x84]);
  return [
    extension(oid.keyUsage, true, digitalSignatureAndCertificateSigning),
    extension(
      oid.extendedKeyUsage,
      false,
      sequence(identifier(oid.serverAuthentication), identifier(oid.clientAuthentication)),
    ),
    extension(oid.basicConstraints, true, sequence(tagged(0x01, Buffer.from([0xff])))),
    extension(oid.subjectAlternativeName, false, sequence(tagged(0x82, Buffer.from('localhost')))),
  ];
}

function extension(id: number[], critical: boolean, value: Buffer): Buffer {
  const mark = critical ? [tagged(0x01, Buffer.from([0xff]))] : [];
  return sequence(identifier(id), ...mark, tagged(0x04, value));
}

/** One element of DER: a tag, the length of what follows, and that. */
function tagged(tag: number, content: Buffer): Buffer {
  const size = content.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

function sequence(...items: Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(items));
}

function set(...items: Buffer[]): Buffer {
  return tagged(0x31, Buffer.concat(items));
}

/** A positive integer whose first bit is clear. */
function integer(bytes: Buffer): Buffer {
  return tagged(0x02, bytes);
}

function identifier(encoded: number[]): Buffer {
  return tagged(0x06, Buffer.from(encoded));
}

function utf8(text: string): Buffer {
  return tagged(0x0c, Buffer.from(text));
}

function bitString(bytes: Buffer): Buffer {
  return tagged(0x03, Buffer.concat([Buffer.from([0]), bytes]));
}

/** RFC 5280: two digits of the year before 2050, four from then on. */
function time(at: Date): Buffer {
  const digits = at.toISOString().replace(/[-:T]|\.\d+/g, '');
  return at.getUTCFullYear() < 2050
    ? tagged(0x17, Buffer.from(digits.slice(2)))
    : tagged(0x18, Buffer.from(digits));
}
