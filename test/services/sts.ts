import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Who may take on which role, and what has to be shown for it. */
export interface Role {
  readonly arn: string;
  /** The external id that its trust policy asks for (sts:ExternalId). */
  readonly externalId: string;
}

/** Keys as they are issued. */
export interface IssuedKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** AWS always gives one. The S3 server of the tests lets in nobody who shows one. */
  readonly sessionToken?: string;
}

/** AWS's Security Token Service as far as AssumeRole goes. */
export interface StsService extends AsyncDisposable {
  readonly endpoint: string;
  /** Keys of the user who may assume the role. */
  readonly caller: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** How often the role was taken on. */
  readonly issued: number;
  /** How long what is issued from now on lives, in seconds. */
  lifetime: number;
}

/** A call that is refused: the code and the status as AWS has them. */
class Refusal extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 403) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/**
 * Starts one on 127.0.0.1. It verifies the caller's signature, the role and the external id
 * (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html).
 */
export async function startSts(role: Role, issue: () => Promise<IssuedKeys>): Promise<StsService> {
  const caller = {
    accessKeyId: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(20).toString('hex'),
  };
  let count = 0;
  const service = { lifetime: 3600 };
  const assumeRole = async (form: URLSearchParams): Promise<string> => {
    if (form.get('Action') !== 'AssumeRole')
      throw new Refusal('InvalidAction', `Could not find operation ${form.get('Action')}`, 400);
    if (form.get('RoleArn') !== role.arn || form.get('ExternalId') !== role.externalId)
      throw new Refusal(
        'AccessDenied',
        `User is not authorized to perform: sts:AssumeRole on resource: ${form.get('RoleArn')}`,
      );
    const { accessKeyId, secretAccessKey, sessionToken = '' } = await issue();
    count++;
    const end = new Date(Date.now() + service.lifetime * 1000).toISOString();
    return answer(
      'AssumeRole',
      `<Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey>
       <SessionToken>${sessionToken}</SessionToken><Expiration>${end}</Expiration></Credentials>`,
    );
  };
  const server = createServer((request, response) => {
    const handle = async () => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const body = Buffer.concat(parts);
      checkSignature(request, body, caller);
      return assumeRole(new URLSearchParams(body.toString('utf8')));
    };
    response.setHeader('content-type', 'text/xml');
    handle().then(
      (xml) => response.end(xml),
      (error: Error) => {
        const { code = 'InternalFailure', status = 500 } = error as Refusal;
        response.statusCode = status;
        response.end(
          `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${error.message}</Message></Error></ErrorResponse>`,
        );
      },
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    caller,
    get issued() {
      return count;
    },
    get lifetime() {
      return service.lifetime;
    },
    set lifetime(seconds: number) {
      service.lifetime = seconds;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

function answer(action: string, result: string): string {
  return `<${action}Response xmlns="${NAMESPACE}"><${action}Result>${result}</${action}Result></${action}Response>`;
}

/** Throws unless the request is signed with the caller's key (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html). */
function checkSignature(request: IncomingMessage, body: Buffer, caller: StsService['caller']): void {
  const found =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8}\/[^/]+\/sts\/aws4_request), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      request.headers.authorization ?? '',
    );
  if (!found) throw new Refusal('MissingAuthenticationToken', 'Request is missing Authentication Token');
  const [, id, scope, signedHeaders, signature] = found as unknown as [
    string,
    string,
    string,
    string,
    string,
  ];
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
