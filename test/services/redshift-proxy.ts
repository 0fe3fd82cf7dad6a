import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { PostgresService } from './postgres.ts';
import { copyIn, unload } from './redshift-bucket.ts';
import type { S3Service } from './s3/s3.ts';

/** A server that passes Postgres's protocol on, but does COPY from a bucket and UNLOAD itself. */
export interface RedshiftProxy extends AsyncDisposable {
  readonly port: number;
  /** The statements that it did itself, in order. */
  readonly done: readonly string[];
}

/** Starts one in front of a Postgres, on 127.0.0.1. Without a server of buckets it does neither COPY nor UNLOAD. */
export async function startRedshiftProxy(postgres: PostgresService, s3?: S3Service): Promise<RedshiftProxy> {
  const sockets = new Set<Socket>();
  const done: string[] = [];
  const server = createServer((client) => {
    const upstream = connect(postgres.port, postgres.host);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        client.destroy();
        upstream.destroy();
      });
    }
    passOn(client, upstream, async (sql, { awaitCopy }) => {
      if (!s3) return false;
      if (await unload(sql, s3, postgres.connectionString)) {
        done.push(sql);
        client.write(Buffer.concat([message('C', Buffer.from('UNLOAD\0')), message('Z', Buffer.from('I'))]));
        return true;
      }
      const copy = await copyIn(sql, s3);
      if (!copy) return false;
      done.push(sql);
      const isReady = awaitCopy();
      upstream.write(message('Q', Buffer.from(`${copy.sql}\0`)));
      if (await isReady)
        upstream.write(Buffer.concat([message('d', copy.data), message('c', Buffer.alloc(0))]));
      return true;
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: (server.address() as AddressInfo).port,
    done,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** A setting that a Postgres does not know, and one of the same name that nobody heeds there. */
const CASE_SETTING = "set_config('enable_case_sensitive_identifier'";
const OWN_SETTING = "set_config('redshift.enable_case_sensitive_identifier'";

/** Does a statement itself, or says that it does not; throws what the client is to be told. */
type Handle = (
  sql: string,
  more: {
    /** Whether the server then waits for rows, which the client is not told; an error it is told. */
    awaitCopy(): Promise<boolean>;
  },
) => Promise<boolean>;

/** Passes messages on in both directions, in order (https://www.postgresql.org/docs/current/protocol-message-formats.html). */
function passOn(client: Socket, upstream: Socket, handle: Handle): void {
  let awaited: ((isReady: boolean) => void) | undefined;
  const fromServer = framed(true);
  upstream.on('data', (bytes: Buffer) => {
    for (const one of fromServer(bytes)) {
      const tag = String.fromCharCode(one[0] as number);
      const answer = awaited;
      if (answer && (tag === 'G' || tag === 'E')) {
        awaited = undefined;
        answer(tag === 'G');
        if (tag === 'G') continue;
      }
      client.write(one);
    }
  });
  const awaitCopy = () =>
    new Promise<boolean>((resolve) => {
      awaited = resolve;
    });
  const fromClient = framed(false);
  let turn = Promise.resolve();
  const pass = async (one: Buffer) => {
    const sql = one[0] === 0x51 ? one.subarray(5, -1).toString('utf8') : '';
    if (sql.includes(CASE_SETTING))
      return void upstream.write(message('Q', Buffer.from(`${sql.replace(CASE_SETTING, OWN_SETTING)}\0`)));
    if (!/^(COPY .* FROM 's3:|UNLOAD )/s.test(sql)) return void upstream.write(one);
    try {
      if (!(await handle(sql, { awaitCopy }))) throw new Error(`not understood: ${sql.slice(0, 200)}`);
    } catch (error) {
      client.write(Buffer.concat([failure(error as Error), message('Z', Buffer.from('I'))]));
    }
  };
  client.on('data', (bytes: Buffer) => {
    for (const one of fromClient(bytes)) turn = turn.then(() => pass(one));
  });
}

/** Cuts bytes into messages. The client's first has no tag; the server answers a request for TLS with one byte, which nobody asks here. */
function framed(isTagged: boolean): (bytes: Buffer) => Buffer[] {
  let rest: Buffer = Buffer.alloc(0);
  let hasTag = isTagged;
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    const messages: Buffer[] = [];
    for (;;) {
      const start = hasTag ? 1 : 0;
      if (rest.length < start + 4) return messages;
      const size = start + rest.readInt32BE(start);
      if (rest.length < size) return messages;
      messages.push(rest.subarray(0, size));
      rest = rest.subarray(size);
      hasTag = true;
    }
  };
}

function message(tag: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(tag);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

/** An error as Redshift tells one of a load. */
function failure(error: Error): Buffer {
  return message('E', Buffer.from(`SERROR\0VERROR\0CXX000\0M${error.message}\0\0`));
}
