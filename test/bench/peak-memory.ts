/*
 * Imported into a measured Node process before its own code: says at the end how much memory it had at most, in KiB, into
 * the file that the environment names.
 */
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const file = process.env.SYNCFORM_BENCH_MEMORY_FILE;
  if (file) writeFileSync(file, String(process.resourceUsage().maxRSS));
});
