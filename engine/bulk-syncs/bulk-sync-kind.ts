import type { BulkSync, BulkSyncInput } from '../api/documents.ts';
import { ownTables } from '../executions/own-tables.ts';
import { planAtPlaces } from '../executions/plan-at-places.ts';
import { tablesOwner } from '../executions/resumable.ts';
import type { RunnableKind } from '../executions/runnable-kind.ts';
import { checkConditions, refuseFaults } from '../expectations/check-expectations.ts';
import { InvalidError } from '../kit/errors.ts';
import { findings } from '../kit/findings/finding.ts';
import type { SyncServices } from '../syncs/sync-kind.ts';
import { releaseStream } from './changes/release-stream.ts';
import { checkBulkSyncShape } from './check-bulk-sync.ts';
import { heedBulkSync } from './heed-bulk-sync.ts';
import { obfuscationSalt } from './obfuscate.ts';
import { planBulkSync } from './plan-bulk-sync.ts';
import { previewBulkSync } from './preview-bulk-sync.ts';
import { runBulkSync } from './run-bulk-sync.ts';
import { readAgainFindings, startOverFindings } from './standing.ts';
import { verifyBulkSync } from './verify-bulk-sync.ts';

const never = new AbortController().signal;

/** Bulk syncs, as definitions that run. */
export function bulkSyncKind({
  store,
  host,
  connections,
}: Omit<SyncServices, 'models'>): RunnableKind<BulkSyncInput, BulkSync> {
  const kind: RunnableKind<BulkSyncInput, BulkSync> = {
    type: 'bulk_sync',
    documents: (of) => of.bulkSyncs,
    toDocument: (input, computed) => ({ ...input, ...computed }),
    toInput: (document) => document,
    sameWork: ({ source, destination }) => [
      source.connection_id,
      destination.connection_id,
      destination.configuration,
    ],
    release: (document, onWarning, signal) =>
      releaseStream(
        { store, connections },
        document,
        (message) => {
          host.log('warn', message);
          onWarning(message);
        },
        signal,
      ),
    async withPlan(input, { id, overlay, signal = never, isRun = false }, work) {
      const shape = checkBulkSyncShape(input);
      if (shape.length > 0) throw new InvalidError(shape);
      return connections.use(
        input.source.connection_id,
        (source) =>
          connections.use(
            input.destination.connection_id,
            async (destination) => {
              await using _source = await source.keep();
              await using _destination = await destination.keep();
              const ends = [source.definition, destination.definition] as const;
              const { input: heeded, ignored } = heedBulkSync(input, ...ends);
              const plan = async () => {
                const positions = id === undefined ? [] : await store.positions.list(id);
                const planned = await planBulkSync(
                  {
                    input: heeded,
                    id,
                    source,
                    destination,
                    primaryKeys: await connections.primaryKeysOf(source.id, overlay),
                    isOwn: ownTables(store, tablesOwner(store, kind, input, id), destination),
                    known: id === undefined ? [] : await store.knownSources.list(id),
                    isMade: (table) => store.targetTables.isMade(destination.id, table),
                    isRun,
                  },
                  signal,
                );
                for (const { object, expectations } of planned.objects) {
                  const index = (input.schemas ?? []).findIndex(({ id: listed }) => listed === object.id);
                  const at = ['schemas', index, 'expectations'];
                  refuseFaults(await checkConditions(expectations, object.fields, at, host.withSession));
                }
                const startsOver = startOverFindings(positions, { source, destination });
                const found = [
                  ...findings('ignored', ignored),
                  ...(startsOver.length > 0 ? startsOver : readAgainFindings(positions, planned.objects)),
                ];
                return { ...planned, plan: planAtPlaces(planned.plan, [source, destination], found) };
              };
              const blueprint = await plan();
              return await work({
                plan: blueprint.plan,
                run: (sync, options, context) =>
                  runBulkSync(
                    {
                      sync: heedBulkSync(sync, ...ends).input,
                      blueprint,
                      source,
                      destination,
                      host,
                      store,
                      resync: options.resync ?? options.repair ?? false,
                      only: options.schemas && new Set(options.schemas),
                      continuous: options.continuous ?? false,
                      replan: plan,
                      releaseStream: (onWarning) =>
                        releaseStream({ store, connections }, sync, onWarning, context.signal),
                    },
                    context,
                  ),
                verify: async (sync, options, verifySignal) => {
                  const isObfuscating = blueprint.objects.some(({ obfuscated }) => obfuscated.size > 0);
                  const salt = isObfuscating ? await obfuscationSalt(store) : undefined;
                  const only = options.schemas && new Set(options.schemas);
                  return verifyBulkSync(
                    {
                      sync,
                      blueprint,
                      source,
                      destination,
                      host,
                      store,
                      resync: false,
                      only,
                      continuous: false,
                      salt,
                    },
                    options,
                    verifySignal,
                  );
                },
                preview: (sync, options, previewSignal) =>
                  previewBulkSync(
                    {
                      sync: heedBulkSync(sync, ...ends).input,
                      blueprint,
                      source,
                      destination,
                      store,
                      resync: options.resync ?? false,
                    },
                    options,
                    previewSignal,
                  ),
              });
            },
            overlay,
            ['destination', 'connection_id'],
          ),
        overlay,
        ['source', 'connection_id'],
      );
    },
  };
  return kind;
}
