import type { IConstruct } from 'constructs';

const KEY = 'syncform:owner';

/**
 * Says who answers for the syncs and bulk syncs below a construct: a team, a person. Of several that are said, the nearest counts.
 * The synthesised configuration has it in `//` of each, which Terraform does not read.
 */
export function ownedBy(scope: IConstruct, owner: string): void {
  if (owner.trim() === '') throw new Error(`"${scope.node.path}": an owner has a name.`);
  scope.node.addMetadata(KEY, owner);
}

/** Who answers for a construct; undefined where nobody is said to. */
export function ownerOf(construct: IConstruct): string | undefined {
  const found = [...construct.node.scopes]
    .reverse()
    .map(({ node }) => node.metadata.findLast(({ type }) => type === KEY))
    .find((entry) => entry !== undefined);
  return found?.data as string | undefined;
}
