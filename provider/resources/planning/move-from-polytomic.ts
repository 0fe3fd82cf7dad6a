import {
  AttributeError,
  type Attributes,
  type Diagnostics,
  type JsonObject,
  type MoveContext,
  type PrivateState,
} from '../../framework/index.ts';
import { severitiesIn, tell } from '../diagnostics/findings.ts';
import type { Values } from '../running/runnable.ts';
import type { Syncform } from '../syncform.ts';
import { warnOfOtherStore } from './other-store.ts';

/** Private state: the type of Polytomic's resource that a moved block brought, until the store is asked for its id. */
const MOVED = 'moved_from';

/**
 * A `moved` block's state of Polytomic's resource of the same name, whose attributes are the same. What only that provider
 * has is left out; what only syncform has is for the next plan to say.
 */
export function moveFromPolytomic(
  type: string,
  attributes: Attributes,
  adapt: (state: JsonObject) => JsonObject = (state) => state,
): (context: MoveContext) => JsonObject | undefined {
  return ({ sourceTypeName, sourceProviderAddress, sourceState, private: kept }) => {
    if (sourceTypeName !== `polytomic_${type}` || !sourceProviderAddress.endsWith('/polytomic/polytomic'))
      return undefined;
    kept.set(MOVED, sourceTypeName);
    const known = Object.entries(adapt(sourceState)).filter(([name]) => name in attributes);
    return Object.fromEntries(known);
  };
}

/** What a hook that looked for something in the store in vain has at hand. */
interface Missing {
  readonly state: { readonly name: string | null; readonly organization: string | null };
  readonly private: PrivateState;
  readonly provider: Syncform;
  readonly diagnostics: Diagnostics;
}

/**
 * Says once in a plan why the store does not know what the state names, where there is a reason: a moved block brought it
 * from Polytomic, or the store is not the one that the state was made with.
 */
export async function warnOfMissing(
  what: string,
  { state, private: kept, provider, diagnostics }: Missing,
): Promise<void> {
  if (kept.get(MOVED) === undefined) return warnOfOtherStore(what, state, provider, diagnostics);
  const name = state.name ?? '';
  provider.moved.add(moved(what, name));
  if (provider.given.has(MOVED)) return;
  provider.given.add(MOVED);
  const detail =
    `The ${what} "${name}" is Polytomic’s, and this store has never had it: the plan creates it, and all else that moved blocks bring, from this configuration and with new ids. ` +
    'Terraform calls them deleted outside of Terraform, because the ids of Polytomic lead nowhere here. Polytomic keeps its own: turn its syncs off there before you apply, or both will write. ' +
    'How far its syncs had come is not known here: the first run of each reads all and sends every record once; rows that the target has are found by their key. docs/migrating-from-polytomic.md says more.';
  const summary = 'What is moved from Polytomic is recreated here';
  tell({ code: 'moved', summary, detail }, severitiesIn(provider.severities), diagnostics);
}

/**
 * Refuses to move a sync in mode append without a word on the records that Polytomic has sent: its first run would add them
 * all once more.
 */
export function refuseSecondAppend({
  prior,
  proposed,
  provider,
}: {
  readonly prior: unknown;
  readonly proposed: Values;
  readonly provider: Syncform;
}): void {
  const { name, mode, skip_initial_backfill, allow_reset } = proposed;
  if (prior !== null || mode !== 'append') return;
  if (typeof skip_initial_backfill === 'boolean' || allow_reset === true) return;
  if (!provider.moved.has(moved('sync', String(name)))) return;
  throw new AttributeError(
    'mode',
    'A moved sync in mode append would add every record again',
    `Polytomic has sent the records of "${String(name)}" already, and which ones is not known here. Set skip_initial_backfill = true to send only what is new from now on, or skip_initial_backfill = false to have the first run add them all.`,
  );
}

function moved(what: string, name: string): string {
  return `${what} ${name}`;
}
