import { ensureBuilt } from './ensure-built.ts';
import { cliConfigFile } from './paths.ts';

await ensureBuilt();
process.stdout.write(`${cliConfigFile}\n`);
