import type { IAspect } from 'cdktf';
import type { IConstruct } from 'constructs';
import { ownerOf } from './owner.ts';
import { placeOf, SyncformResource } from './resource.ts';

const SYNC = 'syncform_sync';
const BULK_SYNC = 'syncform_bulk_sync';

/**
 * A rule for all that lies below a construct: `Aspects.of(stack).add(new EverySyncHasOwner())`. Throws at synth, once for all that
 * is at fault, with the path of each construct.
 */
export abstract class Rule implements IAspect {
  readonly #seen = new WeakSet<IConstruct>();

  visit(node: IConstruct): void {
    if (this.#seen.has(node)) return;
    const all = node.node.findAll();
    for (const one of all) this.#seen.add(one);
    const faults = all
      .filter((one) => one instanceof SyncformResource)
      .flatMap((one) =>
        this.faults(one).map((fault) => `${placeOf(one.terraformResourceType, one)}: ${fault}.`),
      );
    if (faults.length > 0) throw new Error(faults.join('\n'));
  }

  /** What is wrong with a resource: sentences without a full stop. */
  protected abstract faults(resource: SyncformResource): readonly string[];
}

/** Every sync and bulk sync has somebody who answers for it: `owner`, or `ownedBy` of a construct around it. */
export class EverySyncHasOwner extends Rule {
  protected override faults(resource: SyncformResource): readonly string[] {
    if (![SYNC, BULK_SYNC].includes(resource.terraformResourceType) || ownerOf(resource)) return [];
    return ['nobody owns it: use ownedBy(construct, owner) of it or of a construct around it'];
  }
}

/** What lets data be lost: the arguments that do, with the value that does not. */
const DESTRUCTIVE = {
  allow_destructive: false,
  allow_reset: false,
  on_destroy: 'keep',
  force_destroy: false,
};

/**
 * Nothing may replace rows that it did not load, start over by itself, or be dropped together with what it made: refuses
 * `allowDestructive`, `allowReset`, `onDestroy: 'drop'` and `forceDestroy`. What a reference stands for is not known, so that it is
 * refused as well.
 */
export class NothingDestructive extends Rule {
  protected override faults({ effective }: SyncformResource): readonly string[] {
    return Object.entries(DESTRUCTIVE)
      .filter(([name, harmless]) => (effective[name] ?? harmless) !== harmless)
      .map(([name]) => `${name} lets data be lost, which a rule of this program refuses: leave it out`);
  }
}
