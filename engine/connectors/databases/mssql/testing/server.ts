import { createServer, type Socket } from 'node:net';
import pg from 'pg';
import type { Certificate } from '../../../../../test/services/certificates.ts';
import { DONE, done, errorToken, loginAck, packets, prelogin } from './answers.ts';
import { type Login, MESSAGE, readBatch, readBulk, readLogin } from './requests.ts';
import { StandInSession } from './session.ts';
import { type WrappedTls, wrappedTls } from './wrapped-tls.ts';

const PACKET = 4096;

/** Where the Postgres behind a stand-in is. */
export interface Behind {
  readonly host: string;
  readonly port: number;
}

export interface TdsServer extends AsyncDisposable {
  readonly port: number;
}

/**
 * A server of the protocol TDS 7.4 on 127.0.0.1 that logs in at a Postgres with the user and password which it gets, and has
 * it run what batches say; `heard` is told each. With a certificate it wants TLS. It knows no parameters and no types but whole numbers and texts.
 */
export async function startTdsServer(
  behind: Behind,
  heard: (batch: string) => void,
  certificate?: Certificate,
): Promise<TdsServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(socket, behind, heard, certificate);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function serve(
  socket: Socket,
  behind: Behind,
  heard: (batch: string) => void,
  certificate: Certificate | undefined,
): void {
  let tls: WrappedTls | undefined;
  let session: StandInSession | undefined;
  let logIn: Login | undefined;
  let isStopped = false;
  let isAtWork = false;
  const send = (body: Buffer) => (tls?.clear ?? socket).write(packets(body, PACKET));
  const answer = async (kind: number, body: Buffer): Promise<void> => {
    switch (kind) {
      case MESSAGE.prelogin:
        send(prelogin(certificate ? 'required' : 'none'));
        if (!certificate) return;
        tls = wrappedTls(socket, certificate, PACKET);
        tls.clear.on('data', take);
        tls.clear.on('error', () => socket.destroy());
        return;
      case MESSAGE.login: {
        logIn = readLogin(body);
        const opened = await openSession(behind, logIn);
        if (opened instanceof StandInSession) {
          session = opened;
          opened.onEnd(() => socket.destroy());
        }
        send(session ? loginAck(logIn.database, PACKET, logIn.isByToken) : (opened as Buffer));
        return;
      }
      case MESSAGE.batch:
      case MESSAGE.bulk: {
        if (!session) throw new Error('nobody is logged in');
        isAtWork = true;
        const batch = kind === MESSAGE.batch ? readBatch(body) : undefined;
        if (batch !== undefined) heard(batch);
        const result = await (batch === undefined ? session.load(readBulk(body)) : session.run(batch));
        isAtWork = false;
        send(isStopped ? done(DONE.attention) : result);
        isStopped = false;
        return;
      }
      default:
        throw new Error(`a message of type ${kind} is none that the connector sends`);
    }
  };
  const stop = async () => {
    if (!isAtWork || !session || !logIn) return send(done(DONE.attention));
    isStopped = true;
    const helper = new pg.Client({
      ...behind,
      user: logIn.user,
      password: logIn.password,
      database: logIn.database,
    });
    await helper.connect();
    await helper.query('SELECT pg_cancel_backend($1)', [session.processId]);
    await helper.end();
  };
  let waiting: Buffer = Buffer.alloc(0);
  let parts: Buffer[] = [];
  let working = Promise.resolve();
  socket.setNoDelay(true);
  socket.on('error', () => {});
  socket.on('close', () => void working.then(() => session?.close()));
  socket.on('data', (bytes: Buffer) => (tls ? tls.feed(bytes) : take(bytes)));

  function take(bytes: Buffer): void {
    waiting = waiting.length > 0 ? Buffer.concat([waiting, bytes]) : bytes;
    for (;;) {
      if (waiting.length < 8) return;
      const length = waiting.readUInt16BE(2);
      if (waiting.length < length) return;
      const [kind = 0, status = 0] = waiting;
      parts.push(waiting.subarray(8, length));
      waiting = waiting.subarray(length);
      if ((status & 1) === 0) continue;
      const body = Buffer.concat(parts);
      parts = [];
      // The second bit says that the client gave the message up half-way.
      const isGivenUp = (status & 2) !== 0;
      if (kind === MESSAGE.attention) void stop().catch(() => socket.destroy());
      else if (isGivenUp) working = working.then(() => void send(done(DONE.final)));
      else
        working = working
          .then(() => answer(kind, body))
          .catch((error: unknown) => {
            send(Buffer.concat([errorToken(50_002, String(error)), done(DONE.error)]));
          });
    }
  }
}

/** A session at the Postgres, or what is said of a login that is refused. */
async function openSession(
  { host, port }: Behind,
  {
    user,
    password,
    database,
  }: { readonly user: string; readonly password: string; readonly database: string },
): Promise<StandInSession | Buffer> {
  const client = new pg.Client({ host, port, user, password, database });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query("SET client_min_messages = error; SET TimeZone = 'UTC'; SET application_name = 'tds'");
    return new StandInSession(client);
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    const refused = errorToken(18456, `Login failed for user '${user}'.`);
    if (code === '28P01') return Buffer.concat([refused, done(DONE.error)]);
    if (code === '3D000')
      return Buffer.concat([
        errorToken(4060, `Cannot open database "${database}" requested by the login. The login failed.`),
        refused,
        done(DONE.error),
      ]);
    return Buffer.concat([errorToken(50_003, message), done(DONE.error)]);
  }
}
