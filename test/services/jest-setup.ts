import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Before a jest run: a folder where its workers find each other's services. Services start when first asked for. */
export default async function setUp(): Promise<void> {
  process.env.SYNCFORM_TEST_RUN_DIR = await mkdtemp(join(tmpdir(), 'syncform-jest-'));
  process.env.SYNCFORM_TEST_RUN_PID = String(process.pid);
}
