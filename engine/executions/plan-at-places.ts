import type { SyncPlan } from '../api/documents.ts';
import { type Configured, placeOf } from '../contract/place.ts';
import { stableDigest } from '../kit/digest.ts';
import { type Finding, spoken } from '../kit/findings/finding.ts';

/** A plan whose version also moves when one of its connections points elsewhere, with more to say to the reviewer. */
export function planAtPlaces(
  plan: SyncPlan,
  connections: readonly Configured[],
  findings: readonly Finding[],
): SyncPlan {
  return {
    ...plan,
    definition_version: stableDigest([plan.definition_version, connections.map(placeOf)]),
    ...spoken([...findings, ...plan.findings]),
  };
}
