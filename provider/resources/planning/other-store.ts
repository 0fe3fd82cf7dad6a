import type { Diagnostics } from '../../framework/index.ts';
import { severitiesIn, tell } from '../diagnostics/findings.ts';
import type { Syncform } from '../syncform.ts';

/**
 * Remembers that the store does not know what the state names, and says once in a plan if it is not the store that the state
 * was made with: it belongs to another organization, of which every store has its own. What becomes of each sync its own
 * plan says.
 */
export async function warnOfOtherStore(
  what: string,
  { name, organization }: { readonly name: string | null; readonly organization: string | null },
  provider: Syncform,
  diagnostics: Diagnostics,
): Promise<void> {
  const engine = await provider.engine();
  const { organization_id } = await engine.identity();
  const isOther = organization !== null && organization_id !== organization;
  provider.lost.set(`${what} ${name ?? ''}`, isOther ? 'another store' : 'deleted');
  if (!isOther || provider.given.has('other store')) return;
  provider.given.add('other store');
  const detail =
    `It does not know the ${what} "${name ?? ''}", and is of another organization (${organization_id}, not ${organization}). What the state names is planned to be recreated, and the syncs among it start over: the plan says of each what that does. ` +
    'If the data directory (`data_dir`, else .syncform beside the configuration) was lost on the way, as on a fresh CI runner, bring it back and plan again: docs/ci.md says how to keep it.';
  const summary = 'The store is not the one that this state was made with';
  tell({ code: 'other-store', summary, detail }, severitiesIn(provider.severities), diagnostics);
}
