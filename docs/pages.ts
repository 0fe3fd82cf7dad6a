import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { registry } from '../engine/connectors/registry.ts';
import { codesPage } from './codes-page.ts';
import { connectorPage } from './connector-page.ts';
import { typesPage } from './types-page.ts';

/** Every generated page: its path under docs/, its text. */
export function pages(): ReadonlyMap<string, string> {
  const connectors = [...registry.values()].sort((a, b) => a.id.localeCompare(b.id));
  return new Map([
    ...connectors.map(
      (definition) =>
        [`connectors/${definition.id}.md`, connectorPage(definition, guideOf(definition.id))] as const,
    ),
    ['types.md', typesPage(connectors)],
    ['codes.md', codesPage()],
  ]);
}

/** What a connector's folder has to say beside its definition: `guide.md`. */
function guideOf(id: string): string | undefined {
  const root = join(import.meta.dirname, '..');
  const [file] = globSync(`engine/connectors/*/${id}/guide.md`, { cwd: root });
  return file === undefined ? undefined : readFileSync(join(root, file), 'utf8');
}
