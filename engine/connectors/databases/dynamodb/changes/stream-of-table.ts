import type { StreamFault } from '../../../../contract/changes.ts';
import { changesLost } from '../../../../families/log/changes-lost.ts';
import { pause } from '../../../../kit/abort.ts';
import { SyncformError } from '../../../../kit/errors.ts';
import type { Dynamodb } from '../client.ts';
import { describeTable, type TableShape } from '../tables.ts';

/** The views of a stream that have whole items. */
const WITH_IMAGES = ['NEW_IMAGE', 'NEW_AND_OLD_IMAGES'];

/** Whether a table has a stream that brings whole items. */
function isFollowable({ stream }: TableShape): boolean {
  return stream !== undefined && WITH_IMAGES.includes(stream.view);
}

/** What keeps a table from being followed; nothing where `prepare` may give it a stream. */
export function streamFaults(
  id: string,
  table: TableShape | undefined,
  isManaged: boolean,
  key: readonly string[] | undefined,
): readonly StreamFault[] {
  if (!table) return [{ object: id, message: 'there is no such table' }];
  if (key && [...key].sort().join('\0') !== [...table.key].sort().join('\0'))
    return [
      {
        object: id,
        message: `of deleted items its stream has the table’s own key alone (${table.key.join(', ')}): make that the key`,
      },
    ];
  if (isFollowable(table) || isManaged) return [];
  const lack = table.stream
    ? `its stream is of the view ${table.stream.view}, which has no new images`
    : 'it has no stream';
  return [
    {
      object: id,
      message: `${lack}: give it a stream of the view NEW_IMAGE, or set managed_streams = true of the connection, and syncform does`,
    },
  ];
}

/** How long a table's stream may take to be switched on or off, and how often it is looked at, in ms. */
const LONGEST_MS = 300_000;
const LOOK_MS = 500;

/** Gives a table a stream that brings whole items, in place of one that does not. May be repeated. */
export async function ensureStream(dynamodb: Dynamodb, id: string, signal: AbortSignal): Promise<void> {
  const table = await describeTable(dynamodb, id, signal);
  if (!table || isFollowable(table)) return;
  // A view cannot be changed: the stream ends, and another one begins.
  if (table.stream) await setStream(dynamodb, id, { StreamEnabled: false }, signal);
  await setStream(dynamodb, id, { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' }, signal);
}

async function setStream(
  dynamodb: Dynamodb,
  id: string,
  StreamSpecification: { readonly StreamEnabled: boolean; readonly StreamViewType?: 'NEW_IMAGE' },
  signal: AbortSignal,
): Promise<void> {
  const { UpdateTableCommand } = await import('../driver.ts');
  await dynamodb.ask(`changing the stream of table ${id}`, signal, (client, options) =>
    client.send(new UpdateTableCommand({ TableName: id, StreamSpecification }), options),
  );
  const end = Date.now() + LONGEST_MS;
  for (;;) {
    const table = await describeTable(dynamodb, id, signal);
    if (table?.isActive && isFollowable(table) === StreamSpecification.StreamEnabled) return;
    if (Date.now() > end)
      throw new SyncformError('failed', `the stream of table ${id} is not switched yet after five minutes`, {
        hint: 'Look at the table in the AWS console, then run again.',
      });
    await pause(LOOK_MS, signal);
  }
}

/** Throws `changes_lost` unless a table still has the stream that was followed. */
export function refuseOtherStream(
  id: string,
  table: TableShape | undefined,
  stream: string,
): asserts table is TableShape {
  if (table?.stream?.arn === stream) return;
  const now = table?.stream ? 'another stream' : table ? 'no stream' : undefined;
  throw changesLost(now ? `table ${id} has ${now} now` : `there is no table ${id} any more`);
}
