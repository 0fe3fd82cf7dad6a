import type { FoundKinds } from './found-kinds.ts';

/** For how long what was found is good enough to read by, in ms. */
const FRESH_MS = 60_000;

/** What documents were found to have a moment ago: a run looks at them once, not again for each thing that it asks. */
export class RecentKinds {
  readonly #found = new Map<string, { readonly at: number; readonly kinds: Promise<FoundKinds> }>();

  /**
   * What documents have, by the name of what they are of; the caller may change the answer. `isFresh` looks at them, whatever was found
   * a moment ago; `isNew` says whether they were looked at. A look that failed is forgotten.
   */
  async of(
    name: string,
    isFresh: boolean,
    look: () => Promise<FoundKinds>,
  ): Promise<{ readonly found: FoundKinds; readonly isNew: boolean }> {
    const known = this.#found.get(name);
    const isNew = known === undefined || isFresh || Date.now() - known.at >= FRESH_MS;
    const kinds = isNew ? look() : known.kinds;
    if (isNew) this.#found.set(name, { at: Date.now(), kinds });
    try {
      const found = new Map([...(await kinds)].map(([field, of]) => [field, new Set(of)]));
      return { found, isNew };
    } catch (error) {
      if (this.#found.get(name)?.kinds === kinds) this.#found.delete(name);
      throw error;
    }
  }
}
