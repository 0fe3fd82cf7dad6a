import type { Failpoint } from './contract.ts';

/**
 * The failpoint that SYNCFORM_KILL_AT asks for: `<name>` or `<name>:<n>` kills this process with SIGKILL when it comes to
 * that failpoint for the n-th time. With it a test proves of the real program that a crash loses nothing.
 */
export function failpointFromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Failpoint | undefined {
  const setting = environment.SYNCFORM_KILL_AT;
  if (!setting) return undefined;
  const [, name = setting, count = '1'] = /^(.*?)(?::(\d+))?$/.exec(setting) ?? [];
  let left = Number(count);
  return (reached) => {
    if (reached === name && --left === 0) process.kill(process.pid, 'SIGKILL');
  };
}
