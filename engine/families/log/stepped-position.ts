/*
 * Where a stream of changes is whose logs have no common order: a place in each, and a time, and steps from one position to the next
 * within it, by which positions are compared.
 */

export interface SteppedPosition {
  /** In ms since 1970. */
  readonly time: number;
  readonly step: number;
}

export function comparePositions(a: SteppedPosition, b: SteppedPosition): number {
  return a.time - b.time || a.step - b.step;
}

/** The next position, at no later time. */
export function nextStep({ time, step }: SteppedPosition): SteppedPosition {
  return { time, step: step + 1 };
}

/** The next position, once everything was read that had been written before a time, in ms since 1970. */
export function readUntil({ time, step }: SteppedPosition, begun: number): SteppedPosition {
  return begun > time ? { time: begun, step: 0 } : { time, step: step + 1 };
}

/** An instant in the engine's dialect, as commits have it. */
export function instantText(time: Date): string {
  return `${time.toISOString().replace('T', ' ').replace('Z', '')}+00`;
}
