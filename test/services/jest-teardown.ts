import { rm } from 'node:fs/promises';
import { stopSharedPostgres } from './postgres.ts';

/** After a jest run: stops the services that its tests started. */
export default async function tearDown(): Promise<void> {
  const runDir = process.env.SYNCFORM_TEST_RUN_DIR;
  if (!runDir) return;
  await stopSharedPostgres(runDir);
  await rm(runDir, { recursive: true, force: true });
}
