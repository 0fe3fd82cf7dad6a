import type { ExecutionObject } from '../api/documents.ts';

/** Rows and bytes a second. */
export interface Speed {
  readonly rows: number;
  readonly bytes: number;
}

interface Sample extends Speed {
  readonly at: number;
}

/** The time that a running object's speed is measured over, in ms. */
const window = 4000;

/** How fast objects are: those that run, of late; those that have ended, on average. */
export class Speedometer {
  readonly #samples = new Map<string, Sample[]>();

  /** The speed of an object, looked at now (ms since the epoch); undefined where it cannot be told yet. */
  measure(key: string, object: ExecutionObject, now: number): Speed | undefined {
    if (object.started_at === null) return undefined;
    const { read, bytes } = object.counts;
    const start: Sample = { at: Date.parse(object.started_at), rows: 0, bytes: 0 };
    if (object.status !== 'running') {
      this.#samples.delete(key);
      const end = object.completed_at === null ? now : Date.parse(object.completed_at);
      return between(start, { at: end, rows: read, bytes });
    }
    const latest: Sample = { at: now, rows: read, bytes };
    const samples = [...(this.#samples.get(key) ?? [start]), latest];
    // The oldest that is kept is the last one that lies outside the window.
    const firstInside = samples.findIndex((sample) => sample.at > now - window);
    const kept = samples.slice(Math.max(0, firstInside - 1));
    this.#samples.set(key, kept);
    return between(kept[0] ?? start, latest);
  }
}

/** Spans too short say nothing. */
function between(from: Sample, to: Sample): Speed | undefined {
  const seconds = (to.at - from.at) / 1000;
  if (seconds < 0.1) return undefined;
  return { rows: (to.rows - from.rows) / seconds, bytes: (to.bytes - from.bytes) / seconds };
}
