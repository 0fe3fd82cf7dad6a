import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectors } from '../../../engine/connectors/index.ts';
import { bundle } from '../../../provider/build/bundle.ts';
import { type BenchCase, bothSides, megabytesMore, secondsMore, timesProcessor } from '../case.ts';
import { moreTypes } from '../many-types.ts';
import { type Measured, measure } from '../measure.ts';
import { measureProvider } from '../provider-process.ts';
import type { Workbench } from '../workbench.ts';

/** As many types of connections as there may be one day. */
const TYPES = 216;
/** Resources beside connections: models, syncs, bulk syncs, primary keys. */
const OTHERS = 4;
const REFERENCE = `the ${connectors.length} that there are`;

interface Sides {
  readonly many: string;
  readonly few: string;
}

/** Two bundles of the provider, with all the types and with those that there are; made once, code compiled. */
async function bundles(bench: Workbench): Promise<Sides> {
  const known = made.get(bench);
  if (known) return known;
  const making = (async () => {
    const folder = await bench.freshFolder();
    const [many, few] = [join(folder, 'many'), join(folder, 'few')];
    await bundle(many, [await moreTypes(TYPES - connectors.length, join(folder, 'types'))]);
    await bundle(few);
    // As in the package: Node then need not find out what kind of modules they are.
    for (const code of [many, few]) await writeFile(join(code, 'package.json'), '{ "type": "module" }\n');
    for (const [code, count] of [
      [many, TYPES],
      [few, connectors.length],
    ] as const) {
      const { output } = await measureProvider(code, 'schema');
      if (output !== String(count + OTHERS)) throw new Error(`the schema of ${code} has ${output} resources`);
    }
    return { many, few };
  })();
  made.set(bench, making);
  return making;
}
const made = new WeakMap<Workbench, Promise<Sides>>();

function provider(asked: 'nothing' | 'schema') {
  return async (bench: Workbench) => {
    const { many, few } = await bundles(bench);
    return (round: number) =>
      bothSides(
        round,
        () => measureProvider(many, asked),
        () => measureProvider(few, asked),
      );
  };
}

const start: BenchCase = {
  id: 'types-start',
  title: `start to handshake, ${TYPES} types of connections`,
  reference: REFERENCE,
  prepare: provider('nothing'),
  judge: timesProcessor(1.5),
};

const schema: BenchCase = {
  id: 'types-schema',
  title: `start and GetProviderSchema, ${TYPES} types of connections`,
  reference: REFERENCE,
  prepare: provider('schema'),
  judge: megabytesMore(45),
};

const validate: BenchCase = {
  id: 'types-validate',
  title: `terraform validate, ${TYPES} types of connections`,
  reference: REFERENCE,
  async prepare(bench) {
    const { many, few } = await bundles(bench);
    const ours = await configured(bench, many);
    const reference = await configured(bench, few);
    return (round) =>
      bothSides(
        round,
        () => validated(ours),
        () => validated(reference),
      );
  },
  judge: secondsMore(0.5),
};

/** A Terraform folder with one connection, whose provider is the bundle in `code`. */
async function configured(bench: Workbench, code: string): Promise<string> {
  const folder = await bench.freshFolder();
  const program = join(folder, 'terraform-provider-syncform');
  await writeFile(program, `#!/bin/sh\nexec '${process.execPath}' '${join(code, 'provider.js')}'\n`);
  await chmod(program, 0o755);
  await writeFile(
    join(folder, '.tfrc'),
    `provider_installation {\n  dev_overrides { "syncform/syncform" = ${JSON.stringify(folder)} }\n  direct {}\n}\ndisable_checkpoint = true\n`,
  );
  await writeFile(
    join(folder, 'main.tf'),
    `terraform {
  required_providers {
    syncform = { source = "syncform/syncform" }
  }
}

resource "syncform_duckdb_connection" "here" {
  name          = "here"
  configuration = { path = "here.duckdb" }
}
`,
  );
  return folder;
}

async function validated(folder: string): Promise<Measured> {
  const measured = await measure({
    program: 'terraform',
    args: ['validate', '-no-color'],
    cwd: folder,
    env: {
      TF_CLI_CONFIG_FILE: join(folder, '.tfrc'),
      NODE_OPTIONS: '--disable-warning=ExperimentalWarning',
      NODE_COMPILE_CACHE: join(folder, 'compiled'),
      SYNCFORM_BENCH_USAGE_FILE: '',
    },
  });
  // Several processes one after the other: their sum says nothing.
  return { ...measured, megabytes: null };
}

export const connectionTypes: readonly BenchCase[] = [start, schema, validate];
