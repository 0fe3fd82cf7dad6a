import type { SyncPlan } from '@syncform/engine/api/documents.ts';
import { isCreation } from '@syncform/engine/executions/foretold.ts';
import { type Code, findingKinds } from '@syncform/engine/kit/findings/codes.ts';
import {
  type Finding,
  findings,
  type JudgedFinding,
  judge,
  type Severities,
  severityFaults,
  severityOf,
} from '@syncform/engine/kit/findings/finding.ts';
import {
  AttributeError,
  computed,
  type Diagnostics,
  isUnknown,
  list,
  map,
  object,
  optional,
  type Path,
  string,
} from '../../framework/index.ts';
import { shortStatements } from './shortened.ts';

/** What a finding's page is called; it has a section for each code. */
const PAGE = 'docs/codes.md';

/** `findings` of a sync, bulk sync or model: what its plan says, where policies and reports can read it. */
export const findingsAttribute = computed(
  list(
    object({
      code: computed(string, { description: 'The kind of finding, as docs/codes.md lists them.' }),
      severity: computed(string, { description: '`warning` or `error`.' }),
      message: computed(string, { description: 'What is found, a sentence.' }),
    }),
  ),
  {
    nullable: true,
    description: 'What the plan that was last applied warned of; of a plan, what it warns of.',
  },
);

/** `severities`, of the provider or of one resource. */
export function severitiesAttribute(of: string) {
  return optional(map(string), {
    validate: (setting) => {
      const [fault] = severityFaults(setting);
      return fault && { path: fault[0], message: fault[1] };
    },
    description: `What becomes of findings of ${of}, by code (docs/codes.md): \`ignore\`, \`warning\` or \`error\`, which refuses the plan.`,
  });
}

/** Settings of severities as findings are judged by: what is not known yet says nothing. */
export function severitiesIn(...values: readonly unknown[]): readonly Severities[] {
  return values.filter(
    (value): value is Severities => typeof value === 'object' && value !== null && !isUnknown(value),
  );
}

/** One thing to be told. */
export interface Told {
  readonly code: Code;
  readonly path?: Path | undefined;
  /** One line; its code is added. */
  readonly summary: string;
  readonly detail: string;
}

/** A summary that carries its code. */
export function coded(summary: string, code: Code): string {
  return `${summary} [${code}]`;
}

/** Tells something with the severity that the settings give it, the first of them that names its code. */
export function tell(told: Told, settings: readonly Severities[], diagnostics: Diagnostics): void {
  const severity = severityOf(told.code, settings);
  if (severity === 'ignore') return;
  const raised = severity === 'error' && findingKinds[told.code].severity !== 'error';
  const detail = raised ? `${told.detail}\n\n${refusal(told.code)}` : told.detail;
  diagnostics[severity](told.path, coded(told.summary, told.code), detail);
}

/** Refuses a configuration for one of its values. */
export function refuseValue(diagnostics: Diagnostics, path: Path, summary: string, detail: string): void {
  diagnostics.error(path, coded(summary, 'invalid'), detail);
}

function refusal(code: Code): string {
  return `severities makes "${code}" an error, so that this is not planned. ${PAGE} says what it means and what to do.`;
}

/** Tells findings, those of one code together; without `isNews` only errors, and what apply will run on tables. */
export function tellFindings(
  found: readonly JudgedFinding[],
  name: string,
  isNews: boolean,
  settings: readonly Severities[],
  diagnostics: Diagnostics,
): void {
  for (const [code, same] of Map.groupBy(found, (finding) => finding.code)) {
    const isOnTables = code === 'alters' || code === 'drift';
    if (!isNews && !isOnTables && same[0]?.severity !== 'error') continue;
    const detail = same.map(({ message }) => message).join('\n');
    tell(
      { code, path: 'findings', summary: `${findingKinds[code].title}: "${name}"`, detail },
      settings,
      diagnostics,
    );
  }
}

/** Findings as their attribute has them. */
export function findingsState(found: readonly JudgedFinding[]) {
  return found.map(({ code, severity, message }) => ({ code, severity, message }));
}

/** Throws where a plan has findings that the settings make errors: apply does not do what a plan would refuse. */
export function refuseGrave(plan: SyncPlan, settings: readonly Severities[]): void {
  const found = [...plan.findings, ...statementFindings(plan, false)];
  const grave = judge(found, settings).filter(({ severity }) => severity === 'error');
  const [first] = grave;
  if (!first) return;
  const detail = grave.map(({ message }) => message).join('\n');
  throw new AttributeError(
    'findings',
    coded(findingKinds[first.code].title, first.code),
    `${detail}\n\n${refusal(first.code)}`,
  );
}

/** Findings on what apply will run on tables. `isDrift`: the definition is as it was applied, and somebody changed them. */
export function statementFindings({ tables }: SyncPlan, isDrift: boolean): readonly Finding[] {
  const changed = tables.filter(
    ({ statements }) => statements.length > 0 && (isDrift || !makesAnew(statements)),
  );
  return findings(
    isDrift ? 'drift' : 'alters',
    changed.map(({ table, statements }) =>
      makesAnew(statements)
        ? `Table ${table} is gone, and apply recreates it`
        : `Apply will change table ${table}: ${shortStatements(statements)}`,
    ),
  );
}

/** Whether statements make the table from nothing: then no other one changes anything that is there. */
export function makesAnew(statements: readonly string[]): boolean {
  return statements.some(isCreation);
}
