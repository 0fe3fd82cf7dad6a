/*
 * Imported into a measured Node process before its own code: says at the end how much memory it had at most, in KiB, and
 * how much processor time it took, in microseconds, into the file that the environment names.
 */
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const file = process.env.SYNCFORM_BENCH_USAGE_FILE;
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  if (file) writeFileSync(file, `${maxRSS} ${userCPUTime + systemCPUTime}`);
});
