import { Workspace } from '../../acceptance/workspace.ts';
import { type BenchCase, bothSides, secondsMore, timesReference } from '../case.ts';
import type { Workbench } from '../workbench.ts';
import { apply, PEOPLE, plan, syncs, terraformData } from './terraform-syncs.ts';

const SYNCS = 100;
const MANY = 1000;

/** A Terraform folder, not applied yet; gone when the benchmarks end. */
async function folder(bench: Workbench): Promise<Workspace> {
  const workspace = await Workspace.create();
  bench.afterwards(() => workspace[Symbol.asyncDispose]());
  return workspace;
}

async function withSyncs(bench: Workbench, count: number, isRun = false): Promise<Workspace> {
  const workspace = await folder(bench);
  await workspace.configure(syncs(bench, count, isRun));
  return workspace;
}

/** As many resources of Terraform's own, without any provider but the one that is built in. */
async function withData(bench: Workbench, count: number): Promise<Workspace> {
  const workspace = await folder(bench);
  await workspace.write('main.tf', terraformData(count));
  return workspace;
}

async function applied(made: Promise<Workspace>): Promise<Workspace> {
  const workspace = await made;
  await workspace.apply();
  return workspace;
}

const unchanged: BenchCase = {
  id: 'terraform-plan',
  title: `terraform plan, ${SYNCS} unchanged syncs`,
  reference: 'with 1',
  async prepare(bench) {
    await bench.sql(PEOPLE);
    const one = await applied(withSyncs(bench, 1, true));
    const many = await applied(withSyncs(bench, SYNCS, true));
    return (round) =>
      bothSides(
        round,
        () => plan(many),
        () => plan(one),
      );
  },
  judge: secondsMore(1.5),
};

const REFERENCE = `${MANY} terraform_data`;

const manyUnchanged: BenchCase = {
  id: 'terraform-many-plan',
  title: `terraform plan, ${MANY} unchanged syncs`,
  reference: REFERENCE,
  async prepare(bench) {
    await bench.sql(PEOPLE);
    const ours = await applied(withSyncs(bench, MANY));
    const reference = await applied(withData(bench, MANY));
    return (round) =>
      bothSides(
        round,
        () => plan(ours),
        () => plan(reference),
      );
  },
  judge: timesReference(3.3),
};

const manyNew: BenchCase = {
  id: 'terraform-many-apply',
  title: `terraform apply, ${MANY} syncs that do not run`,
  reference: REFERENCE,
  async prepare(bench) {
    await bench.sql(PEOPLE);
    return async (round) => {
      const ours = await withSyncs(bench, MANY);
      const reference = await withData(bench, MANY);
      return bothSides(
        round,
        () => apply(ours),
        () => apply(reference),
      );
    };
  },
  judge: timesReference(1.9),
};

export const terraform: readonly BenchCase[] = [unchanged, manyUnchanged, manyNew];
