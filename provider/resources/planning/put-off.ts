import type { TablePlan } from '@syncform/engine/api/documents.ts';
import type { EngineApi } from '@syncform/engine/api/engine-api.ts';
import { InvalidError } from '@syncform/engine/kit/errors.ts';
import type { PlannedDefinitions } from './planned-definitions.ts';

type Path = readonly (string | number)[];

/** What a fault of a definition may be owed to, beside the definition itself. */
export interface Cause {
  /** Models whose sources it may be owed to. */
  readonly models?: readonly string[];
  /** A connection whose tables it may be owed to: those that the text names, or any where there is no text. */
  readonly connection?: string;
  readonly text?: string;
}

/** Says of a fault's place in a definition what it may be owed to; undefined where the definition alone is at fault. */
export type CauseOf = (path: Path) => Cause | undefined;

/**
 * Whether an error says nothing but what other resources of the same plan may fix, as they make or alter the tables that it
 * is about. Everything else is the definition's own fault, and is one at plan.
 */
export async function mayBeMended(
  error: unknown,
  causeOf: CauseOf,
  overlay: PlannedDefinitions,
  engine: EngineApi,
): Promise<boolean> {
  if (!(error instanceof InvalidError)) return false;
  for (const { path } of error.issues) {
    const cause = causeOf(path);
    if (!cause || !(await isMended(cause, overlay, engine))) return false;
  }
  return error.issues.length > 0;
}

async function isMended(cause: Cause, overlay: PlannedDefinitions, engine: EngineApi): Promise<boolean> {
  if (cause.connection !== undefined && overlay.willChangeTables(cause.connection, cause.text)) return true;
  for (const id of cause.models ?? []) {
    const model = overlay.models.get(id) ?? (await engine.models.get(id));
    if (model && overlay.willChangeTables(model.connection_id, JSON.stringify(model.configuration)))
      return true;
  }
  return false;
}

/** The tables of a plan that apply makes or alters, by names that a query may use for them. */
export function namesOfChanged(tables: readonly TablePlan[]): readonly string[] {
  return tables
    .filter(({ statements }) => statements.length > 0)
    .map(({ table }) => table.split(/[./]/).findLast((part) => part !== '') ?? table);
}

/** Whether a text names a table, as a word of its own and in any case. */
export function isNamedIn(text: string, name: string): boolean {
  return new RegExp(`(?<![\\w$])${RegExp.escape(name)}(?![\\w$])`, 'i').test(text);
}
