import { describeConfig } from '@syncform/engine/contract/describe-config.ts';
import { z } from 'zod';
import { answeredAttributes, configurationAttributes } from './connection-attributes.ts';
import { concernsSecret, configurationInput, configurationState } from './connection-values.ts';

const pair = z.strictObject({ name: z.string(), value: z.string().meta({ sensitive: true }) });
const fields = describeConfig(
  z.strictObject({
    url: z.string().meta({ description: 'Where it is.' }),
    mode: z.enum(['fast', 'safe']).default('safe'),
    token: z.string().meta({ sensitive: true }),
    headers: z.array(pair).optional(),
    labels: z.array(z.strictObject({ name: z.string() })).optional(),
    auth: z
      .strictObject({ basic: z.strictObject({ user: z.string(), password: z.string() }) })
      .optional()
      .meta({ sensitive: true }),
    user: z.string().optional().meta({ readOnly: true }),
    key: z
      .string()
      .optional()
      .meta({ onlyWhen: { field: 'mode', equals: 'safe' }, required: true }),
  }),
);

test('fields become attributes', () => {
  const attributes = configurationAttributes(fields);
  const kinds = Object.fromEntries(Object.entries(attributes).map(([name, { kind }]) => [name, kind]));
  expect(kinds).toEqual({
    url: 'required',
    mode: 'defaulted',
    token: 'writeOnlyRequired',
    headers: 'optional',
    labels: 'optional',
    auth: 'writeOnlyOptional',
    user: 'nullable',
    key: 'optional',
  });
  expect(attributes.mode?.options).toMatchObject({ oneOf: ['fast', 'safe', ''], default: 'safe' });
  expect(attributes.key?.options.description).toBe(
    'Key. Needed when `mode` is `safe`.'.replace('Key', 'key'),
  );
});

test('a collection with secrets is a list, for a set cannot hold write-only values', () => {
  const { headers, labels } = configurationAttributes(fields);
  expect(headers?.type.kind).toBe('list');
  expect(labels?.type.kind).toBe('set');
});

test('everything within a secret object is secret', () => {
  const { auth } = configurationAttributes(fields) as never as {
    auth: {
      type: {
        attributes: { basic: { kind: string; type: { attributes: Record<string, { kind: string }> } } };
      };
    };
  };
  const { basic } = auth.type.attributes;
  expect([basic.kind, ...Object.values(basic.type.attributes).map((a) => a.kind)]).toEqual([
    'writeOnlyRequired',
    'writeOnlyRequired',
    'writeOnlyRequired',
  ]);
});

test('a data source has no secrets', () => {
  expect(Object.keys(answeredAttributes(fields))).toEqual([
    'url',
    'mode',
    'headers',
    'labels',
    'user',
    'key',
  ]);
});

test('a secret that is unset is cleared, one that is not there stays; anything else that is unset is left out', () => {
  const input = configurationInput(fields, {
    url: 'x',
    token: null,
    headers: [{ name: 'a', value: 's' }],
    labels: null,
    user: 'y',
  });
  expect(input).toEqual({ url: 'x', token: null, headers: [{ name: 'a', value: 's' }] });
});

test('the state has defaults and no secrets', () => {
  expect(configurationState(fields, { url: 'x', headers: [{ name: 'a' }], user: 'y' })).toEqual({
    url: 'x',
    mode: 'safe',
    token: null,
    headers: [{ name: 'a', value: null }],
    labels: null,
    auth: null,
    user: 'y',
    key: null,
  });
});

test('an unknown value may be a secret wherever one can be inside', () => {
  const secret = ['', 'token', 'headers', 'headers.0', 'headers.0.value', 'auth', 'auth.basic.user'];
  const plain = ['url', 'headers.0.name', 'labels', 'labels.1.name'];
  expect(secret.filter((path) => !concernsSecret(fields, path))).toEqual([]);
  expect(plain.filter((path) => concernsSecret(fields, path))).toEqual([]);
});
