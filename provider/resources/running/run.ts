import type { Computed, SyncPlan } from '@syncform/engine/api/documents.ts';
import type { EngineApi } from '@syncform/engine/api/engine-api.ts';
import {
  type Foretold,
  foretoldBy,
  refuseUnforetold,
  refuseUnseen,
} from '@syncform/engine/executions/foretold.ts';
import { stableText } from '@syncform/engine/kit/digest.ts';
import { judge } from '@syncform/engine/kit/findings/finding.ts';
import { shortList } from '@syncform/engine/kit/short-list.ts';
import {
  type CreateContext,
  type DeleteContext,
  isUnknown,
  type PlanDeleteContext,
  type PrivateState,
  type Returned,
  type UpdateContext,
} from '../../framework/index.ts';
import { fail, sourceChanged, tablesChanged } from '../diagnostics/failures.ts';
import {
  findingsState,
  refuseGrave,
  severitiesIn,
  statementFindings,
  tell,
} from '../diagnostics/findings.ts';
import { warnOfHalfMade } from '../planning/half-made.ts';
import type { Syncform } from '../syncform.ts';
import { organizationOf } from '../values/record-attributes.ts';
import { awaitExecution, refuseFailed, tellWarnings } from './await-execution.ts';
import { estimateState, executionState } from './last-execution.ts';
import { ddlOf, haveSameTables, tablesState } from './planned-tables.ts';
import { changeOf, secretsIn } from './run-plan.ts';
import { durationOf } from './run-timeout.ts';
import type { RunnableAttributes, RunnableKind } from './runnable.ts';

/** Private state: a run that apply started has not completed. */
const UNFINISHED = 'unfinished_run';
/** Private state, from plan to apply: what the plan foretold of its tables. */
const FORETOLD = 'foretold';
/** Private state: the plan is to destroy it, not to replace it. */
const DESTROYED = 'destroyed';

/** Whether the last run that an apply started did not complete, so that the next apply has to go on with it. */
export function isUnfinished(state: PrivateState): boolean {
  return state.get(UNFINISHED) !== undefined;
}

/** Keeps for apply what a plan says that it will run on the target's tables; undefined where nobody could see that. */
export function foretell(state: PrivateState, plan: SyncPlan | undefined): void {
  if (plan) state.set(FORETOLD, foretoldBy(plan.tables));
  else state.delete(FORETOLD);
}

/** What the plan foretold, which is then forgotten. */
function takeForetold(state: PrivateState): Foretold | undefined {
  const foretold = state.get(FORETOLD) as Foretold | undefined;
  state.delete(FORETOLD);
  return foretold;
}

/** Stores a new sync and, where the plan says so, runs it. */
export async function createRunnable<Input extends object, Document extends Input & Computed>(
  context: CreateContext<RunnableAttributes, Syncform>,
  kind: RunnableKind<Input, Document>,
) {
  const { planned, signal } = context;
  const foretold = takeForetold(context.private);
  const engine = await context.provider.engine();
  const api = kind.api(engine);
  const [document, plan] = await attempt(context, kind, 'create', async (input) => {
    const { outcomes, halfMade } = context.provider;
    outcomes.forget(changeOf(kind, undefined, input));
    let accepted: SyncPlan | undefined;
    const accept = async (plan: SyncPlan) => {
      refuseChanged(context, foretold, plan);
      await halfMade.makeRoom(engine, { type: kind.type, name: planned.name }, (id) =>
        api.delete(id, { successor: input, onWarning: leftBehind(context, kind) }, signal),
      );
      accepted = plan;
    };
    const document = await api.create(input, signal, accept, context.provider.described);
    return [document, accepted as SyncPlan] as const;
  });
  const stored = {
    ...kind.derived(kind.definition(document)),
    id: document.id,
    organization: organizationOf(planned, document.organization_id),
    created_at: document.created_at,
    updated_at: document.updated_at,
    ...planState(context, plan),
    last_execution: null,
  };
  const answered = () => context.provider.halfMade.answered(engine, document.id);
  if (!isUnknown(planned.last_execution)) {
    await answered();
    return stored;
  }
  context.partial(stored);
  const running = run(context, kind, engine, document.id, plan, stored).finally(answered);
  return { ...stored, last_execution: await running };
}

