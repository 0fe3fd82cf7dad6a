import { Workspace } from '../../acceptance/workspace.ts';
import { type BenchCase, bothSides, secondsMore } from '../case.ts';
import type { Measured } from '../measure.ts';
import type { Workbench } from '../workbench.ts';

const SYNCS = 100;

/** A Terraform folder with so many syncs of one model, applied. */
async function applied(bench: Workbench, syncs: number): Promise<Workspace> {
  const workspace = await Workspace.create();
  const { hostname, port, username, password, database } = bench.connection();
  const fields = ['id', 'name', 'price'].map(
    (name) => `${name} = { source = { model_id = syncform_model.people.id, field = "${name}" } }`,
  );
  await workspace.configure(`
resource "syncform_postgresql_connection" "db" {
  name = "db"
  configuration = {
    hostname = "${hostname}"
    port     = ${port}
    username = "${username}"
    password = "${password}"
    database = "${database}"
    ssl      = false
  }
}

resource "syncform_model" "people" {
  name          = "people"
  connection_id = syncform_postgresql_connection.db.id
  configuration = { query = "SELECT id, name, price FROM planned_people" }
}

resource "syncform_sync" "copy" {
  count    = ${syncs}
  name     = "copy \${count.index}"
  active   = true
  mode     = "updateOrCreate"
  schedule = { frequency = "manual" }
  target = {
    connection_id = syncform_postgresql_connection.db.id
    create        = { name = "planned_${syncs}.copy_\${count.index}" }
  }
  identity = {
    source   = { model_id = syncform_model.people.id, field = "id" }
    target   = "id"
    function = "Equality"
  }
  fields = { ${fields.join(', ')} }
}
`);
  await workspace.apply();
  return workspace;
}

async function plan(workspace: Workspace): Promise<Measured> {
  const started = performance.now();
  const { code, output } = await workspace.plan();
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0) throw new Error(`terraform plan ended with code ${code}: ${output}`);
  return { seconds, megabytes: null, processorSeconds: null, output };
}

export const terraformPlan: BenchCase = {
  id: 'terraform-plan',
  title: `terraform plan, ${SYNCS} unchanged syncs`,
  reference: 'with 1',
  async prepare(bench) {
    await bench.sql([
      'CREATE TABLE planned_people (id int PRIMARY KEY, name text, price numeric(10,2))',
      `INSERT INTO planned_people SELECT i, 'name ' || i, i * 1.5 FROM generate_series(1, 100) i`,
    ]);
    const one = await applied(bench, 1);
    const many = await applied(bench, SYNCS);
    bench.afterwards(async () => {
      await one[Symbol.asyncDispose]();
      await many[Symbol.asyncDispose]();
    });
    return (round) =>
      bothSides(
        round,
        () => plan(many),
        () => plan(one),
      );
  },
  judge: secondsMore(1.5),
};
