import { randomUUID } from 'node:crypto';
import type { ConnectorHost, FacetOf, LoadColumn, ParquetFiles } from '../../../contract/contract.ts';
import type { DuckdbSession } from '../../../contract/duckdb-session.ts';
import { numberedRequest } from '../../../contract/record-numbers.ts';
import type { DuckdbDatabase } from '../../../families/duckdb/database.ts';
import { findIn } from '../../../families/duckdb/find.ts';
import { loadFacet } from '../../../families/duckdb/load.ts';
import { type StagingArea, stagingFolder } from '../../../families/object-store/staging/staging-area.ts';
import { messageOf, SyncformError } from '../../../kit/errors.ts';
import { loadExtension } from '../../../movement/duckdb-extensions.ts';
import { parquetToRelation } from '../../../movement/to-relation.ts';
import type { motherduckCapabilities } from './capabilities.ts';
import { NEEDS_STAGING } from './config.ts';
import type { ServiceDuckdb } from './service.ts';
import { createStagingSecret, dropStagingSecret, READ_IN_CLOUD, type StagingKeys } from './statements.ts';

export interface Staging {
  readonly keys: StagingKeys;
  /** Opens the bucket. */
  open(): StagingArea;
}

/** A load whose rows wait in files on this machine. */
type ToStage = Parameters<FacetOf<typeof motherduckCapabilities, 'load'>['load']>[0];

/**
 * Loads by way of the bucket: parquet files go there, MotherDuck reads them with a secret of the session's, merges them
 * and records the batch in one transaction, and the files are removed, whatever way that ends. What a killed process
 * left is removed by the next load of the same scope.
 */
export function stagedLoadFacet(
  database: DuckdbDatabase,
  service: ServiceDuckdb,
  staging: Staging | undefined,
  host: Pick<ConnectorHost, 'log'>,
): FacetOf<typeof motherduckCapabilities, 'load'> {
  return {
    ...loadFacet(database),
    // Only the service's DuckDB has the database attached.
    find: (request) => service.withSession((session) => findIn(database, { ...request, session })),
    async load(request) {
      if (!staging) throw new SyncformError('unsupported', NEEDS_STAGING);
      await using area = staging.open();
      const folder = stagingFolder(request.batch.scope);
      await area.remove(folder, request.signal);
      try {
        return await service.withSession(async (session) => {
          const already = await loadFacet(database).committed(
            request.table.id,
            request.batch,
            request.signal,
          );
          if (already) return already;
          const urls = await upload(request, area, folder);
          return await loadStaged(database, session, request, urls, area.url(folder), staging.keys);
        });
      } finally {
        // Also after a cancel: the signal that has fired is not asked. What became of the load is said, not this.
        await area
          .remove(folder)
          .catch((error: unknown) =>
            host.log('warn', `not removed yet, the next load tries again: ${messageOf(error)}`),
          );
      }
    },
  };
}

/** Step `stage`: the files go into the bucket; answers their addresses. */
async function upload(request: ToStage, area: StagingArea, folder: string): Promise<readonly string[]> {
  const { numbered, signal, onProgress } = request;
  const rows = numbered ?? request.rows;
  const urls: string[] = [];
  for (const [i, path] of (await rows.files(signal)).entries()) {
    const key = `${folder}${request.batch.id}-${i}.parquet`;
    await area.upload(path, key, signal, (bytes) => onProgress({ bytes }));
    urls.push(area.url(key));
  }
  return urls;
}

/** Step `load`: with the files readable for as long as it takes. */
async function loadStaged(
  database: DuckdbDatabase,
  session: DuckdbSession,
  request: ToStage,
  urls: readonly string[],
  scope: string,
  keys: StagingKeys,
) {
  if (!(await loadExtension(session, 'httpfs', request.signal)))
    throw new SyncformError(
      'failed',
      'DuckDB’s httpfs extension, which reads staged files, cannot be loaded',
      {
        hint: 'It is downloaded from extensions.duckdb.org at first use; where that cannot be reached, put httpfs.duckdb_extension into a folder and name it in SYNCFORM_DUCKDB_EXTENSIONS.',
      },
    );
  const secret = `_syncform_${randomUUID()}`;
  await session.run(createStagingSecret(secret, scope, keys));
  try {
    const staged: ParquetFiles = { format: 'parquet', files: async () => urls };
    const inCloud = (columns: readonly LoadColumn[]) => parquetToRelation(staged, columns, [READ_IN_CLOUD]);
    return await loadFacet(database).load({
      ...request,
      session,
      rows: inCloud(request.columns),
      isRepeatable: true,
      ...(request.numbered ? { numbered: inCloud(numberedRequest(request).columns) } : {}),
    });
  } finally {
    await session.run(dropStagingSecret(secret));
  }
}
