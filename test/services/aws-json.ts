import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Caller, checkSignature, Refusal } from './aws-signature.ts';

/** What an action of a service answers to a request's document. */
export type AwsAction = (request: Readonly<Record<string, unknown>>) => Promise<object>;

/** A service of AWS that speaks its protocol JSON 1.1, as far as a test needs it. */
export interface AwsJsonService extends AsyncDisposable {
  readonly endpoint: string;
}

/**
 * Starts one on 127.0.0.1. `service` is what requests are signed for, `callers` those who are known; the action is the end of the
 * header X-Amz-Target (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html).
 */
export async function startAwsJson(
  service: string,
  callers: () => readonly Caller[],
  actions: Readonly<Record<string, AwsAction>>,
): Promise<AwsJsonService> {
  const server = createServer((request, response) => {
    const handle = async () => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const body = Buffer.concat(parts);
      const id = /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1];
      const caller = callers().find(({ accessKeyId }) => accessKeyId === id);
      if (!caller) throw new Refusal('UnrecognizedClientException', 'The security token is invalid.', 400);
      checkSignature(request, body, service, caller);
      const action = actions[String(request.headers['x-amz-target']).split('.').at(-1) ?? ''];
      if (!action) throw new Refusal('UnknownOperationException', 'There is no such operation.', 400);
      return action(JSON.parse(body.toString('utf8')) as Record<string, unknown>);
    };
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    handle().then(
      (answer) => response.end(JSON.stringify(answer)),
      (error: Error) => {
        const { code = 'InternalServerException', status = 500 } = error as Refusal;
        response.statusCode = status;
        response.end(JSON.stringify({ __type: code, message: error.message }));
      },
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
