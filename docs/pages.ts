import { registry } from '../engine/connectors/registry.ts';
import { connectorPage } from './connector-page.ts';
import { typesPage } from './types-page.ts';

/** Every generated page: its path under docs/, its text. */
export function pages(): ReadonlyMap<string, string> {
  const connectors = [...registry.values()].sort((a, b) => a.id.localeCompare(b.id));
  return new Map([
    ...connectors.map((definition) => [`connectors/${definition.id}.md`, connectorPage(definition)] as const),
    ['types.md', typesPage(connectors)],
  ]);
}
