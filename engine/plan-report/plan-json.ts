import { SyncformError } from '../kit/errors.ts';

/** The parts of `terraform show -json <plan>` that a report is made of. */
export interface PlanJson {
  readonly resource_changes?: readonly ResourceChange[];
  readonly resource_drift?: readonly ResourceChange[];
  readonly checks?: readonly Check[];
  readonly errored?: boolean;
}

export interface ResourceChange {
  readonly address: string;
  readonly mode: string;
  readonly type: string;
  readonly change: Change;
}

export interface Change {
  readonly actions: readonly string[];
  readonly before: Values | null;
  readonly after: Values | null;
  readonly after_unknown: Marks;
  readonly before_sensitive?: Marks;
  readonly after_sensitive?: Marks;
}

export type Values = Readonly<Record<string, unknown>>;
/** What is marked of values: true of the whole, or by attribute. */
export type Marks = boolean | Readonly<Record<string, unknown>>;

export interface Check {
  readonly address: { readonly to_display: string };
  readonly status: 'pass' | 'fail' | 'error' | 'unknown';
  readonly instances?: readonly { readonly problems?: readonly { readonly message: string }[] }[];
}

/** Reads a plan's JSON. Throws where the text is something else. */
export function readPlanJson(text: string): PlanJson {
  let plan: unknown;
  try {
    plan = JSON.parse(text);
  } catch {
    plan = undefined;
  }
  if (typeof plan !== 'object' || plan === null || !('planned_values' in plan))
    throw new SyncformError('invalid', 'this is not the JSON of a plan', {
      hint: 'Make it so: terraform plan -out=tfplan && terraform show -json tfplan',
    });
  return plan as PlanJson;
}

/** Whether an attribute is marked, as a whole or anywhere within. */
export function isMarked(marks: Marks | undefined, attribute: string): boolean {
  if (typeof marks !== 'object') return marks === true;
  return holdsTrue(marks[attribute]);
}

function holdsTrue(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === true;
  return Object.values(value).some(holdsTrue);
}
