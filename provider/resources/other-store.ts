import type { Diagnostics } from '../framework/index.ts';
import { severitiesIn, tell } from './findings.ts';
import type { Syncform } from './syncform.ts';

/**
 * Says once in a plan that the store is not the one that the state was made with: it does not know something that the state
 * names, and belongs to another organization, of which every store has its own.
 */
export async function warnOfOtherStore(
  { name, organization }: { readonly name: string | null; readonly organization: string | null },
  provider: Syncform,
  diagnostics: Diagnostics,
): Promise<void> {
  if (organization === null || provider.given.has('other store')) return;
  const engine = await provider.engine();
  const { organization_id } = await engine.identity();
  if (organization_id === organization) return;
  provider.given.add('other store');
  const detail =
    `It does not know "${name ?? ''}", and is of another organization (${organization_id}, not ${organization}). What the state names is planned to be made anew: ` +
    'syncs then start over, which mode append does by adding every record once more. ' +
    'If the data directory (`data_dir`, else .syncform beside the configuration) was lost on the way, as on a fresh CI runner, bring it back and plan again (docs/ci.md).';
  const summary = 'The store is not the one that this state was made with';
  tell({ code: 'other-store', summary, detail }, severitiesIn(provider.severities), diagnostics);
}
