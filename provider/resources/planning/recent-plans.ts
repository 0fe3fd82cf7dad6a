/** How long what was just looked at is good for, in milliseconds: Terraform plans a resource right after reading it. */
const GOOD_MS = 5_000;

/**
 * Plans that were made while resources were read, for planning the same resources right afterwards: to look at source and
 * target once is enough then.
 */
export class RecentPlans {
  readonly #plans = new Map<
    string,
    { readonly definition: string; readonly plan: unknown; readonly at: number }
  >();
  readonly #now: () => number;

  /** @param now A clock, in milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  remember(id: string, definition: string, plan: unknown): void {
    this.#plans.set(id, { definition, plan, at: this.#now() });
  }

  /** The plan of a resource under the same definition, once; undefined where there is none or it is too old. */
  take<Plan>(id: string | undefined, definition: string): Plan | undefined {
    const found = id === undefined ? undefined : this.#plans.get(id);
    if (!found || id === undefined) return undefined;
    this.#plans.delete(id);
    const isGood = found.definition === definition && this.#now() - found.at < GOOD_MS;
    return isGood ? (found.plan as Plan) : undefined;
  }
}
