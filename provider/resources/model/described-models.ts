import type { DescribedModels } from '@syncform/engine/api/engine-api.ts';

/** How long what a source said is good for while Terraform applies, in milliseconds. */
const GOOD_MS = 30_000;

/**
 * What models yield, as their sources said it: many syncs of one model ask once. While Terraform looks at what there is it
 * is good for as long as that takes. While it applies, a run may change what a model yields, so that all is asked again after
 * any run has begun or ended, and after a while; a run itself asks again anyway.
 */
export class KnownModels {
  readonly #known: DescribedModels = new Map();
  readonly #now: () => number;
  #since = 0;

  /** @param now A clock, in milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** What is known now, to be read and added to. */
  recent(isLooking: boolean): DescribedModels {
    if (this.#known.size === 0 || (!isLooking && this.#now() - this.#since > GOOD_MS)) {
      this.#known.clear();
      this.#since = this.#now();
    }
    return this.#known;
  }

  /** A run has begun, or ended: it may change, or have changed, what models yield. */
  forget(): void {
    this.#known.clear();
  }
}
