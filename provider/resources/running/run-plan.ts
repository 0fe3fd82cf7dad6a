import type { Computed, SyncPlan } from '@syncform/engine/api/documents.ts';
import type { EngineApi } from '@syncform/engine/api/engine-api.ts';
import { stableText } from '@syncform/engine/kit/digest.ts';
import { InvalidError, messageOf } from '@syncform/engine/kit/errors.ts';
import { findings, judge } from '@syncform/engine/kit/findings/finding.ts';
import { downstreamSentences } from '@syncform/engine/lineage/downstream.ts';
import { isUnknown, isWhollyKnown, type PlanContext, Unknown } from '../../framework/index.ts';
import { fail, isUnreachable, warnOfFault, warnOfUnreachable } from '../diagnostics/failures.ts';
import {
  findingsState,
  severitiesIn,
  statementFindings,
  tell,
  tellFindings,
} from '../diagnostics/findings.ts';
import { warnOfHalfMade } from '../planning/half-made.ts';
import type { PlannedDefinitions } from '../planning/planned-definitions.ts';
import { givenId, withPlannedIds, withShortIds } from '../planning/planned-ids.ts';
import { mayBeMended, namesOfChanged } from '../planning/put-off.ts';
import type { Syncform } from '../syncform.ts';
import { composedText } from '../values/composed-text.ts';
import { checkKnown } from './check-known.ts';
import { estimateState } from './last-execution.ts';
import { leftBy, usedByRunnable } from './leaving.ts';
import { type PlannedTables, tablesState } from './planned-tables.ts';
import { foretell, isUnfinished } from './run.ts';
import { NOT_RUN, READY } from './run-attributes.ts';
import type { References, RunnableAttributes, RunnableKind, Values } from './runnable.ts';
import { warnOfSchedule } from './schedule.ts';
import { tellStartingOver } from './starting-over.ts';

type Context = PlanContext<RunnableAttributes, Syncform>;

/**
 * Foretells what a sync will do to its target, and whether apply will run it: `last_execution` is then unknown, which
 * create and update go by. Undefined where everything stays as it is.
 */
export async function planRunnable<Input extends object, Document extends Input & Computed>(
  context: Context,
  kind: RunnableKind<Input, Document>,
) {
  const { prior, proposed, config, provider, changed } = context;
  if (proposed.active === true) warnOfSchedule((proposed as Values).schedule, provider, context.diagnostics);
  const engine = await provider.engine();
  const written = definitionIn(context, kind);
  const input = withPlannedIds(written, (id) => provider.overlay.isPlanned(id));
  await warnOfHalfMade(provider, context.diagnostics);
  if (!prior) tellStartingOver(kind, input, proposed as Values, provider, context.diagnostics);
  if (prior) {
    const before = usedByRunnable(kind.references(kind.input(prior)));
    provider.outcomes.leaves(prior.id, leftBy(before, usedByRunnable(kind.references(written))));
  }
  const derived = kind.derived(written);
  const onApply = runsOnApply(proposed);
  const change = changeOf(kind, prior?.id, input);
  // What refers to an object that is yet to be created is planned for the first time.
  const isEarly = !isWhollyKnown(written);
  const recalled = isEarly ? undefined : provider.outcomes.recall<Outcome>(prior?.id, change);
  const isOpen =
    !isWhollyKnown(input) || (await isUndetermined(engine, provider.overlay, kind.references(input)));
  if (isOpen) context.defer(isWhollyKnown(input) ? 'others' : 'values');
  const made = isOpen ? 'later' : (recalled?.plan ?? (await planOf(context, kind, engine, input)));
  if (made === 'unreachable') return undefined;
  if (made === 'later') {
    if (!prior || changed()) await checkKnown(context, kind, engine, input);
    provider.outcomes.forget(change);
    foretell(context.private, undefined);
    return { ...derived, ...unforeseeable(onApply) };
  }
  // A version has the ids of all that it depends on.
  const definition_version = isEarly || recalled?.isEarly ? Unknown : made.definition_version;
  const references = kind.references(input);
  const tables = tablesState(withGivenIds(made, references.models), prior?.tables);
  const target_state = onApply === false ? NOT_RUN : READY;
  const redefined = definition_version !== prior?.definition_version;
  const repairs = prior?.target_state !== target_state;
  const cutOff = prior?.last_execution?.status === 'interrupted' || isUnfinished(context.private);
  const runs = onApply !== false && (redefined || repairs || cutOff || changed('triggers'));
  const same =
    prior !== null && !changed() && !redefined && !repairs && !runs && isSame(prior.tables, tables);
  if (same) return undefined;
  const { target } = references;
  const isNews = !recalled && (redefined || !isSame(prior?.tables, tables));
  const plan = isNews && !isUnknown(target) ? await withDownstream(made, target, prior?.id, engine) : made;
  const severities = severitiesIn(proposed.severities, provider.severities);
  const onStatements = statementFindings(plan, prior !== null && !redefined);
  const found = judge([...plan.findings, ...onStatements], severities);
  const told = recalled ? found.filter(({ severity }) => severity === 'error') : found;
  tellFindings(told, String(config.name), isNews, severities, context.diagnostics);
  if (!recalled && !context.diagnostics.hasErrors)
    provider.outcomes.remember(change, { plan, isEarly } satisfies Outcome);
  // What is planned again and was not foretold the first time is what nobody has seen.
  const isUnseen = !isEarly && !recalled && provider.outcomes.isAgain(prior?.id);
  foretell(context.private, isUnseen ? undefined : plan);
  if (runs && !isUnknown(target) && plan.tables.some((table) => table.statements.length > 0))
    provider.overlay.changeTables(target, namesOfChanged(plan.tables));
  return {
    ...derived,
    tables,
    definition_version,
    findings: findingsState(found),
    estimate: estimateState(plan, prior?.last_execution),
    target_state: isUnknown(onApply) ? Unknown : target_state,
    last_execution: runs ? Unknown : (prior?.last_execution ?? null),
    updated_at: prior && isSame(kind.input(prior), input) ? prior.updated_at : Unknown,
  } as const;
}

