import { InvalidError, type Issue, messageOf, SyncformError } from '../kit/errors.ts';

/** An object that cannot be synced as it is, while others can. */
export interface FaultyObject {
  readonly object: string;
  readonly error: unknown;
}

/** The same, with its place among the definition's schemas; -1 of one that is not among them. */
export interface PlacedFault extends FaultyObject {
  readonly index: number;
}

/** An object that its source shows without a field that could be synced. The definition is not at fault. */
export class UnusableObject extends SyncformError {
  /** Whether nothing of it was ever synced, so that nothing is lost by leaving it out. */
  readonly isNew: boolean;

  constructor(message: string, hint: string, isNew: boolean) {
    super('failed', message, { hint });
    this.isNew = isNew;
  }
}

/** What becomes of objects at fault. */
export interface FaultsOfPlan {
  /** They fail: each alone in a run, and with them the plan where there is no run. */
  readonly faults: readonly PlacedFault[];
  /** The definition does not name them, so that the plan is made without them. */
  readonly leftOut: readonly FaultyObject[];
}

/**
 * Tells apart what has to be fixed from what is left out. An object that no definition names and that its source cannot
 * show (`unreadable`, by id, or without fields) leaves a plan standing; in a run it fails alone, unless it has no fields and
 * never had any.
 */
export function sortFaults(
  all: readonly PlacedFault[],
  unreadable: ReadonlySet<string>,
  isRun: boolean,
): FaultsOfPlan {
  const isLeftOut = ({ object, index, error }: PlacedFault) => {
    const isUnusable = error instanceof UnusableObject;
    return index < 0 && (isRun ? isUnusable && error.isNew : isUnusable || unreadable.has(object));
  };
  return { faults: all.filter((fault) => !isLeftOut(fault)), leftOut: all.filter(isLeftOut) };
}

/** Faults as diagnostics at the objects that the definition names, or at its source. */
export function issuesOf(faults: readonly PlacedFault[]): readonly Issue[] {
  return faults.flatMap(({ object, index, error }) => {
    if (error instanceof InvalidError) return error.issues;
    return [{ path: index < 0 ? ['source'] : ['schemas', index], message: told(object, error) }];
  });
}

/** What is said of an object that is left out. */
export function leftOutSentence({ object, error }: FaultyObject): string {
  if (error instanceof UnusableObject && error.isNew)
    return `${object}: has no fields, and is left out until it has some`;
  return `${object}: left out of the plan, as it cannot be read now; a run fails on it alone and moves the others. ${told(object, error)}`;
}

function told(object: string, error: unknown): string {
  const message = messageOf(error);
  return message.includes(object) ? message : `${object}: ${message}`;
}
