/** Pieces of configuration that several tests use: people in a table, and a sync of them to another. */

export const PEOPLE = `
CREATE TABLE people (id int PRIMARY KEY, name text, price numeric(10,2));
INSERT INTO people SELECT i, 'name ' || i, i * 1.5 FROM generate_series(1, 100) i;
`;

export interface SyncPieces {
  readonly query?: string;
  readonly name?: string;
  /** `fields` as HCL. */
  readonly fields?: string;
  readonly table?: string;
  /** More lines in the sync. */
  readonly more?: string;
  readonly label?: string;
}

/** A model of people, `syncform_model.people`, on the connection `db`. */
export function model(query = 'SELECT id, name, price FROM people'): string {
  return `
resource "syncform_model" "people" {
  name          = "people"
  connection_id = syncform_postgresql_connection.db.id
  configuration = { query = ${JSON.stringify(query)} }
}
`;
}

/** A sync of them, `syncform_sync.copy`, to a new table. */
export function sync({
  name = 'copy of people',
  table = 'public.people_copy',
  fields = mapOfFields('name', 'price'),
  more = '',
  label = 'copy',
}: SyncPieces = {}): string {
  return `
resource "syncform_sync" ${JSON.stringify(label)} {
  name     = ${JSON.stringify(name)}
  active   = true
  mode     = "updateOrCreate"
  schedule = { frequency = "manual" }
  target = {
    connection_id = syncform_postgresql_connection.db.id
    create        = { name = ${JSON.stringify(table)} }
  }
  identity = {
    source   = { model_id = syncform_model.people.id, field = "id" }
    target   = "id"
    function = "Equality"
  }
  fields = ${fields}
  ${more}
}
`;
}

/** Fields as a map by target. */
export function mapOfFields(...names: readonly string[]): string {
  const entries = names.map(
    (n) => `${n} = { source = { model_id = syncform_model.people.id, field = "${n}" } }`,
  );
  return `{\n    ${entries.join('\n    ')}\n  }`;
}

/** Fields as Polytomic's configurations have them: objects in brackets. */
export function listOfFields(...names: readonly string[]): string {
  const entries = names.map(
    (n) => `{ source = { model_id = syncform_model.people.id, field = "${n}" }, target = "${n}" }`,
  );
  return `[\n    ${entries.join(',\n    ')}\n  ]`;
}
