import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectors } from '../engine/connectors/index.ts';
import { registry } from '../engine/connectors/registry.ts';
import type { ConnectorDefinition } from '../engine/contract/contract.ts';
import { codesPage } from './codes-page.ts';
import { connectorsPage, readmeWithConnectors, tierSentences } from './connector-lists.ts';
import { connectorPage } from './connector-page.ts';
import { typesPage } from './types-page.ts';

const ROOT = join(import.meta.dirname, '..');

/** Every page that is generated, or a part of which is: its path from docs/, its text. */
export function pages(): ReadonlyMap<string, string> {
  const definitions = [...registry.values()].sort((a, b) => a.id.localeCompare(b.id));
  return new Map([
    ...connectors.map((entry) => {
      const definition = registry.get(entry.id) as ConnectorDefinition;
      return [
        `connectors/${entry.id}.md`,
        connectorPage(definition, tierSentences(entry), guideOf(entry.id)),
      ] as const;
    }),
    ['connectors/README.md', connectorsPage(registry)],
    ['../README.md', readmeWithConnectors(readFileSync(join(ROOT, 'README.md'), 'utf8'))],
    ['types.md', typesPage(definitions)],
    ['codes.md', codesPage()],
  ]);
}

/** What a connector's folder has to say beside its definition: `guide.md`. */
function guideOf(id: string): string | undefined {
  const [file] = globSync(`engine/connectors/*/**/${id}/guide.md`, { cwd: ROOT });
  return file === undefined ? undefined : readFileSync(join(ROOT, file), 'utf8');
}
