import { type Duplex, Readable } from 'node:stream';
import type mysql from 'mysql2';
import { heard } from '../../../kit/heard.ts';
import type { ResultColumn } from './column-type.ts';
import { type PacketTaker, sendCommand } from './command.ts';

export type Rows = readonly (readonly (string | null)[])[];
export type Parameter = string | number | null;

/** A server session. Every value comes as the server's text; nothing is parsed. */
export interface Session {
  readonly isMariadb: boolean;
  /** Whether the server takes rows by LOAD DATA LOCAL. */
  readonly takesFiles: boolean;
  /** The most bytes that a statement may have. */
  readonly maxPacket: number;
  /** Runs one statement and answers its rows. */
  rows(sql: string, values?: readonly Parameter[]): Promise<Rows>;
  /** Runs one statement and answers how many rows it changed, and how many warnings it gave. */
  run(sql: string, values?: readonly Parameter[]): Promise<Ran>;
  /** The columns that a statement would yield, without running it. */
  columns(sql: string): Promise<readonly ResultColumn[]>;
  /** Runs one statement and hands each row on as it comes over the line. */
  stream(sql: string, taker: RowTaker): RowFlow;
  /** Runs a LOAD DATA LOCAL statement with these bytes as the file; asks for more as the server takes them. */
  sendFile(sql: string, pieces: AsyncIterable<Buffer>): Promise<Ran>;
  /** Sends a command of the protocol and hands on each packet of the answer as it comes over the line. */
  command(payload: Buffer, taker: PacketTaker): RowFlow;
}

export interface Ran {
  readonly rows: number;
  readonly warnings: number;
}

/** What a stream of rows tells. */
export interface RowTaker {
  /** A row in the text protocol: its values from `start` to `end`, each with its length before it. Throws to stop. */
  row(buffer: Buffer, start: number, end: number): void;
  end(): void;
  failed(error: Error): void;
}

/** Holds rows back until the taker has room. */
export interface RowFlow {
  pause(): void;
  resume(): void;
}

/** A session with what its pool has to know of it. */
export interface OpenSession extends Session {
  readonly connection: mysql.Connection;
  /** Whether the server waits for bytes of a file that this end has not sent yet. */
  isAwaitingFile(): boolean;
}

/** What of the driver's insides is needed. */
interface Insides {
  /** Another one once TLS has begun. */
  readonly stream: Duplex;
  /** The command that is answered now. */
  readonly _command: unknown;
  readonly _paused: boolean;
}

export function insides(connection: mysql.Connection): Insides {
  return connection as unknown as Insides;
}

/** Runs one statement and answers what the driver answers: rows, or what it did. */
export function answered(
  connection: mysql.Connection,
  sql: string,
  options: { readonly values?: readonly Parameter[]; readonly file?: Readable } = {},
): Promise<unknown> {
  const { values, file } = options;
  return new Promise((resolve, reject) => {
    connection.query(
      {
        sql,
        ...(values ? { values: [...values] } : {}),
        ...(file ? { infileStreamFactory: () => file } : {}),
      },
      (error, answer) => (error ? reject(error) : resolve(answer)),
    );
  });
}

/** What is done over a connection that is open. `explain` makes an error of a statement one that says more. */
export function describeSession(
  connection: mysql.Connection,
  isMariadb: boolean,
  takesFiles: boolean,
  maxPacket: number,
  explain: (error: unknown) => Promise<unknown>,
): OpenSession {
  const query = (...of: Parameters<typeof answered>) =>
    answered(...of).catch(async (error: unknown) => {
      throw await explain(error);
    });
  const ran = (answer: unknown): Ran => {
    const { affectedRows, warningStatus } = answer as mysql.ResultSetHeader;
    return { rows: affectedRows, warnings: warningStatus };
  };
  let sending = false;
  const sent = async function* (pieces: AsyncIterable<Buffer>) {
    sending = true;
    try {
      yield* paced(connection, pieces);
    } finally {
      sending = false;
    }
  };
  return {
    connection,
    isAwaitingFile: () => sending,
    isMariadb,
    takesFiles,
    maxPacket,
    rows: async (sql, values) => (await query(connection, sql, values ? { values } : {})) as Rows,
    run: async (sql, values) => ran(await query(connection, sql, values ? { values } : {})),
    async sendFile(sql, pieces) {
      // When the line goes down, the driver stops listening to the file.
      const file = heard(Readable.from(sent(pieces), { objectMode: false }));
      try {
        return ran(await query(connection, sql, { file }));
      } finally {
        file.destroy();
      }
    },
    columns: (sql) =>
      new Promise((resolve, reject) => {
        connection.prepare(sql, (error, statement) => {
          if (error) return reject(error);
          const { columns } = statement as unknown as { columns: readonly ResultColumn[] };
          connection.unprepare(sql);
          resolve(columns);
        });
      }),
    stream: (sql, taker) => streamRows(connection, sql, taker),
    command(payload, taker) {
      sendCommand(connection, payload, taker);
      return flowOf(connection);
    },
  };
}

/** The driver sends whatever it is given at once: it is given no more than the line takes. */
async function* paced(connection: mysql.Connection, pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    yield piece;
    const { stream } = insides(connection);
    if (stream.writableNeedDrain)
      await new Promise<void>((resolve) => {
        const goOn = () => {
          stream.off('drain', goOn);
          stream.off('close', goOn);
          resolve();
        };
        stream.once('drain', goOn);
        stream.once('close', goOn);
        if (stream.destroyed) goOn();
      });
  }
}

/** A packet of the driver's: `offset` is at its first byte. */
interface Packet {
  readonly buffer: Buffer;
  readonly offset: number;
  readonly end: number;
  isEOF(): boolean;
}

/** The driver's statement: a state machine whose states are functions that take a packet and answer the next state. */
interface Statement {
  row(packet: Packet, connection: unknown): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
}

/** Rows as packets: making values of them is what costs most in the driver, and nobody wants them. */
function streamRows(connection: mysql.Connection, sql: string, taker: RowTaker): RowFlow {
  const statement = connection.query(sql) as unknown as Statement;
  const lastPacket = statement.row;
  let isOver = false;
  const over = () => {
    isOver = true;
    connection.off('error', fail);
  };
  const fail = (error: Error) => {
    if (isOver) return;
    over();
    taker.failed(error);
  };
  const takeRow = (packet: Packet): unknown => {
    if (packet.isEOF()) return lastPacket.call(statement, packet, connection);
    if (!isOver)
      try {
        taker.row(packet.buffer, packet.offset, packet.end);
      } catch (error) {
        fail(error as Error);
      }
    return takeRow;
  };
  statement.row = takeRow;
  statement.on('error', fail);
  // Of a line that goes down the driver tells the connection alone.
  connection.on('error', fail);
  statement.on('end', () => {
    if (isOver) return;
    over();
    taker.end();
  });
  return flowOf(connection);
}

function flowOf(connection: mysql.Connection): RowFlow {
  return { pause: () => connection.pause(), resume: () => connection.resume() };
}
