import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The project's root folder. */
export const root = resolve(import.meta.dirname, '..', '..');

/** The version that everything here is released under. */
export const version: string = (
  JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
).version;

/** Where users' configurations say the provider comes from. */
export const providerSource = 'registry.terraform.io/syncform/syncform';

const OPERATING_SYSTEMS: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows' };
const ARCHITECTURES: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64', ia32: '386' };

/** This machine as Terraform writes it: `linux_amd64`, `darwin_arm64`. */
export const platform = [
  OPERATING_SYSTEMS[process.platform] ?? process.platform,
  ARCHITECTURES[process.arch] ?? process.arch,
].join('_');

/** Everything that the build makes; git ignores it. */
export const distDir = join(root, 'dist');

/** A filesystem mirror with the provider in it, unpacked. */
export const mirrorDir = join(distDir, 'mirror');

/** The provider's package within the mirror: the executable, its runtime and its code. */
export const packageDir = join(mirrorDir, providerSource, version, platform);

/** What Terraform starts. */
export const providerExecutable = join(packageDir, `terraform-provider-syncform_v${version}`);

/** A Terraform CLI configuration that finds the provider in the mirror. */
export const cliConfigFile = join(distDir, 'terraform.tfrc');

/** The command line, as a program that runs from any folder. */
export const commandLine = join(distDir, 'bin', 'syncform');
