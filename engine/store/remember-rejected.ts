import type { RejectedRecord } from '../contract/contract.ts';
import { stableText } from '../kit/digest.ts';
import type { Repositories } from './store.ts';

/**
 * Keeps an object's rejected records, with how often each was refused, where all of its records were sent or looked at; those
 * of earlier runs that are not among them went through or are gone, and are forgotten.
 */
export async function rememberRejected(
  { rejections }: Repositories,
  syncId: string,
  object: string,
  rejected: readonly RejectedRecord[],
): Promise<void> {
  const named = toldApart(rejected);
  const still = new Set(named.map((r) => stableText(r.key)));
  const before = await rejections.list({ sync_id: syncId, object });
  const resolved = before.filter((r) => !still.has(stableText(r.key)));
  if (resolved.length > 0)
    await rejections.resolve(
      syncId,
      object,
      resolved.map((r) => r.key),
    );
  if (named.length > 0) await rejections.add(syncId, object, named);
}

/** What tells records apart that are named alike. */
const PLACE = '#';

/**
 * The records, no two of them under one name: those without a key, or with the same one, may be alike in all that names them.
 * Of such the second has the place 2 among them, and so on.
 */
export function toldApart<R extends RejectedRecord>(rejected: readonly R[]): readonly R[] {
  const seen = new Map<string, number>();
  return rejected.map((record) => {
    const name = stableText(record.key);
    const place = (seen.get(name) ?? 0) + 1;
    seen.set(name, place);
    return place === 1 ? record : { ...record, key: { ...record.key, [PLACE]: String(place) } };
  });
}
