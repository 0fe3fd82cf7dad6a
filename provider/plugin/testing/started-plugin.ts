import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { credentials, type ServiceError } from '@grpc/grpc-js';
import { makeIdentity } from '../certificate.ts';

const client = makeIdentity();
export const cookie = {
  TF_PLUGIN_MAGIC_COOKIE: 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2',
};
export const invitation = {
  ...cookie,
  PLUGIN_PROTOCOL_VERSIONS: '5,6',
  PLUGIN_CLIENT_CERT: client.certificate,
};

/** A plugin process, started as go-plugin starts it. */
export class Plugin {
  readonly process: ChildProcessWithoutNullStreams;
  readonly ended: Promise<number | null>;
  stdout = '';
  stderr = '';

  /** `program` is a file that Node runs, in the folder `cwd`. */
  constructor(program: string, environment: NodeJS.ProcessEnv = {}, cwd?: string) {
    this.process = spawn(process.execPath, [program], {
      ...(cwd === undefined ? {} : { cwd }),
      env: { PATH: process.env.PATH, ...invitation, ...environment },
    });
    this.process.stdout.on('data', (text) => {
      this.stdout += text;
    });
    this.process.stderr.on('data', (text) => {
      this.stderr += text;
    });
    this.ended = new Promise((resolve) => this.process.on('close', resolve));
  }

  /** The fields of the handshake. */
  async handshake(): Promise<string[]> {
    while (!this.stdout.includes('\n')) await sleep(10);
    return this.stdout.trimEnd().split('|');
  }

  /** A connection as go-plugin makes it: the server's certificate is the one of the handshake, and nothing else is trusted. */
  async connect<C>(
    Client: new (...args: [string, ReturnType<typeof credentials.createSsl>, object]) => C,
    own = client,
  ): Promise<C> {
    const [, , , socket, , encoded] = await this.handshake();
    const server = new X509Certificate(Buffer.from(encoded!, 'base64')).toString();
    const ssl = credentials.createSsl(
      Buffer.from(server),
      Buffer.from(own.privateKey),
      Buffer.from(own.certificate),
    );
    return new Client(`unix:${socket}`, ssl, {
      'grpc.ssl_target_name_override': 'localhost',
      'grpc.default_authority': 'localhost',
    });
  }
}

/** A unary call as a promise. */
export function ask<Q, A>(
  call: (request: Q, answer: (error: ServiceError | null, response: A) => void) => unknown,
  request: Q,
): Promise<A> {
  return new Promise((resolve, reject) => {
    call(request, (error, response) => (error ? reject(error) : resolve(response)));
  });
}
