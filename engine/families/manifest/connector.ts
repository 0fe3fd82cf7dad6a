import { type ConnectorDefinition, defineConnector, type WriteOperation } from '../../contract/contract.ts';
import { manifestCapabilities } from './capabilities.ts';
import { connectionSchema, systemOf } from './connection.ts';
import { queryModel, systemModel, systemSource } from './definitions.ts';
import { type Manifest, type ManifestInput, parseManifest } from './manifest.ts';
import { WRITE_OPERATIONS } from './manifest-objects.ts';
import { apiTypes } from './types.ts';
import { userTarget } from './user-target.ts';

const manifests = new WeakMap<ConnectorDefinition, () => Manifest>();

/** The manifest that a connector was made from, checked; undefined of one that is written in code. Throws what `parseManifest` throws. */
export function manifestOf(definition: ConnectorDefinition): Manifest | undefined {
  return manifests.get(definition)?.();
}

/**
 * A connector from a manifest: a source of models and bulk syncs, and a target of syncs. Every start of the program makes all of them, so that a
 * manifest is read and checked when its connection is opened first; a test reads each.
 */
export function manifestConnector(given: ManifestInput): ConnectorDefinition {
  let parsed: Manifest | undefined;
  const manifest = () => {
    parsed ??= parseManifest(given);
    return parsed;
  };
  const definition: ConnectorDefinition = defineConnector({
    id: given.id,
    name: given.name,
    description: given.description,
    config: connectionSchema(given),
    definitions: {
      model: given.query_language ? queryModel(given.query_language.name) : systemModel,
      bulkSource: systemSource,
      syncTarget: userTarget,
    },
    types: apiTypes,
    facets: { ...manifestCapabilities, write: { canLookup: true, operations: catalogued(given) } },
    open: async (config, host) => {
      const system = systemOf(manifest(), config as Parameters<typeof systemOf>[1]);
      return (await import('./open.ts')).openSystem(system, host);
    },
  });
  manifests.set(definition, manifest);
  return definition;
}

/** What can be done with objects that the manifest itself has. */
function catalogued({ writing, objects = [] }: ManifestInput): readonly WriteOperation[] {
  const stated = objects.map((object) => ({ ...writing?.operations, ...object.operations }));
  return WRITE_OPERATIONS.filter((name) => stated.some((operations) => operations[name] !== undefined));
}
