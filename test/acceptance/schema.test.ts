import { registry } from '../../engine/connectors/registry.ts';
import type { ConfigField } from '../../engine/contract/config-schema.ts';
import { describeConfig } from '../../engine/contract/describe-config.ts';
import { succeeded, Workspace } from './workspace.ts';

interface Described {
  readonly description?: string;
  readonly write_only?: boolean;
  readonly nested_type?: { readonly attributes: Record<string, Described> };
}
interface Schema {
  readonly block: { readonly description?: string; readonly attributes: Record<string, Described> };
}

let schemas: { readonly [kind in 'resource_schemas' | 'data_source_schemas']: Record<string, Schema> };
beforeAll(async () => {
  await using workspace = await Workspace.create();
  await workspace.configure();
  const { raw } = succeeded(await workspace.run(['providers', 'schema', '-json']));
  const all = JSON.parse(raw.slice(raw.indexOf('{"format_version"')));
  schemas = all.provider_schemas['registry.terraform.io/syncform/syncform'];
});

test('there is a resource and a data source for every connector', () => {
  const connections = [...registry.keys()].map((id) => `syncform_${id}_connection`);
  expect(Object.keys(schemas.resource_schemas).sort()).toEqual(
    [
      ...connections,
      'syncform_bulk_sync',
      'syncform_connection_schema_primary_keys',
      'syncform_model',
      'syncform_sync',
    ].sort(),
  );
  expect(Object.keys(schemas.data_source_schemas).sort()).toEqual(
    [
      ...connections,
      'syncform_bulk_destination',
      'syncform_bulk_source',
      'syncform_caller_identity',
      'syncform_connection_schema',
      'syncform_query',
      'syncform_sync_preview',
    ].sort(),
  );
});

test('everything is described', () => {
  const missing: string[] = [];
  const look = (attributes: Record<string, Described>, path: string) => {
    for (const [name, attribute] of Object.entries(attributes)) {
      if (!attribute.description) missing.push(`${path}.${name}`);
      if (attribute.nested_type) look(attribute.nested_type.attributes, `${path}.${name}`);
    }
  };
  for (const all of Object.values(schemas))
    if (typeof all === 'object')
      for (const [type, { block }] of Object.entries(all)) if (block) look(block.attributes, type);
  expect(missing).toEqual([]);
});

test('a secret field is write-only in the resource, and not in the data source', () => {
  const secrets = [...registry.values()].flatMap(({ id, config }) =>
    secretPaths(describeConfig(config)).map((path) => [`syncform_${id}_connection`, path] as const),
  );
  expect(secrets).toContainEqual(['syncform_postgresql_connection', ['password']]);
  for (const [type, path] of secrets) {
    const written = attributeAt(schemas.resource_schemas[type], ['configuration', ...path]);
    expect({ type, path, write_only: written?.write_only }).toEqual({ type, path, write_only: true });
    expect(attributeAt(schemas.data_source_schemas[type], ['configuration', ...path])).toBeUndefined();
  }
});

test('a secret that syncform makes is nowhere in the schema', () => {
  for (const kind of [schemas.resource_schemas, schemas.data_source_schemas])
    expect(attributeAt(kind.syncform_webhook_connection, ['configuration', 'secret'])).toBeUndefined();
});

function secretPaths(fields: readonly ConfigField[]): readonly (readonly string[])[] {
  return fields.flatMap((field) => {
    if (field.sensitive) return field.readOnly ? [] : [[field.name]];
    return secretPaths(field.fields ?? field.items?.fields ?? []).map((path) => [field.name, ...path]);
  });
}

function attributeAt(schema: Schema | undefined, path: readonly string[]): Described | undefined {
  let attributes = schema?.block.attributes;
  let found: Described | undefined;
  for (const name of path) {
    found = attributes?.[name];
    attributes = found?.nested_type?.attributes;
  }
  return found;
}
