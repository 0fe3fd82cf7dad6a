import type { Computed, SyncPlan } from '@syncform/engine/api/documents.ts';
import { stableText } from '@syncform/engine/kit/digest.ts';
import type { ReadContext } from '../../framework/index.ts';
import { warnOfMissing } from '../planning/move-from-polytomic.ts';
import type { Syncform } from '../syncform.ts';
import { drifted } from './drift.ts';
import { executionState } from './last-execution.ts';
import { tablesState, targetState } from './planned-tables.ts';
import { NOT_RUN } from './run-attributes.ts';
import { runsOnApply } from './run-plan.ts';
import type { RunnableAttributes, RunnableKind } from './runnable.ts';

/** `definition_version` of a stored definition that is not what Terraform last applied, so that the next apply runs it. */
const NOT_APPLIED = 'not applied';

/**
 * What there is of a sync now, or null. Parts of its definition that mean the same as before stay as they were written;
 * what was changed outside of Terraform, in the definition or in the target, shows.
 */
export async function readRunnable<Input extends object, Document extends Input & Computed>(
  context: ReadContext<RunnableAttributes, Syncform>,
  kind: RunnableKind<Input, Document>,
) {
  const { state, provider, signal, log } = context;
  provider.outcomes.resourceRead(state.id);
  const engine = await provider.engine();
  const api = kind.api(engine);
  const document = await api.get(state.id);
  if (!document) {
    await warnOfMissing(kind.what, context);
    return null;
  }
  await provider.halfMade.isKnown(engine, state.id);
  const definition = kind.definition(document);
  const isNew = state.definition_version === null;
  const differing = drifted(definition, kind.input(state));
  const settings = {
    run_on_apply: state.run_on_apply ?? true,
    run_timeout: state.run_timeout ?? '24h',
    on_destroy: state.on_destroy ?? 'keep',
  };
  const plan = await api
    .plan(definition, { id: state.id, signal, described: provider.described })
    .catch((error: Error) => error);
  if (plan instanceof Error) {
    if (isNew) throw plan;
    log.warn(`cannot look at what ${kind.what} "${state.name}" does to its target: ${plan.message}`);
  } else if (differing.length === 0) {
    provider.recentPlans.remember(state.id, stableText(kind.input(state)), plan);
  }
  const last = await api.lastExecution(state.id);
  const active = 'active' in definition ? definition.active : true;
  return {
    ...kind.state(definition, differing, state),
    ...kind.derived(definition),
    ...settings,
    organization: state.organization ?? document.organization_id,
    created_at: document.created_at,
    updated_at: document.updated_at,
    last_execution: last && executionState(last),
    ...(plan instanceof Error
      ? {}
      : foundPlan(plan, { isNew, drifted: differing.length > 0, state, active, ...settings })),
  };
}

function foundPlan(
  plan: SyncPlan,
  found: {
    readonly isNew: boolean;
    readonly drifted: boolean;
    readonly state: { readonly definition_version: string | null };
    readonly active: unknown;
    readonly run_on_apply: boolean;
  },
) {
  const target_state = runsOnApply(found) === false ? NOT_RUN : targetState(plan);
  if (found.isNew)
    return { target_state, tables: tablesState(plan, null), definition_version: plan.definition_version };
  const moved = found.drifted && plan.definition_version !== found.state.definition_version;
  return { target_state, ...(moved ? { definition_version: NOT_APPLIED } : {}) };
}
