/*
 * Makes the generated part of the constructs from the provider's schema.
 *
 *   npm run constructs:generate              writes it
 *   npm run constructs:generate -- --check   only says whether what is there is current, and exits with 1 if it is not
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cliConfigFile } from '../../provider/build/paths.ts';
import { providerSchema } from './provider-schema.ts';
import { constructsDir, filesUnder, generatedFolders, generatedSources } from './sources.ts';
import { staleFiles } from './stale.ts';

const schema = await providerSchema();
// The generators ask Terraform for its version when they are loaded.
Object.assign(process.env, { TF_CLI_CONFIG_FILE: cliConfigFile, CHECKPOINT_DISABLE: '1' });
const sources = await generatedSources(schema);

if (process.argv.includes('--check')) {
  const present = new Map<string, string>();
  for (const folder of generatedFolders)
    for (const [path, text] of await filesUnder(join(constructsDir, folder)).catch(() => new Map()))
      present.set(`${folder}/${path}`, text);
  const stale = staleFiles(sources, present);
  for (const { path, fault } of stale) console.error(`constructs/${path} ${fault}`);
  if (stale.length > 0) console.error('\nRun npm run constructs:generate and commit what it changes.');
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const folder of generatedFolders)
    await rm(join(constructsDir, folder), { recursive: true, force: true });
  for (const [path, text] of sources) {
    const file = join(constructsDir, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  console.error(
    `${sources.size} files in ${generatedFolders.map((folder) => `constructs/${folder}`).join(' and ')}.`,
  );
}