/** Stores a changed sync and, where the plan says so, runs it. */
export async function updateRunnable<Input extends object, Document extends Input & Computed>(
  context: UpdateContext<RunnableAttributes, Syncform>,
  kind: RunnableKind<Input, Document>,
) {
  const { planned, prior, signal } = context;
  const foretold = takeForetold(context.private);
  const engine = await context.provider.engine();
  const api = kind.api(engine);
  const [document, plan] = await attempt(context, kind, 'update', async (input) => {
    context.provider.outcomes.forget(changeOf(kind, prior.id, input));
    const before = await api.get(prior.id);
    if (before !== null && stableText(kind.definition(before)) === stableText(input)) {
      const plan = await api.plan(input, { id: prior.id, signal, described: context.provider.described });
      refuseChanged(context, foretold, plan);
      return [before, plan] as const;
    }
    let accepted: SyncPlan | undefined;
    const accept = (plan: SyncPlan) => {
      refuseChanged(context, foretold, plan);
      accepted = plan;
    };
    const document = await api.update(prior.id, input, signal, accept, context.provider.described);
    return [document, accepted as SyncPlan] as const;
  });
  context.provider.outcomes.hasLeft(prior.id);
  const stored = {
    ...kind.derived(kind.definition(document)),
    updated_at: document.updated_at,
    ...planState(context, plan),
  };
  if (!isUnknown(planned.last_execution)) return stored;
  // When the run fails all but the execution stays in the state as it was, so that the next plan runs it again.
  return { ...stored, last_execution: await run(context, kind, engine, prior.id, plan, {}) };
}

/**
 * Remembers that the sync is to be gone for good, as Terraform does not ask before it replaces one; says which tables are dropped
 * with it.
 */
export async function planDeleteRunnable({
  prior,
  private: kept,
  provider,
  diagnostics,
}: PlanDeleteContext<RunnableAttributes, Syncform>): Promise<void> {
  await warnOfHalfMade(provider, diagnostics);
  const tables = Object.keys(prior.tables ?? {});
  if (prior.on_destroy === 'drop' && tables.length > 0)
    tell(
      {
        code: 'destructive',
        summary: `Destroying "${prior.name}" drops tables`,
        detail: `Those that it made go with their rows: ${shortList(tables)}.`,
      },
      severitiesIn(prior.severities, provider.severities),
      diagnostics,
    );
  kept.set(DESTROYED, true);
}

/**
 * Deletes a sync; its target tables stay unless `on_destroy` says otherwise. Terraform replaces what it failed to create:
 * a sync that never completed a run keeps its progress for the one that takes its place.
 */
export async function deleteRunnable<Input extends object, Document extends Input & Computed>(
  { state, provider, private: kept, signal, diagnostics }: DeleteContext<RunnableAttributes, Syncform>,
  kind: RunnableKind<Input, Document>,
): Promise<void> {
  const engine = await provider.engine();
  const api = kind.api(engine);
  if (!(await api.get(state.id))) return;
  const isReplaced = kept.get(DESTROYED) === undefined;
  const options =
    isReplaced && !(await hasCompleted(engine, state.id))
      ? { resumable: true }
      : { drop: state.on_destroy === 'drop' };
  try {
    const onWarning = leftBehind({ planned: state, provider, diagnostics }, kind);
    await api.delete(state.id, { ...options, onWarning }, signal);
  } catch (error) {
    const doing = `delete the ${kind.what} "${state.name}"`;
    fail(error, { doing, attributes: kind.attributes, values: state }, diagnostics);
  }
}

/** Tells what a deletion leaves behind elsewhere. */
function leftBehind(
  {
    planned,
    provider,
    diagnostics,
  }: Pick<DeleteContext<RunnableAttributes, Syncform>, 'provider' | 'diagnostics'> & {
    readonly planned: { readonly name: string };
  },
  kind: { readonly what: string },
): (message: string) => void {
  const summary = `The ${kind.what} "${planned.name}" leaves something behind`;
  return (detail) =>
    tell({ code: 'left-behind', summary, detail }, severitiesIn(provider.severities), diagnostics);
}

