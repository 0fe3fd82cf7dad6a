import { stableText } from '../kit/digest.ts';
import { codes, isCode } from '../kit/findings/codes.ts';
import type { JudgedFinding } from '../kit/findings/finding.ts';
import { type Change, isMarked, type PlanJson, type ResourceChange, type Values } from './plan-json.ts';

/** What a plan does, for people who review it. Without secrets: nothing that Terraform marks as sensitive is in it. */
export interface PlanReport {
  readonly counts: Readonly<Record<Action, number>>;
  /** Syncs and bulk syncs that apply runs. */
  readonly runs: number;
  readonly resources: readonly ReportedResource[];
  /** Resources of other providers that the plan changes. */
  readonly others: number;
  /** What was changed outside of Terraform. */
  readonly drift: readonly { readonly address: string; readonly attributes: readonly string[] }[];
  /** Checks of the configuration that do not hold. */
  readonly checks: readonly { readonly check: string; readonly problems: readonly string[] }[];
}

export type Action = 'create' | 'update' | 'replace' | 'delete';

export interface ReportedResource {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly action: Action;
  /** Names of the attributes that differ; empty where it is made or deleted. */
  readonly attributes: readonly string[];
  /** Whether apply runs it. */
  readonly runs: boolean;
  /** Null where they are only known after apply. */
  readonly tables: readonly ReportedTable[] | null;
  readonly findings: readonly JudgedFinding[];
  readonly estimate: Estimate;
}

/** What a run would move, where something is known of it. */
export interface Estimate {
  readonly rows: number | null;
  readonly bytes: number | null;
  readonly api_calls: number | null;
}

export interface ReportedTable {
  readonly table: string;
  readonly state: 'made' | 'altered' | 'kept';
  readonly key: readonly string[];
  readonly columns: readonly ReportedColumn[];
  /** What apply runs on it, as SQL text; empty of one that is kept. */
  readonly statements: string;
}

export interface ReportedColumn {
  readonly name: string;
  readonly state: 'new' | 'changed' | 'kept';
  readonly source: string | null;
  readonly source_type: string | null;
  readonly target_type: string;
  readonly lossy: string | null;
}

const NOTHING: Estimate = { rows: null, bytes: null, api_calls: null };
const HIDDEN = '(sensitive)';

/** Reads a plan as a report, resources in the order of their addresses. */
export function reportOf(plan: PlanJson): PlanReport {
  const changes = (plan.resource_changes ?? []).filter(
    ({ mode, change }) => mode === 'managed' && actionOf(change),
  );
  const ours = changes.filter(isOurs).sort(byAddress);
  const resources = ours.map(resourceOf);
  const count = (action: Action) => resources.filter((resource) => resource.action === action).length;
  return {
    counts: {
      create: count('create'),
      update: count('update'),
      replace: count('replace'),
      delete: count('delete'),
    },
    runs: resources.filter(({ runs }) => runs).length,
    resources,
    others: changes.length - ours.length,
    drift: (plan.resource_drift ?? [])
      .filter(isOurs)
      .sort(byAddress)
      .map(({ address, change }) => ({ address, attributes: change.after ? differing(change) : ['(gone)'] })),
    checks: (plan.checks ?? [])
      .filter(({ status }) => status === 'fail' || status === 'error')
      .map(({ address, instances }) => ({
        check: address.to_display,
        problems: (instances ?? []).flatMap(({ problems }) => (problems ?? []).map(({ message }) => message)),
      })),
  };
}

function isOurs({ type }: ResourceChange): boolean {
  return type.startsWith('syncform_');
}

function byAddress(a: ResourceChange, b: ResourceChange): number {
  return a.address < b.address ? -1 : a.address > b.address ? 1 : 0;
}

function actionOf({ actions }: Change): Action | undefined {
  if (actions.includes('create')) return actions.includes('delete') ? 'replace' : 'create';
  if (actions.includes('update')) return 'update';
  return actions.includes('delete') ? 'delete' : undefined;
}

