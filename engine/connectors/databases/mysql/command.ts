import type mysql from 'mysql2';

/** What a command's answer is handed to. */
export interface PacketTaker {
  /** The payload of a packet that is no error, from `start` to `end`. The buffer is the driver's: copy what is kept. */
  packet(buffer: Buffer, start: number, end: number): void;
  /** The server has ended its answer. */
  end(): void;
  failed(error: Error): void;
}

interface Packet {
  readonly buffer: Buffer;
  readonly offset: number;
  readonly end: number;
  isEOF(): boolean;
  isError(): boolean;
  asError(encoding: string): Error;
}

/** What of the driver's connection a command works with. */
interface Line {
  readonly clientEncoding: string;
  addCommand(command: unknown): unknown;
  writePacket(packet: {
    readonly buffer: Buffer;
    length(): number;
    writeHeader(sequence: number): void;
  }): void;
  _resetSequenceId(): void;
}

const HEADER = 4;

/** Sends a command of the protocol as bytes, which the driver has no words for, and hands on the packets of its answer. */
export function sendCommand(connection: mysql.Connection, payload: Buffer, taker: PacketTaker): void {
  let isSent = false;
  let isOver = false;
  const fail = (error: Error) => {
    if (isOver) return;
    isOver = true;
    taker.failed(error);
  };
  (connection as unknown as Line).addCommand({
    /** The driver calls it once without a packet to begin, then with each; true when there is nothing more to come. */
    execute(packet: Packet | undefined, line: Line): boolean {
      if (!isSent) {
        isSent = true;
        line._resetSequenceId();
        line.writePacket(withHeader(payload));
        return false;
      }
      if (!packet) return false;
      if (packet.isError()) {
        fail(packet.asError(line.clientEncoding));
        return true;
      }
      if (packet.isEOF()) {
        if (!isOver) taker.end();
        isOver = true;
        return true;
      }
      if (isOver) return false;
      try {
        taker.packet(packet.buffer, packet.offset, packet.end);
      } catch (error) {
        fail(error as Error);
      }
      return false;
    },
    /** The driver's word on a line that went down. */
    onResult: fail,
    stateName: () => 'answering',
  });
}

function withHeader(payload: Buffer) {
  const buffer = Buffer.concat([Buffer.alloc(HEADER), payload]);
  return {
    buffer,
    length: () => buffer.length,
    writeHeader(sequence: number) {
      buffer.writeUIntLE(payload.length, 0, 3);
      buffer[3] = sequence;
    },
  };
}
