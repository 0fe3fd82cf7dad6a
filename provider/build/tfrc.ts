import { ensureBuilt } from './ensure-built.ts';
import { cliConfigFile } from './paths.ts';

await ensureBuilt().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
process.stdout.write(`${cliConfigFile}\n`);
