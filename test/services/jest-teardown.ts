import { rm } from 'node:fs/promises';
import { stopSharedServer } from './supervised-server.ts';

/** After a jest run: stops the services that its tests started. */
export default async function tearDown(): Promise<void> {
  const runDir = process.env.SYNCFORM_TEST_RUN_DIR;
  if (!runDir) return;
  for (const name of [
    'postgres',
    'mariadb',
    'mysql',
    'spark',
    's3',
    'azurite',
    'gcs',
    'clickhouse',
    'mongodb',
    'dynalite',
    'cassandra',
    'opensearch',
  ])
    await stopSharedServer(name, runDir);
  await rm(runDir, { recursive: true, force: true });
}
