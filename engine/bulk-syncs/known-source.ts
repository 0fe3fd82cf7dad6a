import type { KnownSource } from '../store/store.ts';

/** What a bulk sync knew of its source when it last ran; see KnownSource. */
export class KnownSources {
  readonly #known: ReadonlyMap<string | null, KnownSource>;

  constructor(known: readonly KnownSource[]) {
    this.#known = new Map(known.map((one) => [one.object, one]));
  }

  /** What was known under the same choice; undefined where the choice is new, and so made from all that there is. */
  under(object: string | null, choice: string): Known | undefined {
    const known = this.#known.get(object);
    if (known?.choice !== choice) return undefined;
    return { taken: new Set(known.taken), left: new Set(known.left) };
  }

  /** Whether this is what is known already, so that nothing is to be written. */
  has({ object, choice, taken, left }: Omit<KnownSource, 'sync_id'>): boolean {
    const known = this.#known.get(object);
    return known?.choice === choice && isSame(known.taken, taken) && isSame(known.left, left);
  }
}

/** Ids that were synced, and ids that were there and were not. */
export interface Known {
  readonly taken: ReadonlySet<string>;
  readonly left: ReadonlySet<string>;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}
