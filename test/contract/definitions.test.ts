import { connectors } from '../../engine/connectors/index.ts';
import { registry } from '../../engine/connectors/registry.ts';
import type { ConfigField } from '../../engine/contract/config-schema.ts';
import { checkConfig, describeConfig } from '../../engine/contract/describe-config.ts';
import { hasFacets } from '../../engine/contract/facet.ts';
import { manifestOf } from '../../engine/families/manifest/connector.ts';
import { parseFieldType, scalarTypeNames } from '../../engine/types/field-type.ts';
import { sourceType, targetType } from '../../engine/types/map-types.ts';
import { fixtures } from './fixtures.ts';

/** Field names that only ever hold a secret. */
const SECRET_NAME = /password|passwd|secret|token|private_key|client_key/i;

describe.each([...registry.values()])('the definition of $id', (definition) => {
  const schemas = [definition.config, ...Object.values(definition.definitions)];

  test('has a fixture, so that the suites run on it', () => {
    // Those that are made from manifests are run by test/manifests, which finds them in the registry.
    expect(fixtures.has(definition.id) || manifestOf(definition) !== undefined).toBe(true);
  });

  test('is in the index under its id and name', () => {
    const [entry] = connectors.filter(({ id }) => id === definition.id);
    expect(entry?.name).toBe(definition.name);
  });

  test('has a configuration of everything that it declares it can be used for, and of nothing else', () => {
    const takesRows = hasFacets(definition, 'define', 'load');
    const uses = {
      model: hasFacets(definition, 'query'),
      bulkSource: hasFacets(definition, 'discover', 'read'),
      bulkDestination: takesRows,
      createTarget: takesRows,
      syncTarget: takesRows || hasFacets(definition, 'write'),
    };
    const used = Object.entries(uses).flatMap(([use, can]) => (can ? [use] : []));
    expect(Object.keys(definition.definitions).sort()).toEqual(used.sort());
    expect(hasFacets(definition, 'changes') && !hasFacets(definition, 'read')).toBe(false);
  });

  test('describes every field for Terraform, REST and docs', () => {
    const check = (fields: readonly ConfigField[]) => {
      for (const field of fields) {
        expect([field.name, field.title ?? field.description]).not.toEqual([field.name, undefined]);
        if (field.onlyWhen) expect(fields.map((f) => f.name)).toContain(field.onlyWhen.field);
        if (
          SECRET_NAME.test(field.name) &&
          field.type === 'string' &&
          !/_id$|endpoint|_expiry$/.test(field.name)
        )
          expect([field.name, field.sensitive]).toEqual([field.name, true]);
        check(field.fields ?? []);
        check(field.items?.fields ?? []);
      }
    };
    for (const schema of schemas) check(describeConfig(schema));
  });

  test('says where its connections lead, by a setting that is no secret', () => {
    const places = describeConfig(definition.config).filter((field) => field.isPlace);
    expect(places.length).toBeGreaterThan(0);
    expect(places.filter((field) => field.sensitive || field.readOnly)).toEqual([]);
    // Rows of a database only wait in a bucket: with another one they are where they were.
    const { kind } = connectors.find(({ id }) => id === definition.id) ?? {};
    const staging = places.filter(({ name }) => /bucket|container|azure_account/.test(name));
    if (kind === 'database' || kind === 'warehouse') expect(staging.map(({ name }) => name)).toEqual([]);
  });

  test('refuses a setting that it does not know, at its path', () => {
    for (const schema of schemas) {
      const issues = checkConfig(schema, { no_such_setting: 1 });
      expect(issues.map((i) => i.path)).toContainEqual(['no_such_setting']);
    }
  });

  test('has type tables that name field types, and no rule twice', () => {
    const { source, target } = definition.types;
    for (const rule of source) {
      const example = rule.to
        .replaceAll(/\bp\b/g, '12')
        .replaceAll(/\bs\b/g, '2')
        .replaceAll(/\bT\b/g, 'int');
      expect([rule, parseFieldType(example)]).not.toEqual([rule, undefined]);
    }
    expect(new Set(source.map((r) => r.from)).size).toBe(source.length);
    expect(new Set(target.map((r) => r.from)).size).toBe(target.length);
    if (source.length > 0) expect(sourceType(definition.types, 'no such type at all').lossy).toBeDefined();
    else expect(definition.facets).not.toHaveProperty('discover');
  });

  if (hasFacets(definition, 'define') || hasFacets(definition, 'write'))
    test('gives every field type a target type where it takes rows', () => {
      for (const type of [...scalarTypeNames, 'decimal(12,2)', 'decimal(38,18)', 'array<int>'])
        expect([type, targetType(definition.types, type)]).not.toEqual([type, undefined]);
    });
});