function resourceOf({ address, type, change }: ResourceChange): ReportedResource {
  const action = actionOf(change) as Action;
  const shown = change.after ?? change.before ?? {};
  const marks = change.after ? change.after_sensitive : change.before_sensitive;
  const open = (name: string) => (isMarked(marks, name) ? undefined : shown[name]);
  const hasTables = type === 'syncform_sync' || type === 'syncform_bulk_sync';
  return {
    address,
    type,
    name: String(open('name') ?? HIDDEN),
    action,
    attributes: action === 'update' ? differing(change) : [],
    runs: hasTables && change.after !== null && isMarked(change.after_unknown, 'last_execution'),
    tables: hasTables ? tablesOf(change) : [],
    findings: change.after ? findingsOf(open('findings')) : [],
    estimate: { ...NOTHING, ...(open('estimate') as Partial<Estimate> | null | undefined) },
  };
}

/** Names of the attributes that are other than before, those that are only known after apply included. */
function differing({ before, after, after_unknown }: Change): readonly string[] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...names]
    .filter(
      (name) =>
        isMarked(after_unknown, name) ||
        stableText(before?.[name] ?? null) !== stableText(after?.[name] ?? null),
    )
    .sort();
}

function findingsOf(value: unknown): readonly JudgedFinding[] {
  const found = Array.isArray(value) ? (value as JudgedFinding[]) : [];
  // A provider that is newer than this program may have codes that it does not know.
  const place = (code: string) => (isCode(code) ? codes.indexOf(code) : codes.length);
  return found.toSorted((a, b) => place(a.code) - place(b.code));
}

function tablesOf({ before, after, after_unknown }: Change): readonly ReportedTable[] | null {
  if (after === null) return [];
  if (isMarked(after_unknown, 'tables') && after.tables == null) return null;
  const were = tablesIn(before);
  const state = String(before?.target_state ?? '');
  return Object.entries(tablesIn(after))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([table, { key, columns, ddl }]) => {
      const old = were[table];
      const isRun = ddl !== '' && (ddl !== old?.ddl || state === 'missing' || state.includes(ddl));
      const known = old?.columns ?? [];
      return {
        table,
        state: !isRun ? 'kept' : /^\s*create\s+(table|files?)\b/i.test(ddl) ? 'made' : 'altered',
        key,
        columns: columns.map((column) => ({
          ...column,
          state: columnState(column, known, old !== undefined),
        })),
        statements: isRun ? ddl : '',
      };
    });
}

interface PlannedTable {
  readonly key: readonly string[];
  readonly columns: readonly Omit<ReportedColumn, 'state'>[];
  readonly ddl: string;
}

/** A table as the attribute `tables` has it. */
interface ShownTable extends Pick<PlannedTable, 'key' | 'ddl'> {
  readonly columns: Texts;
  readonly source_types: Texts;
  readonly source_fields: Texts;
  readonly losses: Texts;
}

type Texts = Readonly<Record<string, string>>;

function tablesIn(values: Values | null): Readonly<Record<string, PlannedTable>> {
  const tables = (values?.tables ?? {}) as Readonly<Record<string, ShownTable>>;
  return Object.fromEntries(
    Object.entries(tables).map(([table, { key, ddl, columns, source_types, source_fields, losses }]) => [
      table,
      {
        key,
        ddl,
        columns: Object.entries(columns).map(([name, target_type]) => {
          const source = (source_fields[name] ?? name) || null;
          const source_type = source === null ? null : (source_types[name] ?? target_type) || null;
          return { name, source, source_type, target_type, lossy: losses[name] ?? null };
        }),
      },
    ]),
  );
}

function columnState(
  column: Omit<ReportedColumn, 'state'>,
  known: PlannedTable['columns'],
  isThere: boolean,
): ReportedColumn['state'] {
  const old = known.find(({ name }) => name === column.name);
  if (!old) return isThere ? 'new' : 'kept';
  return stableText(old) === stableText(column) ? 'kept' : 'changed';
}
