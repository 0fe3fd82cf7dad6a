import { createHash } from 'node:crypto';
import type { ChangeStream } from '../../../../contract/changes.ts';

/** What the names of all slots of ours begin with. */
export const SLOT_PREFIX = 'syncform_';

/**
 * The replication slot of a stream: the stream's id in lower case, digits and underscores, which is all that a slot's name
 * may hold, then eight digits that keep ids apart which are the same in that spelling. At most 63 characters.
 */
export function slotName(stream: string): string {
  const readable = stream
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, 40);
  const digits = createHash('sha256').update(stream).digest('hex').slice(0, 8);
  return `${SLOT_PREFIX}${readable}_${digits}`;
}

/** The slot that a stream's configuration names: whoever made it keeps it, and it is never made or dropped here. */
export function givenSlot({ configuration }: Pick<ChangeStream, 'configuration'>): string | undefined {
  const { replication_slot } = configuration;
  return typeof replication_slot === 'string' && replication_slot !== '' ? replication_slot : undefined;
}

/** The slot that a stream reads from: the one that its configuration names, or one of its own. */
export function slotOf(stream: Pick<ChangeStream, 'id' | 'configuration'>): string {
  return givenSlot(stream) ?? slotName(stream.id);
}
