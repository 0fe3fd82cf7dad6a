import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from '../../provider/build/ensure-built.ts';
import { cliConfigFile, providerSource } from '../../provider/build/paths.ts';

/** What `terraform providers schema -json` prints, as far as it is read here. */
export interface ProvidersSchema {
  readonly provider_schemas: Readonly<Record<string, ProviderSchema>>;
}

export interface ProviderSchema {
  readonly resource_schemas: Readonly<Record<string, { readonly block: AttributesOf }>>;
  readonly data_source_schemas: Readonly<Record<string, { readonly block: AttributesOf }>>;
}

export interface AttributesOf {
  readonly attributes?: Readonly<Record<string, AttributeSchema>>;
}

export interface AttributeSchema {
  readonly write_only?: boolean;
  readonly nested_type?: AttributesOf & { readonly nesting_mode: 'single' | 'list' | 'set' | 'map' };
}

/** The schema without connections and their data sources, which have classes of their own (see connection-classes.ts). */
export function withoutConnections(schema: ProvidersSchema): ProvidersSchema {
  const others = <T>(schemas: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(schemas).filter(([type]) => !/^syncform_\w+_connection$/.test(type)));
  return {
    ...schema,
    provider_schemas: Object.fromEntries(
      Object.entries(schema.provider_schemas).map(([source, provider]) => [
        source,
        {
          ...provider,
          resource_schemas: others(provider.resource_schemas),
          data_source_schemas: others(provider.data_source_schemas),
        },
      ]),
    ),
  };
}

/** The schema of the provider as it is in the sources now, as the real Terraform reads it. Builds the provider first. */
export async function providerSchema(): Promise<ProvidersSchema> {
  await ensureBuilt();
  const folder = await mkdtemp(join(tmpdir(), 'syncform-schema-'));
  try {
    await writeFile(
      join(folder, 'main.tf'),
      `terraform {\n  required_providers {\n    syncform = { source = ${JSON.stringify(providerSource)} }\n  }\n}\n`,
    );
    terraform(folder, 'init', '-input=false', '-no-color');
    return JSON.parse(terraform(folder, 'providers', 'schema', '-json')) as ProvidersSchema;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function terraform(folder: string, ...args: string[]): string {
  const { stdout, stderr, status, error } = spawnSync('terraform', args, {
    cwd: folder,
    env: { ...process.env, TF_CLI_CONFIG_FILE: cliConfigFile, TF_IN_AUTOMATION: '1' },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (error) throw new Error(`terraform does not start: ${error.message}. Install Terraform 1.11 or later.`);
  if (status !== 0) throw new Error(`terraform ${args[0]} failed:\n${stderr}`);
  return stdout;
}
