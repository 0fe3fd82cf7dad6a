import { METHODS } from '../../engine/contract/capabilities.ts';
import type { ConnectorDefinition, OpenConnector } from '../../engine/contract/contract.ts';

/** Facets and their optional methods, as `load`, `load.find`. */
type Names = readonly string[];

/** What a connector declares, but for `changes`, which not every connection has. */
export function declaredNames({ facets }: Pick<ConnectorDefinition, 'facets'>): Names {
  return namesOf(facets, (capability) => capability);
}

/** What a connection really has of that. */
export function openedNames({ facets }: OpenConnector): Names {
  return namesOf(facets, (_capability, method) => method);
}

function namesOf(of: object, key: (capability: string, method: string) => string): Names {
  const facets: Readonly<Record<string, object>> = { ...of };
  return Object.entries(METHODS).flatMap(([name, methods]) => {
    const facet = facets[name];
    if (!facet || name === 'changes') return [];
    const there = Object.entries(methods).filter(([capability, method]) => key(capability, method) in facet);
    return [name, ...there.map(([, method]) => `${name}.${method}`)];
  });
}
