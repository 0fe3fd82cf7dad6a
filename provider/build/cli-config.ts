import { writeFile } from 'node:fs/promises';
import { cliConfigFile, mirrorDir, providerSource } from './paths.ts';

/**
 * Writes a Terraform CLI configuration that takes this provider from the mirror, and every other provider from where
 * Terraform takes it anyway. For this provider Terraform then asks no registry, so that `terraform init` works offline.
 */
export async function writeCliConfig(): Promise<void> {
  await writeFile(
    cliConfigFile,
    `provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(mirrorDir)}
    include = [${JSON.stringify(providerSource)}]
  }
  direct {
    exclude = [${JSON.stringify(providerSource)}]
  }
}

disable_checkpoint = true
`,
  );
}
