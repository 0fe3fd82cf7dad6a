import { randomUUID } from 'node:crypto';
import type { ChangeSnapshot } from '../../../../contract/changes.ts';
import type { ReadRequest } from '../../../../contract/contract.ts';
import { fieldNamed } from '../../../../contract/field-named.ts';
import { SyncformError } from '../../../../kit/errors.ts';
import type { Cosmosdb } from '../client.ts';
import { containerRows } from '../container-rows.ts';
import type { ItemFields } from '../fields.ts';
import { containerOf } from './container.ts';
import { tipOf } from './feed.ts';
import { format } from './handover.ts';
import { type FeedMode, formatPosition } from './position.ts';

/**
 * Begins to read a container. Cosmos DB shows no container as of one moment: the place in the feed is noted first, and then the items
 * are read, each as it is when its turn comes. So a change that was made meanwhile may be in the rows, and comes with the feed as
 * well. It brings the whole item, and later changes of the item come after it: in the end each row is as the item is. But an item
 * that is deleted while it is read is missed by the feed of latest versions, which tells of no deletion. The items are read in the
 * session in which the place was noted: another replica could be behind it.
 */
export async function takeSnapshot(
  cosmosdb: Cosmosdb,
  fields: ItemFields,
  mode: FeedMode,
  request: ReadRequest,
  signal: AbortSignal,
): Promise<ChangeSnapshot> {
  const { object: id, filter } = request;
  const container = await containerOf(cosmosdb, id, signal);
  if (!container)
    throw new SyncformError('source_changed', `there is no container ${id} any more`, {
      hint: 'Plan again.',
    });
  const known = await fields.of(container, false, signal);
  const chosen = request.fields.map((field) => fieldNamed(id, known, field));
  const read = Date.now();
  const ranges = await tipOf(cosmosdb, container, mode, signal);
  return {
    extraction: containerRows(cosmosdb, fields, container, chosen, { filter, isInSession: true }),
    handover: format({
      place: { snapshot: randomUUID(), rid: container.rid, mode, read, ranges },
      types: Object.fromEntries(known.map(({ name, type }) => [name, type])),
    }),
    position: formatPosition({ time: read, step: 0, containers: {} }),
    [Symbol.asyncDispose]: async () => {},
  };
}
