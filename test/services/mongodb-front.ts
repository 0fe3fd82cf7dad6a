import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket, connect as toServer } from 'node:net';
import { BSON, type Document } from 'mongodb';
import type { JsonObject } from '../../engine/kit/json.ts';
import type { ReceivedRecord, ReceivedRequest, Receiver, Trouble } from '../contract/receiver.ts';

/*
 * MongoDB's wire protocol (OP_MSG) in front of a server: what is written passes by here and is noted, and can be made to fail in ways
 * that the server itself cannot be brought to. Everything else goes through untouched.
 */

const OP_MSG = 2013;
const HEADER_BYTES = 16;

/** A command as it stands on the line. */
export interface WireCommand {
  readonly name: string;
  readonly document: Document;
}

/** What the front does with a command in the server's place: answers it, or hangs up. Undefined: it passes. */
export type Answer = { readonly answer: Document } | 'hang up' | 'hang up after' | 'never' | undefined;

/** A front of a server of MongoDB's protocol at a port of 127.0.0.1. */
export class MongodbFront implements AsyncDisposable {
  /** Decides on each command. */
  decide: (command: WireCommand) => Answer = () => undefined;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  static async open(port: number): Promise<MongodbFront> {
    const front = new MongodbFront(port);
    await new Promise<void>((resolve) => front.#server.listen(0, '127.0.0.1', resolve));
    return front;
  }

  private constructor(port: number) {
    this.#server = createServer((client) => this.#serve(client, toServer(port, '127.0.0.1')));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  #serve(client: Socket, server: Socket): void {
    let isLastReply = false;
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    server.on('data', (data) => (isLastReply ? client.destroy() : client.write(data)));
    let waiting = Buffer.alloc(0);
    client.on('data', (data) => {
      waiting = Buffer.concat([waiting, data]);
      while (waiting.length >= 4 && waiting.length >= waiting.readInt32LE(0)) {
        const message = waiting.subarray(0, waiting.readInt32LE(0));
        waiting = waiting.subarray(message.length);
        const command = commandOf(message);
        const answer = command && this.decide(command);
        if (answer === 'hang up') return void client.destroy();
        if (answer === 'never') continue;
        if (answer === 'hang up after') isLastReply = true;
        if (typeof answer === 'object') client.write(reply(message.readInt32LE(4), answer.answer));
        else server.write(message);
      }
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function commandOf(message: Buffer): WireCommand | undefined {
  if (message.readInt32LE(12) !== OP_MSG) return undefined;
  const hasChecksum = (message.readUInt32LE(HEADER_BYTES) & 1) === 1;
  const end = message.length - (hasChecksum ? 4 : 0);
  let document: Document = {};
  const lists: Record<string, Document[]> = {};
  for (let at = HEADER_BYTES + 4; at < end; ) {
    const kind = message[at++];
    const size = message.readInt32LE(at);
    if (kind === 0) document = read(message.subarray(at, at + size));
    else {
      const nameEnd = message.indexOf(0, at + 4);
      const list: Document[] = [];
      for (let next = nameEnd + 1; next < at + size; next += message.readInt32LE(next))
        list.push(read(message.subarray(next, next + message.readInt32LE(next))));
      lists[message.toString('utf8', at + 4, nameEnd)] = list;
    }
    at += size;
  }
  const [name = ''] = Object.keys(document);
  return { name, document: { ...document, ...lists } };
}

const read = (bytes: Buffer) => BSON.deserialize(bytes, { promoteValues: true });

function reply(to: number, document: Document): Buffer {
  const body = BSON.serialize(document);
  const head = Buffer.alloc(HEADER_BYTES + 5);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(to, 8);
  head.writeInt32LE(OP_MSG, 12);
  return Buffer.concat([head, body]);
}

const WRITES: Readonly<Record<string, 'documents' | 'updates' | 'deletes'>> = {
  insert: 'documents',
  update: 'updates',
  delete: 'deletes',
};
const RETRYABLE = ['RetryableWriteError'];

/** The front as a receiver of records, for the suite of the `write` facet. What is taken goes to the server. */
export class MongodbReceiver implements Omit<Receiver, 'target' | 'configuration'> {
  requests: ReceivedRequest[] = [];
  #troubles: Trouble[] = [];
  #reason: (record: ReceivedRecord) => string | undefined = () => undefined;

  constructor(front: MongodbFront) {
    front.decide = (command) => this.#decide(command);
  }

  reset(): void {
    this.requests = [];
    this.#troubles = [];
    this.#reason = () => undefined;
  }

  trouble(...next: readonly Trouble[]): void {
    this.#troubles.push(...next);
  }

  refuse(reason: (record: ReceivedRecord) => string | undefined): void {
    this.#reason = reason;
  }

  #decide({ name, document }: WireCommand): Answer {
    const list = WRITES[name];
    if (list === undefined) return undefined;
    const { lsid: _, txnNumber: __, $clusterTime: ___, ...said } = document;
    const records = (document[list] as Document[]).map((one) => recordOf(name, one));
    const trouble = this.#troubles.shift();
    const taken = trouble === undefined || trouble === 'forget';
    this.requests.push({ key: String(document.comment), body: BSON.EJSON.stringify(said), records, taken });
    const failed = (code: number, codeName: string, more: Document = {}) => ({
      answer: { ok: 0, code, codeName, errmsg: `${codeName}, for secret reasons`, ...more },
    });
    switch (trouble) {
      case 'error':
        return failed(11602, 'InterruptedDueToReplStateChange', { errorLabels: RETRYABLE });
      case 'busy':
        return failed(462, 'IngressRequestRateLimitExceeded', { errorLabels: RETRYABLE });
      case 'closed':
        return failed(14031, 'OutOfDiskSpace');
      case 'stranger':
        return failed(13, 'Unauthorized');
      case 'drop':
        return 'hang up';
      case 'forget':
        return 'hang up after';
      case 'hang':
        return 'never';
      case undefined: {
        const errors = records.flatMap((record, index) => {
          const errmsg = this.#reason(record);
          return errmsg === undefined ? [] : [{ index, code: 121, errmsg }];
        });
        if (errors.length === 0) return undefined;
        return { answer: { ok: 1, n: records.length - errors.length, writeErrors: errors } };
      }
    }
  }
}

function recordOf(name: string, one: Document): ReceivedRecord {
  const plain = (document: Document) => {
    const { _id, ...values } = BSON.EJSON.parse(BSON.EJSON.stringify(document)) as Document;
    return values as JsonObject;
  };
  if (name === 'insert') return { operation: 'create', values: plain(one) };
  if (name === 'delete') return { operation: 'remove', values: plain(one.q) };
  return {
    operation: one.upsert ? 'upsert' : 'update',
    values: plain({ ...one.q, ...one.u.$set }),
  };
}
