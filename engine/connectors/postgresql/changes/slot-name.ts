import { createHash } from 'node:crypto';

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
