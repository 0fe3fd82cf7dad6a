import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { signedHeaders } from './sign.ts';

/** A digest as AWS's own signer takes it. */
class Sha256 {
  readonly #hash: Hash | Hmac;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }
  update(data: Uint8Array | string): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data);
}

const keys = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  region: 'eu-west-1',
};

test.each([
  ['GET', 'https://search.example.com/_cat/indices?h=index,docs.count&format=json', ''],
  ['POST', 'https://search.example.com:9200/logs-*/_search?a=b%20c&a=1', '{"query":{"match_all":{}}}'],
  [
    'PUT',
    `https://search.example.com/${encodeURIComponent('ünï (1)*')}/_doc/${encodeURIComponent('a/b+c')}`,
    '{"a":"ü"}',
  ],
])('%s %s is signed as AWS’s own signer signs it', async (method, address, body) => {
  const url = new URL(address);
  const now = Date.UTC(2024, 1, 3, 4, 5, 6, 789);
  const ours = signedHeaders({ method, url, body }, keys, 'es', now);
  const signer = new SignatureV4({ service: 'es', region: keys.region, credentials: keys, sha256: Sha256 });
  const query: Record<string, string | string[]> = {};
  for (const name of new Set(url.searchParams.keys())) query[name] = url.searchParams.getAll(name);
  const { headers } = await signer.sign(
    {
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query,
      body,
      headers: { host: url.host, 'x-amz-content-sha256': ours['x-amz-content-sha256'] ?? '' },
    },
    { signingDate: new Date(now) },
  );
  expect(ours.authorization).toBe(headers.authorization);
  expect(ours['x-amz-date']).toBe(headers['x-amz-date']);
});
