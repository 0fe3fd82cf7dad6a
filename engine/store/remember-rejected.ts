import type { RejectedRecord } from '../connectors/contract.ts';
import { stableText } from '../types/digest.ts';
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
  const still = new Set(rejected.map((r) => stableText(r.key)));
  const before = await rejections.list({ sync_id: syncId, object });
  const resolved = before.filter((r) => !still.has(stableText(r.key)));
  if (resolved.length > 0)
    await rejections.resolve(
      syncId,
      object,
      resolved.map((r) => r.key),
    );
  if (rejected.length > 0) await rejections.add(syncId, object, rejected);
}
