import type { EngineApi } from '@syncform/engine/api/engine-api.ts';
import { connectors } from '@syncform/engine/connectors/index.ts';
import { openToOthers } from '@syncform/engine/store/data-dir.ts';
import { EmbeddedProvider } from './embedded-provider.ts';
import { isUnknown, provider } from './framework/index.ts';
import { severitiesIn, tell } from './resources/diagnostics/findings.ts';
import { settings } from './settings.ts';

const lists = () => import('./list-resources/documents.ts');

/** The Terraform provider `syncform/syncform`. */
export default provider({
  name: 'syncform',
  // The build puts the version in.
  version: process.env.SYNCFORM_VERSION ?? '0.0.0',
  description:
    'Data syncs as infrastructure: connections, models, syncs and bulk syncs. The engine that moves the rows runs inside the provider; there is nothing to install or host.',
  attributes: settings,
  // What decides where the definitions are kept.
  waits: ({ data_dir, endpoint, deployment_url }) => [data_dir, endpoint, deployment_url].some(isUnknown),
  configure({ config, log, diagnostics }) {
    const embedded = new EmbeddedProvider(config, log);
    const warning = openToOthers(embedded.dataDir);
    if (warning)
      tell(
        {
          code: 'exposed',
          path: config.data_dir === null ? [] : 'data_dir',
          summary: 'Open data directory',
          detail: warning,
        },
        severitiesIn(config.severities),
        diagnostics,
      );
    return embedded;
  },
  close: (embedded) => embedded.close(),
  resources: {
    ...Object.fromEntries(
      connectors.map((c) => [
        `${c.id}_connection`,
        async () => (await import('./resources/connection/connection.ts')).connectionResource(await c.load()),
      ]),
    ),
    model: async () => (await import('./resources/model/model.ts')).default,
    sync: async () => (await import('./resources/sync/sync.ts')).default,
    bulk_sync: async () => (await import('./resources/bulk-sync/bulk-sync.ts')).default,
    connection_schema_primary_keys: async () =>
      (await import('./resources/connection/connection-schema-primary-keys.ts')).default,
  },
  dataSources: {
    ...Object.fromEntries(
      connectors.map((c) => [
        `${c.id}_connection`,
        async () => (await import('./data-sources/connection.ts')).connectionDataSource(await c.load()),
      ]),
    ),
    bulk_source: async () => (await import('./data-sources/bulk-source.ts')).default,
    bulk_destination: async () => (await import('./data-sources/bulk-destination.ts')).default,
    connection_schema: async () => (await import('./data-sources/connection-schema.ts')).default,
    query: async () => (await import('./data-sources/query.ts')).default,
    sync_preview: async () => (await import('./data-sources/sync-preview.ts')).default,
    caller_identity: async () => (await import('./data-sources/caller-identity.ts')).default,
  },
  listResources: {
    ...Object.fromEntries(
      connectors.map((c) => [
        `${c.id}_connection`,
        async () =>
          (await lists()).documentList(`connections to ${c.name}`, (engine) => connectionsOf(engine, c.id)),
      ]),
    ),
    model: async () => (await lists()).documentList('models', (engine) => engine.models.list()),
    sync: async () => (await lists()).documentList('syncs', (engine) => engine.syncs.list()),
    bulk_sync: async () => (await lists()).documentList('bulk syncs', (engine) => engine.bulkSyncs.list()),
  },
  actions: {
    run: async () => (await import('./actions/run.ts')).runAction(false),
    resync: async () => (await import('./actions/run.ts')).runAction(true),
    cancel: async () => (await import('./actions/cancel.ts')).default,
  },
});

async function connectionsOf({ connections }: EngineApi, type: string) {
  return (await connections.list()).filter((connection) => connection.type === type);
}
