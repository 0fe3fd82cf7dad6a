import type { Workspace } from '../../acceptance/workspace.ts';
import type { Measured } from '../measure.ts';
import type { Workbench } from '../workbench.ts';

/** Statements that make the table which the model of `syncs` reads. */
export const PEOPLE: readonly string[] = [
  'CREATE TABLE IF NOT EXISTS planned_people (id int PRIMARY KEY, name text, price numeric(10,2))',
  `INSERT INTO planned_people SELECT i, 'name ' || i, i * 1.5 FROM generate_series(1, 100) i ON CONFLICT DO NOTHING`,
];

/** A configuration with so many syncs of one model, each into a table of its own. */
export function syncs(bench: Workbench, count: number, isRun: boolean): string {
  const { hostname, port, username, password, database } = bench.connection();
  const fields = ['id', 'name', 'price'].map(
    (name) => `${name} = { source = { model_id = syncform_model.people.id, field = "${name}" } }`,
  );
  return `
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
  count        = ${count}
  name         = "copy \${count.index}"
  active       = true
  run_on_apply = ${isRun}
  mode         = "updateOrCreate"
  schedule     = { frequency = "manual" }
  target = {
    connection_id = syncform_postgresql_connection.db.id
    create        = { name = "planned_${count}.copy_\${count.index}" }
  }
  identity = {
    source   = { model_id = syncform_model.people.id, field = "id" }
    target   = "id"
    function = "Equality"
  }
  fields = { ${fields.join(', ')} }
}
`;
}

/** As many resources of Terraform's own, with as little in the state as they can have. */
export function terraformData(count: number): string {
  return `
resource "terraform_data" "copy" {
  count = ${count}
  input = count.index
}
`;
}

export const plan = (workspace: Workspace): Promise<Measured> =>
  timed(async () => {
    const { code, output } = await workspace.plan();
    if (code !== 0) throw new Error(`terraform plan ended with code ${code}: ${output}`);
    return output;
  });

export const apply = (workspace: Workspace): Promise<Measured> =>
  timed(async () => (await workspace.apply()).output);

async function timed(work: () => Promise<string>): Promise<Measured> {
  const started = performance.now();
  const output = await work();
  const seconds = (performance.now() - started) / 1000;
  return { seconds, megabytes: null, processorSeconds: null, output };
}
