import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Somebody whom AWS knows. */
export interface Caller {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A call that is refused: the code and the status as AWS has them. */
export class Refusal extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 403) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** Throws unless a request to a service is signed with the caller's key (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html). */
export function checkSignature(
  request: IncomingMessage,
  body: Buffer,
  service: string,
  caller: Caller,
): void {
  const found =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8}\/[^/]+\/([^/]+)\/aws4_request), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      request.headers.authorization ?? '',
    );
  if (found?.[3] !== service)
    throw new Refusal('MissingAuthenticationToken', 'Request is missing Authentication Token');
  const [, id = '', scope = '', , signedHeaders = '', signature = ''] = found;
  if (id !== caller.accessKeyId)
    throw new Refusal('InvalidClientTokenId', 'The security token included in the request is invalid.');
  const hash = (data: Buffer | string) => createHash('sha256').update(data).digest('hex');
  const headers = signedHeaders
    .split(';')
    .map((name) => `${name}:${String(request.headers[name] ?? '').trim()}\n`)
    .join('');
  const canonical = [request.method, '/', '', headers, signedHeaders, hash(body)].join('\n');
  const text = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, hash(canonical)].join('\n');
  const hmac = (key: Buffer | string, data: string) => createHmac('sha256', key).update(data).digest();
  const key = scope
    .split('/')
    .reduce<Buffer | string>((last, part) => hmac(last, part), `AWS4${caller.secretAccessKey}`);
  if (!timingSafeEqual(hmac(key, text), Buffer.from(signature, 'hex')))
    throw new Refusal(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided.',
    );
}
