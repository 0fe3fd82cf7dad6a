import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stableDigest } from '@syncform/engine/kit/digest.ts';

/** How long a plan is remembered that nobody applied, in milliseconds. */
const KEPT_MS = 30 * 24 * 3_600_000;

/**
 * What plans foretold of things outside of Terraform (a source's columns, a target's tables), kept in files until they are
 * applied. Terraform asks for each plan twice, again right before applying it, and calls a provider broken whose second
 * answer is another one: when a source changes between the two. So the second time the first answer is repeated, and apply
 * itself compares it with what is there then and refuses in words of its own.
 *
 * Terraform does not say which time it is. Only the first time does it read a resource, or any resource, before.
 *
 * The files are small and many: to wait for each would take longer than to read or write it.
 */
export class PlannedOutcomes {
  readonly #folder: string;
  readonly #read = new Set<string>();
  #isReady = false;

  /** @param folder Made when it is needed. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A resource was read: what is planned for it afterwards in this process is planned for the first time. */
  resourceRead(id: string): void {
    this.#read.add(id);
  }

  /** Whether this process plans after looking at what there is, and so neither applies nor repeats an earlier plan. */
  get isLooking(): boolean {
    return this.#read.size > 0;
  }

  /** Whether a plan of the resource may be the second one, right before it is applied; `id` is undefined on creation. */
  isAgain(id: string | undefined): boolean {
    return !(id === undefined ? this.isLooking : this.#read.has(id));
  }

  /** What was foretold for the same change before, if that is what is about to be applied; `id` is undefined on creation. */
  recall<Outcome>(id: string | undefined, change: unknown): Outcome | undefined {
    if (!this.isAgain(id)) return undefined;
    try {
      return JSON.parse(readFileSync(this.#file(change), 'utf8')) as Outcome;
    } catch {
      return undefined;
    }
  }

  remember(change: unknown, outcome: unknown): void {
    this.#prepare();
    const file = this.#file(change);
    writeFileSync(`${file}.${process.pid}`, JSON.stringify(outcome), { mode: 0o600 });
    renameSync(`${file}.${process.pid}`, file);
  }

  forget(change: unknown): void {
    rmSync(this.#file(change), { force: true });
  }

  /**
   * Notes which connections and models a resource is planned no longer to use. Terraform deletes those first, and asks for the
   * resource's change only then.
   */
  leaves(id: string, ids: readonly string[]): void {
    if (ids.length > 0) this.remember(leaving(id), ids);
    else if (this.isLooking) this.forget(leaving(id));
  }

  /** What `leaves` noted of a resource last; nothing where that has been applied. */
  leavesBehind(id: string): readonly string[] {
    try {
      return JSON.parse(readFileSync(this.#file(leaving(id)), 'utf8')) as readonly string[];
    } catch {
      return [];
    }
  }

  /** What was planned for the resource has been applied. */
  hasLeft(id: string): void {
    this.forget(leaving(id));
  }

  #file(change: unknown): string {
    return join(this.#folder, `${stableDigest(change)}.json`);
  }

  /** Makes the folder and forgets what is old in it: once a process, since it looks at every file. */
  #prepare(): void {
    if (this.#isReady) return;
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(this.#folder)) {
      const file = join(this.#folder, name);
      const changed = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
      if (Date.now() - changed > KEPT_MS) rmSync(file, { force: true });
    }
    this.#isReady = true;
  }
}

const leaving = (id: string) => ['leaves', id];
