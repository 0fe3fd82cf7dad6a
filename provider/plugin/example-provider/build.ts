import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles the example provider into a folder, with a launcher for each of its two providers, and a Terraform CLI
 * configuration that makes Terraform find them. Returns the configuration's path.
 */
export async function buildExampleProvider(
  folder: string,
): Promise<{ cliConfig: string; launcher: string; bundle: string }> {
  const bundle = join(folder, 'provider.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'main.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    logLevel: 'error',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  const overrides = ['example', 'legacy'].map((name) => {
    const own = join(folder, name);
    mkdirSync(own);
    const launcher = join(own, `terraform-provider-${name}`);
    writeFileSync(launcher, `#!/bin/sh\nexec "${process.execPath}" "${bundle}" ${name}\n`);
    chmodSync(launcher, 0o755);
    return `    "test/test/${name}" = "${own}"`;
  });
  const cliConfig = join(folder, 'terraform.tfrc');
  writeFileSync(
    cliConfig,
    `provider_installation {\n  dev_overrides {\n${overrides.join('\n')}\n  }\n  direct {}\n}\n`,
  );
  return { cliConfig, bundle, launcher: join(folder, 'example', 'terraform-provider-example') };
}