/** The plan with those who read the tables that it changes among its findings. */
async function withDownstream(
  plan: SyncPlan,
  connection_id: string,
  id: string | undefined,
  engine: EngineApi,
): Promise<SyncPlan> {
  const tables = plan.tables.map(({ table }) => table);
  const readers = await engine.downstream({ connection_id, tables });
  const sentences = downstreamSentences(readers.filter((reader) => reader.id !== id));
  return { ...plan, findings: [...plan.findings, ...findings('downstream', sentences)] };
}

/** What is remembered of a plan until it is applied. */
interface Outcome {
  readonly plan: SyncPlan;
  /** Whether the definition refers to what was yet to be created, so that the plan names it by how its id would begin. */
  readonly isEarly: boolean;
}

/** A plan whose tables name their models by the ids that these have by now, or by none. */
function withGivenIds(plan: SyncPlan, models: References['models']): PlannedTables<string | Unknown> {
  return { tables: plan.tables.map((table) => ({ ...table, source: givenId(table.source, models) })) };
}

/** What a plan is remembered by until it is applied. */
export function changeOf<Input extends object, Document extends Input & Computed>(
  kind: RunnableKind<Input, Document>,
  id: string | undefined,
  input: Input,
): unknown {
  const definition = withShortIds(withoutSecrets(input));
  return [kind.what, id ?? null, isWhollyKnown(definition) ? definition : null];
}

/** A definition as it may be written down. */
export function withoutSecrets<Input extends object>(input: Input): object {
  const { encryption_passphrase: _, ...definition } = input as Input & { encryption_passphrase?: string };
  return definition;
}

function definitionIn<Input extends object, Document extends Input & Computed>(
  { config, prior, proposed, diagnostics }: Context,
  kind: RunnableKind<Input, Document>,
): Input {
  try {
    return kind.input({ ...proposed, ...secretsIn(kind, config) });
  } catch (error) {
    const doing = `${prior ? 'update' : 'create'} the ${kind.what} "${String(proposed.name)}"`;
    return fail(error, { doing, attributes: kind.attributes, values: proposed }, diagnostics);
  }
}

/** The values of write-only attributes, which are in the configuration alone. */
export function secretsIn(
  kind: { readonly attributes: RunnableKind<never, never>['attributes'] },
  config: Readonly<Record<string, unknown>>,
) {
  const secret = Object.keys(kind.attributes).filter((name) =>
    kind.attributes[name]?.kind.startsWith('writeOnly'),
  );
  return Object.fromEntries(secret.map((name) => [name, config[name]]));
}