/** Whether a run of the sync ever came to its end. */
async function hasCompleted(engine: EngineApi, id: string): Promise<boolean> {
  const executions = await engine.executions.list({ sync_id: id });
  return executions.some(({ status }) => status === 'completed' || status === 'errors');
}

async function run<Input extends object, Document extends Input & Computed>(
  context: CreateContext<RunnableAttributes, Syncform>,
  kind: RunnableKind<Input, Document>,
  engine: EngineApi,
  id: string,
  plan: SyncPlan,
  stored: Returned<RunnableAttributes>,
) {
  context.private.set(UNFINISHED, true);
  const started = await attempt(context, kind, 'run', () =>
    kind.api(engine).start(id, {
      definition_version: plan.definition_version,
      foretold: foretoldBy(plan.tables),
    }),
  );
  context.provider.forgetDescribed();
  const timeout = AbortSignal.timeout(durationOf(context.planned.run_timeout) ?? 0);
  const execution = await awaitExecution(engine, started, {
    log: context.log,
    signal: AbortSignal.any([context.signal, timeout]),
  }).finally(() => context.provider.forgetDescribed());
  const last_execution = executionState(execution);
  context.partial({ ...stored, last_execution });
  const severities = severitiesIn(context.planned.severities, context.provider.severities);
  await tellWarnings(engine, execution, severities, context.diagnostics);
  refuseFailed(execution, timeout.aborted && !context.signal.aborted, severities, context.diagnostics);
  context.private.delete(UNFINISHED);
  return last_execution;
}

async function attempt<Input extends object, Document extends Input & Computed, T>(
  { config, planned, diagnostics }: CreateContext<RunnableAttributes, Syncform>,
  kind: RunnableKind<Input, Document>,
  verb: string,
  work: (input: Input) => Promise<T>,
): Promise<T> {
  try {
    return await work(kind.input({ ...planned, ...secretsIn(kind, config) }));
  } catch (error) {
    const doing = `${verb} the ${kind.what} "${planned.name}"`;
    return fail(error, { doing, attributes: kind.attributes, values: planned }, diagnostics);
  }
}

function planState({ planned, provider }: Applying, plan: SyncPlan) {
  const { tables } = planned;
  const now = tablesState(plan, null);
  const found = [...plan.findings, ...statementFindings(plan, false)];
  const settings = severitiesIn(planned.severities, provider.severities);
  const state = {
    definition_version: plan.definition_version,
    ...(isUnknown(planned.estimate) ? { estimate: estimateState(plan, null) } : {}),
    ...(isUnknown(planned.findings) ? { findings: findingsState(judge(found, settings)) } : {}),
  };
  if (isUnknown(tables)) return { ...state, tables: now };
  const asPlanned = Object.entries(now).map(([table, of]) => {
    const ddl = ddlOf(tables, table);
    return [table, { ...of, ...(typeof ddl === 'string' ? { ddl } : {}) }] as const;
  });
  return { ...state, tables: Object.fromEntries(asPlanned) };
}

type Applying = Pick<CreateContext<RunnableAttributes, Syncform>, 'planned' | 'provider'>;

/** Apply does what was planned, or nothing, and not what a plan would have refused. */
function refuseChanged(
  { planned, provider }: Applying,
  foretold: Foretold | undefined,
  plan: SyncPlan,
): void {
  const { definition_version, tables, last_execution } = planned;
  const moved = !isUnknown(definition_version) && definition_version !== plan.definition_version;
  if (moved) throw sourceChanged();
  if (foretold) refuseUnforetold(foretold, plan.tables);
  else if (isUnknown(last_execution)) refuseUnseen(plan.tables);
  // With the same definition it is the tables at the target that are others: a column was widened.
  if (!isUnknown(tables) && !haveSameTables(tables ?? {}, tablesState(plan, null))) throw tablesChanged();
  refuseGrave(plan, severitiesIn(planned.severities, provider.severities));
}
