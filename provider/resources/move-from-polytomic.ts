import type { Attributes, JsonObject, MoveContext } from '../framework/index.ts';

/**
 * A `moved` block's state of Polytomic's resource of the same name, whose attributes are the same. What only that provider
 * has is left out; what only syncform has is for the next plan to say.
 */
export function moveFromPolytomic(
  type: string,
  attributes: Attributes,
  adapt: (state: JsonObject) => JsonObject = (state) => state,
): (context: MoveContext) => JsonObject | undefined {
  return ({ sourceTypeName, sourceProviderAddress, sourceState }) => {
    if (sourceTypeName !== `polytomic_${type}` || !sourceProviderAddress.endsWith('/polytomic/polytomic'))
      return undefined;
    const known = Object.entries(adapt(sourceState)).filter(([name]) => name in attributes);
    return Object.fromEntries(known);
  };
}