/** The engine's plan; `unreachable` where a resource that stays as it is cannot be looked at now, or is at fault; `later` where what is missing is being made. */
async function planOf<Input extends object, Document extends Input & Computed>(
  { prior, proposed, provider, changed, diagnostics, signal }: Context,
  kind: RunnableKind<Input, Document>,
  engine: EngineApi,
  input: Input,
): Promise<SyncPlan | 'unreachable' | 'later'> {
  const { overlay } = provider;
  const severities = severitiesIn(proposed.severities, provider.severities);
  const recent = provider.recentPlans.take<SyncPlan>(prior?.id, stableText(input));
  if (recent && overlay.isEmpty) return recent;
  try {
    return await kind
      .api(engine)
      .plan(input, { id: prior?.id, overlay, signal, described: provider.described });
  } catch (error) {
    const what = `${kind.what} "${String(proposed.name)}"`;
    if (prior && !changed() && isUnreachable(error)) {
      tell(
        {
          code: 'unreachable',
          summary: `Cannot look at what the ${what} will do`,
          detail: `${messageOf(error)}. Its tables are shown as they were when it was last planned.`,
        },
        severities,
        diagnostics,
      );
      return 'unreachable';
    }
    if (prior && !changed() && overlay.isEmpty && error instanceof InvalidError) {
      warnOfFault(what, error, severities, diagnostics);
      return 'unreachable';
    }
    if (await mayBeMended(error, kind.cause(input), overlay, engine)) {
      tell(
        {
          code: 'planned-later',
          summary: `The ${what} can only be planned during apply`,
          detail: `Other resources of this plan change tables that it may use. As they are now: ${messageOf(error)}.`,
        },
        severities,
        diagnostics,
      );
      return 'later';
    }
    if (isUnreachable(error) && (await usesPlannedConnection(engine, overlay, kind.references(input)))) {
      warnOfUnreachable(error, provider, diagnostics);
      return 'later';
    }
    const doing = `${prior ? 'update' : 'create'} the ${what}`;
    return fail(error, { doing, attributes: kind.attributes, values: proposed }, diagnostics);
  }
}

function unforeseeable(onApply: boolean | Unknown) {
  return {
    tables: Unknown,
    definition_version: Unknown,
    findings: Unknown,
    estimate: Unknown,
    target_state: isUnknown(onApply) ? Unknown : onApply ? READY : NOT_RUN,
    last_execution: Unknown,
  } as const;
}

/** Whether apply runs it when there is something to run. */
export function runsOnApply(values: {
  readonly active: unknown;
  readonly run_on_apply: unknown;
}): boolean | Unknown {
  if (values.active === false || values.run_on_apply === false) return false;
  return isUnknown(values.active) || isUnknown(values.run_on_apply) ? Unknown : true;
}

/** Whether something that a sync refers to will change to what is not known yet. */
async function isUndetermined(
  engine: EngineApi,
  overlay: PlannedDefinitions,
  references: References,
): Promise<boolean> {
  const ids: readonly (string | Unknown)[] = [
    ...references.models,
    ...references.connections,
    references.target,
  ];
  if (ids.some((id) => isUnknown(id) || overlay.isUndetermined(id))) return true;
  return (await sourceConnections(engine, overlay, references)).some((id) => overlay.isUndetermined(id));
}

async function usesPlannedConnection(
  engine: EngineApi,
  overlay: PlannedDefinitions,
  references: References,
): Promise<boolean> {
  const ids: readonly (string | Unknown)[] = [
    ...(await sourceConnections(engine, overlay, references)),
    references.target,
  ];
  return ids.some((id) => !isUnknown(id) && overlay.connections.has(id));
}

async function sourceConnections(
  engine: EngineApi,
  overlay: PlannedDefinitions,
  { models, connections }: References,
): Promise<readonly string[]> {
  const ids = connections.filter((id) => !isUnknown(id)) as string[];
  for (const id of models) {
    if (isUnknown(id)) continue;
    const model = overlay.models.get(id) ?? (await engine.models.get(id));
    if (model) ids.push(model.connection_id);
  }
  return ids;
}

function isSame(a: unknown, b: unknown): boolean {
  return composedText(a) === composedText(b);
}
