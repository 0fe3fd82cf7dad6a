import { randomUUID } from 'node:crypto';
import type { ChangeSnapshot } from '../../../../contract/changes.ts';
import type { ReadRequest } from '../../../../contract/contract.ts';
import { fieldNamed } from '../../../../contract/field-named.ts';
import { SyncformError } from '../../../../kit/errors.ts';
import type { Dynamodb } from '../client.ts';
import type { TableFields } from '../fields.ts';
import { extraction } from '../rows.ts';
import { describeTable } from '../tables.ts';
import { format } from './handover.ts';
import { formatPosition, type ShardPlace } from './position.ts';
import { iteratorAt, listShards } from './shards.ts';
import type { TipIterators } from './table-log.ts';

/**
 * Begins to read a table. DynamoDB shows no table as of one moment: the place in the log is noted first, and then the items are
 * read, each as it is when its turn comes. So a change that was made meanwhile may be in the rows, and comes with the log as
 * well. It brings the whole item, and later changes of the item come after it: in the end each row is as the item is.
 */
export async function takeSnapshot(
  dynamodb: Dynamodb,
  fields: TableFields,
  tips: TipIterators,
  request: ReadRequest,
  signal: AbortSignal,
): Promise<ChangeSnapshot> {
  const { object: id } = request;
  const table = await describeTable(dynamodb, id, signal);
  if (!table?.stream)
    throw new SyncformError(
      'source_changed',
      `table ${id} ${table ? 'has no stream' : 'is not there'} any more`,
      {
        hint: 'Plan again.',
      },
    );
  const stream = table.stream.arn;
  const known = await fields.of(table, false, signal);
  const read = Date.now();
  const place: ShardPlace = `since:${read}`;
  const shards: Record<string, ShardPlace> = {};
  for (const shard of await listShards(dynamodb, stream, signal)) {
    shards[shard.id] = shard.isOpen ? place : 'end';
    if (!shard.isOpen) continue;
    const tip = await iteratorAt(dynamodb, stream, shard.id, 'latest', read, signal);
    if (tip !== undefined) tips.keep(stream, shard.id, place, tip);
  }
  const chosen = request.fields.map((field) => fieldNamed(id, known, field));
  return {
    extraction: extraction(dynamodb, fields, table, chosen),
    handover: format({
      place: { snapshot: randomUUID(), stream, read, shards },
      types: Object.fromEntries(known.map(({ name, type }) => [name, type])),
    }),
    position: formatPosition({ time: read, step: 0, tables: {} }),
    [Symbol.asyncDispose]: async () => {},
  };
}
