import { type ChildProcess, spawn, spawnSync } from 'node:child_process';

/** The oldest Terraform that knows write-only attributes. */
const OLDEST = [1, 11] as const;

/** The version of the Terraform on PATH; throws an error that says what to install where there is none or it is too old. */
export function terraformVersion(): string {
  const { stdout, error } = spawnSync('terraform', ['version', '-json'], { encoding: 'utf8' });
  const install = `Install ${OLDEST.join('.')} or later: https://developer.hashicorp.com/terraform/install`;
  if (error) throw new Error(`terraform does not start (${error.message}). ${install}`);
  // A warning about the user's own CLI configuration may precede the JSON.
  const json = stdout.slice(Math.max(0, stdout.indexOf('{')));
  const version = String(
    (JSON.parse(json || '{}') as { terraform_version?: string }).terraform_version ?? '',
  );
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new Error(`terraform ${version || '(of an unknown version)'} is too old. ${install}`);
  }
  return version;
}

/** What would point Terraform or syncform at something else than the quickstart's. */
const MISLEADING = /^(SYNCFORM|POLYTOMIC|TF_VAR)_|^TF_(DATA_DIR|WORKSPACE|CLI_ARGS)/;

/** This process's environment, for the quickstart's own folder and the built provider. */
export function environment(cliConfig: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !MISLEADING.test(name));
  return { ...Object.fromEntries(kept), TF_CLI_CONFIG_FILE: cliConfig, TF_IN_AUTOMATION: '1' };
}

/** Terraform in one folder. */
export class Terraform {
  readonly #where: { readonly cwd: string; readonly env: NodeJS.ProcessEnv };

  constructor(cwd: string, env: NodeJS.ProcessEnv) {
    this.#where = { cwd, env };
  }

  /** Runs a command that shows its output as it comes. Answers its exit code. */
  run(args: readonly string[]): Promise<number> {
    return ended(spawn('terraform', args, { ...this.#where, stdio: ['ignore', 'inherit', 'inherit'] }));
  }

  /** Runs a command and answers its output with its exit code, showing nothing. */
  async runHeld(args: readonly string[]): Promise<{ readonly code: number; readonly output: Buffer }> {
    const child = spawn('terraform', args, { ...this.#where, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    const code = await ended(child);
    return { code, output: Buffer.concat(chunks) };
  }

  /** An output's value. */
  output(name: string): unknown {
    const { stdout, stderr, status } = spawnSync('terraform', ['output', '-json', name], {
      ...this.#where,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`terraform output ${name} failed: ${stderr.trim()}`);
    return JSON.parse(stdout);
  }
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
