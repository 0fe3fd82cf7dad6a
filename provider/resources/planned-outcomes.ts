import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stableDigest } from '@syncform/engine/types/digest.ts';

/** How long a plan is remembered that nobody applied, in milliseconds. */
const KEPT_MS = 30 * 24 * 3_600_000;

/**
 * What plans foretold of things outside of Terraform (a source's columns, a target's tables), kept in files until they are
 * applied. Terraform asks for each plan twice, again right before applying it, and calls a provider broken whose second
 * answer is another one: when a source changes between the two. So the second time the first answer is repeated, and apply
 * itself compares it with what is there then and refuses in words of its own.
 *
 * Terraform does not say which time it is. Only the first time does it read a resource, or any resource, before.
 */
export class PlannedOutcomes {
  readonly #folder: string;
  readonly #read = new Set<string>();
  #ready: Promise<void> | undefined;

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

  /** What was foretold for the same change before, if that is what is about to be applied; `id` is undefined on creation. */
  async recall<Outcome>(id: string | undefined, change: unknown): Promise<Outcome | undefined> {
    const isFirst = id === undefined ? this.isLooking : this.#read.has(id);
    if (isFirst) return undefined;
    const text = await readFile(this.#file(change), 'utf8').catch(() => undefined);
    return text === undefined ? undefined : (JSON.parse(text) as Outcome);
  }

  async remember(change: unknown, outcome: unknown): Promise<void> {
    this.#ready ??= this.#prepare();
    await this.#ready;
    const file = this.#file(change);
    await writeFile(`${file}.${process.pid}`, JSON.stringify(outcome), { mode: 0o600 });
    await rename(`${file}.${process.pid}`, file);
  }

  async forget(change: unknown): Promise<void> {
    await rm(this.#file(change), { force: true });
  }

  #file(change: unknown): string {
    return join(this.#folder, `${stableDigest(change)}.json`);
  }

  /** Makes the folder and forgets what is old in it: once a process, since it looks at every file. */
  async #prepare(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const names = await readdir(this.#folder).catch(() => []);
    for (const name of names) {
      const file = join(this.#folder, name);
      const age = await stat(file).then(
        (s) => Date.now() - s.mtimeMs,
        () => 0,
      );
      if (age > KEPT_MS) await rm(file, { force: true });
    }
  }
}
