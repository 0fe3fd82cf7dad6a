import type { Computed } from '@syncform/engine/api/documents.ts';
import type { EngineApi } from '@syncform/engine/api/engine-api.ts';
import { InvalidError } from '@syncform/engine/kit/errors.ts';
import type { PlannedModel } from '@syncform/engine/syncs/planned-model.ts';
import { isUnknown, isWhollyKnown, type PlanContext } from '../../framework/index.ts';
import { fail } from '../diagnostics/failures.ts';
import { withAnyIds } from '../planning/planned-ids.ts';
import { mayBeMended } from '../planning/put-off.ts';
import type { Syncform } from '../syncform.ts';
import type { References, RunnableAttributes, RunnableKind } from './runnable.ts';

/**
 * Of a definition that cannot be planned yet, because something that it refers to is not known: refuses what is amiss
 * whatever that may turn out to be, in the definition alone and against those of its models that are known.
 */
export async function checkKnown<Input extends object, Document extends Input & Computed>(
  { prior, proposed, provider, diagnostics, signal }: PlanContext<RunnableAttributes, Syncform>,
  kind: RunnableKind<Input, Document>,
  engine: EngineApi,
  input: Input,
): Promise<void> {
  const whole = withAnyIds(input);
  if (!isWhollyKnown(whole)) return;
  const models = await knownModels(kind.references(input), engine, provider, signal);
  const error = new InvalidError(kind.faults(whole, models));
  if (error.issues.length === 0) return;
  if (await mayBeMended(error, kind.cause(whole), provider.overlay, engine)) return;
  const doing = `${prior ? 'update' : 'create'} the ${kind.what} "${String(proposed.name)}"`;
  fail(error, { doing, attributes: kind.attributes, values: proposed }, diagnostics);
}

/** What models yield, as far as it can be asked now. */
async function knownModels(
  { models }: References,
  engine: EngineApi,
  { overlay }: Syncform,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, PlannedModel>> {
  const known = new Map<string, PlannedModel>();
  for (const id of models) {
    if (isUnknown(id) || overlay.isUndetermined(id)) continue;
    const input = overlay.models.get(id) ?? (await engine.models.get(id));
    if (!input || overlay.isUndetermined(input.connection_id)) continue;
    const plan = await engine.models.plan(input, { overlay, signal }).catch(() => undefined);
    if (plan) known.set(id, { id, input, fields: plan.fields });
  }
  return known;
}
