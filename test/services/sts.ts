import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkSignature, Refusal } from './aws-signature.ts';

/** Who may take on which role, and what has to be shown for it. */
export interface Role {
  readonly arn: string;
  /** The external id that its trust policy asks for (sts:ExternalId). Absent: it asks for none. */
  readonly externalId?: string;
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
    const isShown = role.externalId === undefined || form.get('ExternalId') === role.externalId;
    if (form.get('RoleArn') !== role.arn || !isShown)
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
      checkSignature(request, body, 'sts', caller);
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
