import { type ConnectorDefinition, defineConnector } from '../../contract/contract.ts';
import { connectionSchema, systemOf } from './connection.ts';
import { systemModel, systemSource } from './definitions.ts';
import { type Manifest, type ManifestInput, parseManifest } from './manifest.ts';
import { apiTypes } from './types.ts';

const manifests = new WeakMap<ConnectorDefinition, Manifest>();

/** The manifest that a connector was made from; undefined of one that is written in code. */
export function manifestOf(definition: ConnectorDefinition): Manifest | undefined {
  return manifests.get(definition);
}

/** A connector from a manifest: a source of models and bulk syncs. */
export function manifestConnector(given: ManifestInput): ConnectorDefinition {
  const manifest = parseManifest(given);
  const definition: ConnectorDefinition = defineConnector({
    id: manifest.id,
    name: manifest.name,
    description: manifest.description,
    config: connectionSchema(manifest),
    definitions: { model: systemModel, bulkSource: systemSource },
    types: apiTypes,
    facets: ['test', 'discover', 'query', 'read'],
    open: async (config, host) => {
      const system = systemOf(manifest, config as Parameters<typeof systemOf>[1]);
      return (await import('./open.ts')).openSystem(system, host);
    },
  });
  manifests.set(definition, manifest);
  return definition;
}
