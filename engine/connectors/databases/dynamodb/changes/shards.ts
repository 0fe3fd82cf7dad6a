import type { _Record as StreamRecord } from '@aws-sdk/client-dynamodb-streams';
import { changesLost } from '../../../../families/log/changes-lost.ts';
import type { Dynamodb } from '../client.ts';
import { saysMissing } from '../failure.ts';
import type { ShardPlace } from './position.ts';

export type { StreamRecord };

/** A shard as its stream lists it. */
export interface Shard {
  readonly id: string;
  readonly parent: string | undefined;
  /** Whether more records may come. */
  readonly isOpen: boolean;
}

/** A page of a shard. */
export interface ShardPage {
  readonly records: readonly StreamRecord[];
  /** Where reading goes on; undefined at the end of a shard that has ended. */
  readonly next: string | undefined;
}

const LESSON = 'run it more often than once a day, for DynamoDB keeps changes for 24 hours';

/** The shards of a stream that have records, or may have. */
export async function listShards(
  dynamodb: Dynamodb,
  stream: string,
  signal: AbortSignal,
): Promise<readonly Shard[]> {
  const { DescribeStreamCommand } = await import('../streams-driver.ts');
  const shards: Shard[] = [];
  let last: string | undefined;
  do {
    const input = { StreamArn: stream, ...(last === undefined ? {} : { ExclusiveStartShardId: last }) };
    const { StreamDescription } = await dynamodb.askStreams(
      `listing the shards of ${stream}`,
      signal,
      async (client, options) => {
        try {
          return await client.send(new DescribeStreamCommand(input), options);
        } catch (error) {
          if (saysMissing(error)) throw changesLost(`there is no stream ${stream} any more`);
          throw error;
        }
      },
    );
    for (const { ShardId, ParentShardId, SequenceNumberRange } of StreamDescription?.Shards ?? [])
      if (ShardId)
        shards.push({
          id: ShardId,
          parent: ParentShardId,
          isOpen: SequenceNumberRange?.EndingSequenceNumber === undefined,
        });
    last = StreamDescription?.LastEvaluatedShardId;
  } while (last !== undefined);
  return shards;
}

/**
 * Where reading a shard begins. Nothing is missed if the shard was read until `read` (in ms): of what was written since then
 * DynamoDB has all for 24 hours. Otherwise throws `changes_lost` where records after the place are gone.
 */
export async function iteratorAt(
  dynamodb: Dynamodb,
  stream: string,
  shard: string,
  place: Exclude<ShardPlace, 'end'> | 'latest',
  read: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { GetShardIteratorCommand } = await import('../streams-driver.ts');
  const sequence = place.startsWith('after:') ? place.slice('after:'.length) : undefined;
  const from =
    sequence !== undefined
      ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' as const, SequenceNumber: sequence }
      : { ShardIteratorType: place === 'latest' ? ('LATEST' as const) : ('TRIM_HORIZON' as const) };
  const answer = await dynamodb.askStreams(`reading ${stream}`, signal, async (client, options) => {
    const command = new GetShardIteratorCommand({ StreamArn: stream, ShardId: shard, ...from });
    try {
      return await client.send(command, options);
    } catch (error) {
      if (isNamed(error, 'TrimmedDataAccessException')) return 'trimmed' as const;
      if (saysMissing(error)) return 'missing' as const;
      throw error;
    }
  });
  if (typeof answer === 'object') return answer.ShardIterator;
  refuseLost(read, `${stream} has no records of shard ${shard} after the last that was read`);
  return answer === 'trimmed' ? iteratorAt(dynamodb, stream, shard, 'start', read, signal) : undefined;
}

/** For how long after it was read to its end a shard cannot have lost what was written since, in ms: an hour less than a day. */
const KEPT_MS = 23 * 3_600_000;

/** Throws `changes_lost` where a log that was read until `read` may have lost what was written since. */
export function refuseLost(read: number, reason: string): void {
  if (Date.now() - read > KEPT_MS) throw changesLost(reason, LESSON);
}

/** Records that an answer has, at most (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html). */
const MOST_RECORDS = 1_000;

/** What comes next of a shard; undefined where the iterator is too old, which is so after fifteen minutes. */
export async function readShard(
  dynamodb: Dynamodb,
  stream: string,
  iterator: string,
  signal: AbortSignal,
): Promise<ShardPage | undefined> {
  const { GetRecordsCommand } = await import('../streams-driver.ts');
  return dynamodb.askStreams(`reading ${stream}`, signal, async (client, options) => {
    const command = new GetRecordsCommand({ ShardIterator: iterator, Limit: MOST_RECORDS });
    try {
      const { Records = [], NextShardIterator } = await client.send(command, options);
      return { records: Records, next: NextShardIterator };
    } catch (error) {
      if (isNamed(error, 'ExpiredIteratorException')) return undefined;
      if (isNamed(error, 'TrimmedDataAccessException'))
        throw changesLost(`${stream} has dropped records that were not read`, LESSON);
      throw error;
    }
  });
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}
