import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnyProvider } from '../framework/provider.ts';
import { Runtime, remoteCalls } from '../framework/server/index.ts';
import { ProviderService } from '../protocol/generated/tfplugin6.ts';
import { makeLog } from './log.ts';

/*
 * What every process of one version answers alike, however it is configured: the schemas of all types. Terraform asks each process
 * for them. The build writes the answers down as they go over the wire, and a process that finds them beside its code sends them
 * on: it loads no type's definition for them, and keeps none in memory.
 */

/** The calls with such answers. */
const CALLS = ['getProviderSchema', 'getResourceIdentitySchemas'] as const;

const fileOf = (folder: string, call: string) => join(folder, `${call}.bin`);

/** Writes a provider's answers into a folder. Throws where it answers with a diagnostic. */
export async function writeAnswers(provider: AnyProvider, folder: string): Promise<void> {
  const calls = remoteCalls(
    new Runtime(
      provider,
      makeLog(provider.name, undefined, () => {}),
    ),
  );
  for (const name of CALLS) {
    const answer = await calls[name]({});
    const [fault] = answer.diagnostics ?? [];
    if (fault) throw new Error(`${name} is answered with a diagnostic: ${fault.summary}: ${fault.detail}`);
    await writeFile(fileOf(folder, name), ProviderService[name].responseSerialize(answer));
  }
}

/** The answer to a call as it was written into a folder; undefined where there is none. */
export async function writtenAnswer(folder: string | undefined, call: string): Promise<Buffer | undefined> {
  if (folder === undefined || !CALLS.some((name) => name === call)) return undefined;
  return readFile(fileOf(folder, call)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

/** The provider's service, which also takes answers that were written down: they are sent as they are. */
export const serviceWithAnswers = {
  ...ProviderService,
  ...Object.fromEntries(
    CALLS.map((name) => {
      const call = ProviderService[name];
      const serialize = call.responseSerialize as (answer: object) => Buffer;
      return [
        name,
        {
          ...call,
          responseSerialize: (answer: object) => (Buffer.isBuffer(answer) ? answer : serialize(answer)),
        },
      ];
    }),
  ),
};
