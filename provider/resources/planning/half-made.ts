import type { HalfMade } from '@syncform/engine/api/documents.ts';
import type { EngineApi } from '@syncform/engine/api/engine-api.ts';
import { type Dependent, firstCause, InUseError } from '@syncform/engine/kit/errors.ts';
import type { Diagnostics } from '../../framework/index.ts';
import { severitiesIn, tell } from '../diagnostics/findings.ts';
import type { Syncform } from '../syncform.ts';

/** Deletes a half-made definition, and tells what that leaves behind. */
type Remove = (id: string) => Promise<void>;

/**
 * Definitions that a provider made and was killed before Terraform could write their ids down: no state knows of them. What
 * the store holds of them is looked at once a process, for every one of them is older than this process.
 */
export class HalfMadeDefinitions {
  readonly #parent = process.ppid;
  #left: Promise<Map<string, HalfMade>> | undefined;

  /** A state names it: Terraform knows of it after all. */
  async isKnown(engine: EngineApi, id: string): Promise<void> {
    const left = await this.#of(engine);
    if (left.delete(id)) await engine.halfMade.settle(id);
  }

  /** What was made here is about to be answered to Terraform. Nobody hears it where Terraform is gone. */
  async answered(engine: EngineApi, id: string): Promise<void> {
    if (process.ppid === this.#parent) await engine.halfMade.settle(id);
  }

  /** Names them, for a plan; undefined where there are none. */
  async told(engine: EngineApi): Promise<string | undefined> {
    const left = [...(await this.#of(engine)).values()];
    if (left.length === 0) return undefined;
    return left.map(({ type, name, id }) => `${type.replace('_', ' ')} "${name}" (${id})`).join(', ');
  }

  /**
   * Makes room for a definition that is about to be created: one of its name that was half made goes. `isSame` says whether
   * it is one that this creation can come in place of.
   */
  async makeRoom(
    engine: EngineApi,
    { type, name }: Pick<HalfMade, 'type' | 'name'>,
    remove: Remove,
    isSame: (id: string) => Promise<boolean> = async () => true,
  ): Promise<void> {
    const left = await this.#of(engine);
    for (const { id } of [...left.values()].filter((one) => one.type === type && one.name === name)) {
      if (!(await isSame(id))) continue;
      left.delete(id);
      await remove(id).catch((error: unknown) => {
        // Something uses it, so it is no longer in nobody's hands.
        if (!(firstCause(error) instanceof InUseError)) throw error;
      });
    }
  }

  /** Deletes those of the given definitions that were half made, which nobody else could delete; answers whether there were any. */
  async remove(
    engine: EngineApi,
    definitions: readonly Dependent[],
    onWarning: (message: string) => void,
  ): Promise<boolean> {
    const left = await this.#of(engine);
    const found = definitions.filter(({ id }) => left.delete(id));
    for (const { type, id, name } of found) {
      const told = { onWarning: (message: string) => onWarning(`"${name}": ${message}`) };
      if (type === 'sync') await engine.syncs.delete(id, told);
      else if (type === 'bulk_sync') await engine.bulkSyncs.delete(id, told);
      else await engine.models.delete(id, told);
    }
    return found.length > 0;
  }

  #of(engine: EngineApi): Promise<Map<string, HalfMade>> {
    this.#left ??= engine.halfMade.list().then((all) => new Map(all.map((one) => [one.id, one])));
    return this.#left;
  }
}

/** Says once in a plan what an apply that was killed has left in the store, and what becomes of it. */
export async function warnOfHalfMade(
  provider: Pick<Syncform, 'halfMade' | 'given' | 'engine' | 'severities'>,
  diagnostics: Diagnostics,
): Promise<void> {
  if (provider.given.has('half made')) return;
  provider.given.add('half made');
  const told = await provider.halfMade.told(await provider.engine());
  if (told === undefined) return;
  const summary = 'An apply that was killed left something behind';
  const detail =
    `No state knows of it: ${told}. Apply takes it up where the configuration has one of the same name: with what it has moved ` +
    'where source and target are the same too, else it makes a new one in its place. What is in the way of a destroy goes with that. ' +
    'Anything else stays until you delete it: syncform delete <id>.';
  tell({ code: 'half-made', summary, detail }, severitiesIn(provider.severities), diagnostics);
}
