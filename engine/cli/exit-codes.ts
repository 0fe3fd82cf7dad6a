import type { ExecutionStatus } from '../api/documents.ts';
import { isLocked } from '../kit/errors.ts';

/** What the command line's exit codes mean; `--help` prints them. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  locked: 3,
  rejected: 4,
  stopped: 5,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodeMeanings: readonly (readonly [ExitCode, string])[] = [
  [exitCodes.ok, 'it worked'],
  [exitCodes.failed, 'it failed, or an execution did'],
  [exitCodes.usage, 'the command line is wrong'],
  [exitCodes.locked, 'another process holds the sync or the store'],
  [exitCodes.rejected, 'an execution ended, but its target refused records'],
  [exitCodes.stopped, 'an execution was cancelled, or its process died'],
];

/** The command line itself is wrong. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export function exitCodeOfError(error: unknown): ExitCode {
  if (error instanceof UsageError) return exitCodes.usage;
  return isLocked(error) ? exitCodes.locked : exitCodes.failed;
}

/** The exit code of executions that have ended: that of the worst. */
export function exitCodeOf(statuses: readonly ExecutionStatus[]): ExitCode {
  if (statuses.includes('failed')) return exitCodes.failed;
  if (statuses.includes('interrupted') || statuses.includes('canceled')) return exitCodes.stopped;
  return statuses.includes('errors') ? exitCodes.rejected : exitCodes.ok;
}
