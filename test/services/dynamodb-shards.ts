import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/*
 * DynamoDB Streams whose shards are split, end and are trimmed, in front of moto, where a stream has one shard for ever. What
 * DynamoDB does: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
 */

/** A shard that is cut out of moto's one. */
interface CutShard {
  readonly id: string;
  readonly parent: string | undefined;
  /** Places among the records of moto's shard, from 0: the first, and the first that is not of it. */
  readonly from: number;
  to: number | undefined;
  /** It has the items whose key's hash leaves `rest` when divided by `parts`. */
  readonly parts: number;
  readonly rest: number;
}

interface MotoRecord {
  readonly dynamodb: {
    readonly SequenceNumber: string;
    readonly Keys: Readonly<Record<string, { S?: string }>>;
  };
}

/** The streams of one table with shards of their own. */
export interface ShardedStreams extends AsyncDisposable {
  /** Where DynamoDB is reached by way of it. */
  readonly endpoint: string;
  /** Ends every open shard where it is, and splits it in two. */
  split(): Promise<void>;
  /** Drops what the shards that have ended hold, and them with it. */
  trim(): Promise<void>;
}

type Answer = { readonly status?: number; readonly body: object };

/** Records of a page, at most: so few that shards have several. */
const PAGE = 3;

/** Puts it in front of a moto, for the stream of one table. Every second page of a shard is empty, as DynamoDB's may be. */
export async function shardStreams(moto: string): Promise<ShardedStreams> {
  let shards: CutShard[] = [{ id: shardId(0), parent: undefined, from: 0, to: undefined, parts: 1, rest: 0 }];
  let made = 1;
  let stream = '';
  const asked = new Map<string, number>();
  const pass = async (target: string, body: string) => {
    const response = await fetch(moto, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': target,
        authorization: `AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body,
    });
    return { status: response.status, text: await response.text() };
  };
  const askMoto = async <T>(action: string, input: object): Promise<T> =>
    JSON.parse((await pass(`DynamoDBStreams_20120810.${action}`, JSON.stringify(input))).text) as T;
  /** All records of moto's shard. */
  const records = async (): Promise<readonly MotoRecord[]> => {
    if (stream === '') return [];
    const { StreamDescription } = await askMoto<{ StreamDescription: { Shards: { ShardId: string }[] } }>(
      'DescribeStream',
      { StreamArn: stream },
    );
    const ShardId = StreamDescription.Shards[0]?.ShardId;
    const from = { StreamArn: stream, ShardId, ShardIteratorType: 'TRIM_HORIZON' };
    const { ShardIterator } = await askMoto<{ ShardIterator: string }>('GetShardIterator', from);
    return (await askMoto<{ Records: MotoRecord[] }>('GetRecords', { ShardIterator, Limit: 100_000 }))
      .Records;
  };
  const isOf = ({ from, to, parts, rest }: CutShard, record: MotoRecord, at: number) =>
    at >= from &&
    at < (to ?? Number.POSITIVE_INFINITY) &&
    hash(JSON.stringify(record.dynamodb.Keys)) % parts === rest;
  const actions: Readonly<Record<string, (input: Record<string, string>) => Promise<Answer>>> = {
    async DescribeStream({ StreamArn = '' }) {
      stream = StreamArn;
      const { StreamDescription } = await askMoto<{ StreamDescription: object }>('DescribeStream', {
        StreamArn,
      });
      const Shards = shards.map(({ id, parent, from, to }) => ({
        ShardId: id,
        ...(parent === undefined ? {} : { ParentShardId: parent }),
        SequenceNumberRange: {
          StartingSequenceNumber: String(from),
          ...(to === undefined ? {} : { EndingSequenceNumber: String(to) }),
        },
      }));
      return { body: { StreamDescription: { ...StreamDescription, Shards } } };
    },
    async GetShardIterator({ ShardId, ShardIteratorType, SequenceNumber = '' }) {
      if (!shards.some(({ id }) => id === ShardId)) return refused('ResourceNotFoundException');
      const all = await records();
      const place = () => {
        if (ShardIteratorType === 'LATEST') return all.length;
        if (ShardIteratorType === 'TRIM_HORIZON') return 0;
        return all.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === SequenceNumber) + 1;
      };
      return { body: { ShardIterator: JSON.stringify([ShardId, place()]) } };
    },
    async GetRecords({ ShardIterator = '' }) {
      const [id, from] = JSON.parse(ShardIterator) as [string, number];
      const shard = shards.find((of) => of.id === id);
      if (!shard) return refused('TrimmedDataAccessException');
      const next = (at: number) => ({ NextShardIterator: JSON.stringify([id, at]) });
      const times = asked.get(id) ?? 0;
      asked.set(id, times + 1);
      if (times % 2 === 0) return { body: { Records: [], ...next(from) } };
      const all = await records();
      const rest = all
        .map((record, at) => ({ record, at }))
        .filter(({ record, at }) => at >= from && isOf(shard, record, at));
      const page = rest.slice(0, PAGE);
      const isEnd = shard.to !== undefined && page.length === rest.length;
      const last = page.at(-1)?.at;
      return {
        body: {
          Records: page.map(({ record }) => record),
          ...(isEnd ? {} : next(last === undefined ? from : last + 1)),
        },
      };
    },
  };
  const server = createServer((request, response) => {
    const handle = async () => {
      const body = await bodyOf(request);
      const target = String(request.headers['x-amz-target']);
      const action = /^DynamoDBStreams_\d+\.(\w+)$/.exec(target)?.[1] ?? '';
      response.setHeader('content-type', 'application/x-amz-json-1.0');
      const own = actions[action];
      if (!own) {
        const { status, text } = await pass(target, body);
        response.writeHead(status).end(text);
        return;
      }
      const answer = await own(JSON.parse(body) as Record<string, string>);
      response.writeHead(answer.status ?? 200).end(JSON.stringify(answer.body));
    };
    handle().catch((error: Error) => response.writeHead(500).end(error.message));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async split() {
      const { length } = await records();
      const children = shards.flatMap((shard) => {
        if (shard.to !== undefined) return [];
        shard.to = length;
        return [shard.rest, shard.rest + shard.parts].map((rest) => ({
          id: shardId(made++),
          parent: shard.id,
          from: length,
          to: undefined,
          parts: shard.parts * 2,
          rest,
        }));
      });
      // A stream lists its shards in no order that tells parents from children.
      shards = [...children, ...shards];
    },
    async trim() {
      shards = shards.filter(({ to }) => to === undefined);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** An id as DynamoDB's are: of 28 characters or more, which its client checks. */
function shardId(n: number): string {
  return `shardId-${String(n).padStart(20, '0')}-cut`;
}

function refused(name: string): Answer {
  return {
    status: 400,
    body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: `${name} of the stand-in` },
  };
}

function hash(text: string): number {
  let sum = 7;
  for (const character of text) sum = (sum * 31 + character.charCodeAt(0)) % 1_000_003;
  return sum;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
