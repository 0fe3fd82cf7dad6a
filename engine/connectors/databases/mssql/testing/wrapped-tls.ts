import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { Certificate } from '../../../../../test/services/certificates.ts';
import { packets } from './answers.ts';
import { MESSAGE } from './requests.ts';

/** A TLS record with data of the session; all other records belong to the handshake. */
const DATA = 0x17;

/** TLS as the protocol has it: records of the handshake travel in PRELOGIN packets, those of the session as they are. */
export interface WrappedTls {
  /** What the client says, and what is said to it, in clear text. */
  readonly clear: Duplex;
  /** Takes the bytes that came over the line. */
  feed(bytes: Buffer): void;
}

/** The server's end of TLS on a line, with a certificate. */
export function wrappedTls(
  socket: Socket,
  { certificate, key }: Certificate,
  packetSize: number,
): WrappedTls {
  const records = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      socket.write(chunk[0] === DATA ? chunk : packets(chunk, packetSize), done);
    },
  });
  const clear = new TLSSocket(records as Socket, {
    isServer: true,
    // A later version would send records of the handshake after its end.
    secureContext: createSecureContext({ cert: certificate, key, maxVersion: 'TLSv1.2' }),
  });
  let waiting: Buffer = Buffer.alloc(0);
  return {
    clear,
    feed(bytes) {
      waiting = Buffer.concat([waiting, bytes]);
      while (waiting.length >= 8 && waiting[0] === MESSAGE.prelogin) {
        const length = waiting.readUInt16BE(2);
        if (waiting.length < length) return;
        records.push(waiting.subarray(8, length));
        waiting = waiting.subarray(length);
      }
      if (waiting.length === 0 || waiting[0] === MESSAGE.prelogin) return;
      records.push(waiting);
      waiting = Buffer.alloc(0);
    },
  };
}
