import { ensureBuilt } from './ensure-built.ts';
import { cliConfigFile, commandLine, packageDir } from './paths.ts';

const started = performance.now();
const built = await ensureBuilt().catch(failed);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.error(`${built ? `Built in ${seconds} s` : 'Nothing changed since the last build'}.
  provider      ${packageDir}
  command line  ${commandLine}
  Terraform     export TF_CLI_CONFIG_FILE=${cliConfigFile}`);

function failed(error: Error): never {
  console.error(error.message);
  process.exit(1);
}
