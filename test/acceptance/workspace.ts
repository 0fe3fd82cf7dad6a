import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineApi } from '../../engine/api/engine-api.ts';
import { openEngine } from '../../engine/embedded.ts';
import { ensureBuilt } from '../../provider/build/ensure-built.ts';
import { packageDir, providerExecutable } from '../../provider/build/paths.ts';

/** What a Terraform command said, and how it ended. */
export interface Outcome {
  readonly code: number;
  /** stdout and stderr as they came, boxes and line breaks of diagnostics taken out. */
  readonly output: string;
  readonly raw: string;
}

/** One resource as `terraform show -json` has it. */
export interface StateResource {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly values: Record<string, unknown>;
  readonly tainted?: boolean;
}

export interface PlannedChange {
  readonly address: string;
  readonly previous_address?: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before: Record<string, unknown> | null;
    readonly after: Record<string, unknown> | null;
    readonly after_unknown: Record<string, unknown>;
    readonly importing?: { readonly id: string };
  };
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the child and all output so far, whenever there is more. */
  readonly onOutput?: (child: ChildProcess, output: string) => void;
}

const HEADER = `terraform {
  required_providers {
    syncform = { source = "syncform/syncform" }
  }
}
`;

/** A folder with a Terraform configuration, the provider as it is built, and an embedded engine of its own. */
export class Workspace implements AsyncDisposable {
  readonly folder: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #terraform: string;

  private constructor(folder: string, env: NodeJS.ProcessEnv, terraform: string) {
    this.folder = folder;
    this.#env = env;
    this.#terraform = terraform;
  }

  /** @param terraform The program: the one on PATH unless another is given. */
  static async create(terraform = 'terraform'): Promise<Workspace> {
    await ensureBuilt();
    const folder = await mkdtemp(join(tmpdir(), 'syncform-acceptance-'));
    const cliConfig = join(folder, '.tfrc');
    // The state that a moved block takes over names Polytomic's provider; Terraform starts it and asks for its schema.
    const other = join(folder, '.polytomic');
    await mkdir(other);
    await writeFile(
      join(other, 'terraform-provider-polytomic'),
      `#!/bin/sh\nexec ${JSON.stringify(providerExecutable)} "$@"\n`,
      { mode: 0o755 },
    );
    await writeFile(
      cliConfig,
      `provider_installation {
  dev_overrides {
    "syncform/syncform"   = ${JSON.stringify(packageDir)}
    "polytomic/polytomic" = ${JSON.stringify(other)}
  }
  direct {}
}
disable_checkpoint = true
`,
    );
    const kept = Object.entries(process.env).filter(
      ([name]) => !/^(TF_|SYNCFORM_|POLYTOMIC_|NODE_)/.test(name),
    );
    const env = {
      ...Object.fromEntries(kept),
      TF_CLI_CONFIG_FILE: cliConfig,
      TF_IN_AUTOMATION: '1',
      NO_COLOR: '1',
    };
    return new Workspace(folder, env, terraform);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  async write(name: string, text: string): Promise<void> {
    await writeFile(this.path(name), text);
  }

  /** Writes main.tf: the configuration after the usual `terraform` block. */
  async configure(...blocks: readonly string[]): Promise<void> {
    await this.write('main.tf', [HEADER, ...blocks].join('\n'));
  }

  async run(args: readonly string[], { env = {}, onOutput }: RunOptions = {}): Promise<Outcome> {
    const child = spawn(this.#terraform, args, {
      cwd: this.folder,
      env: { ...this.#env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let raw = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        raw += text;
        onOutput?.(child, raw);
      });
    const code = await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exitCode) => resolve(exitCode ?? -1));
    });
    return { code, raw, output: unwrapped(raw) };
  }

  /** Applies; throws with the output when that fails. */
  async apply(...args: readonly string[]): Promise<Outcome> {
    return succeeded(await this.tryApply(args));
  }

  tryApply(args: readonly string[] = [], options?: RunOptions): Promise<Outcome> {
    return this.run(['apply', '-auto-approve', '-input=false', '-no-color', ...args], options);
  }

  async destroy(): Promise<Outcome> {
    return succeeded(await this.tryDestroy());
  }

  tryDestroy(): Promise<Outcome> {
    return this.run(['destroy', '-auto-approve', '-input=false', '-no-color']);
  }

  /** Plans: code 0 says that there is nothing to do, 2 that there is, 1 that it failed. */
  plan(...args: readonly string[]): Promise<Outcome> {
    return this.run(['plan', '-detailed-exitcode', '-input=false', '-no-color', '-out=tfplan', ...args]);
  }

  /** What the last plan would change, by address. */
  async plannedChanges(): Promise<Readonly<Record<string, PlannedChange['change']>>> {
    const shown = succeeded(await this.run(['show', '-json', 'tfplan']));
    const { resource_changes = [] } = JSON.parse(jsonIn(shown.raw)) as { resource_changes?: PlannedChange[] };
    const changed = resource_changes.filter(({ change }) => change.actions.join() !== 'no-op');
    return Object.fromEntries(changed.map(({ address, change }) => [address, change]));
  }

  /** The state's resources by address. */
  async state(): Promise<Readonly<Record<string, StateResource>>> {
    const shown = succeeded(await this.run(['show', '-json']));
    const { values } = JSON.parse(jsonIn(shown.raw)) as {
      values?: { root_module: { resources?: StateResource[] } };
    };
    return Object.fromEntries((values?.root_module.resources ?? []).map((r) => [r.address, r]));
  }

  /** One attribute's value in the state. */
  async value<T>(address: string, attribute: string): Promise<T> {
    const found = (await this.state())[address];
    if (!found) throw new Error(`the state has no ${address}`);
    return found.values[attribute] as T;
  }

  /** The state file, for taking things out of it or putting them in. */
  async rawState(): Promise<{ serial: number; resources: Record<string, unknown>[] }> {
    return JSON.parse(await readFile(this.path('terraform.tfstate'), 'utf8'));
  }

  /** The engine on this folder's store, beside Terraform. */
  engine(): Promise<EngineApi> {
    return openEngine({ dataDir: this.path('.syncform'), baseDir: this.folder });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Answers the outcome of a command that has to succeed. */
export function succeeded(outcome: Outcome): Outcome {
  if (outcome.code !== 0) throw new Error(`terraform ended with code ${outcome.code}:\n${outcome.raw}`);
  return outcome;
}

/** Terraform breaks the lines of diagnostics and puts them into boxes; here they read as sentences. */
function unwrapped(raw: string): string {
  return raw
    .split('\n')
    .map((line) => line.replace(/^[│╷╵]\s?/, '').trim())
    .join(' ')
    .replace(/\s+/g, ' ');
}

function jsonIn(raw: string): string {
  return raw.slice(raw.indexOf('{"'), raw.lastIndexOf('}') + 1);
}
