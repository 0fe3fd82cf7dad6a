// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions in Terraform's own language
import { Fn, type TerraformStack, TerraformVariable } from 'cdktf';
import {
  CsvConnection,
  DuckdbConnection,
  Model,
  ModelSync,
  PostgresqlConnection,
  type Secret,
  SecretVariable,
} from '../index.ts';
import { argumentsOf, synthesised } from './synthesised.ts';

const postgres = { hostname: 'db.example.com', database: 'analytics', username: 'syncform' };

function withPassword(password: (stack: TerraformStack) => Secret) {
  return synthesised((stack) => {
    new PostgresqlConnection(stack, 'warehouse', { ...postgres, password: password(stack) });
  });
}

test('a variable for a secret is ephemeral', () => {
  const { variable } = withPassword(
    (stack) => new SecretVariable(stack, 'password', { description: 'Of the role syncform' }),
  );
  expect(variable).toEqual({
    password: {
      type: 'string',
      sensitive: true,
      ephemeral: true,
      nullable: false,
      description: 'Of the role syncform',
    },
  });
});

test.each<[string, (stack: TerraformStack) => Secret, string]>([
  ['a secret variable', (stack) => new SecretVariable(stack, 'p'), '${var.p}'],
  ['a sensitive variable', (stack) => new TerraformVariable(stack, 'p', { sensitive: true }), '${var.p}'],
  ["a variable's value", (stack) => new SecretVariable(stack, 'p').stringValue, '${var.p}'],
  [
    'an expression over one',
    (stack) => Fn.trimspace(new SecretVariable(stack, 'p').stringValue),
    '${trimspace(var.p)}',
  ],
  [
    "an expression in Terraform's language",
    () => '${ephemeral.vault_secret.db.value}',
    '${ephemeral.vault_secret.db.value}',
  ],
])('a secret may be %s', (_, password, expected) => {
  const configuration = argumentsOf(withPassword(password), 'syncform_postgresql_connection').configuration;
  expect(configuration).toEqual({ ...postgres, password: expected });
});

test('a secret that is written out is refused, with what to use instead, and not repeated', () => {
  const define = () => withPassword(() => 'hunter2');
  expect(define).toThrow(
    /syncform_postgresql_connection "stack\/warehouse": password is a secret and is written out/,
  );
  expect(define).toThrow(/new SecretVariable\(this, …\)/);
  expect(define).not.toThrow(/hunter2/);
});

test('a variable that Terraform would show is refused', () => {
  expect(() => withPassword((stack) => new TerraformVariable(stack, 'shown', { type: 'string' }))).toThrow(
    /password comes from the variable "shown", which is not sensitive/,
  );
});

test('secrets within lists and objects are found, and what stands beside them may be written out', () => {
  const define = (value: string, password: string) =>
    synthesised((stack) => {
      new CsvConnection(stack, 'prices', {
        url: 'https://example.com/prices.csv',
        headers: [{ name: 'X-Key', value }],
        auth: { basic: { username: 'reader', password } },
      });
    });
  expect(argumentsOf(define('${var.key}', '${var.password}'), 'syncform_csv_connection')).toMatchObject({
    configuration: {
      headers: [{ name: 'X-Key', value: '${var.key}' }],
      auth: { basic: { username: 'reader', password: '${var.password}' } },
    },
  });
  expect(() => define('k3y', '${var.password}')).toThrow(/"stack\/prices": headers\.0\.value is a secret/);
  expect(() => define('${var.key}', 'hunter2')).toThrow(/"stack\/prices": auth\.basic\.password is a secret/);
});

test('a passphrase is a secret', () => {
  const define = (passphrase: (stack: TerraformStack) => Secret) =>
    synthesised((stack) => {
      const connection = new DuckdbConnection(stack, 'duckdb', { path: '/data/a.duckdb' });
      const model = Model.fromTable(stack, 'users', { connection, table: 'users' });
      new ModelSync(stack, 'sync', {
        mode: 'append',
        target: { connection, object: 'main.people' },
        fields: model.pick('email'),
        encryptionPassphrase: passphrase(stack),
      });
    });
  expect(() => define(() => 'hunter2')).toThrow(
    /syncform_sync "stack\/sync": encryptionPassphrase is a secret/,
  );
  expect(
    argumentsOf(
      define((stack) => new SecretVariable(stack, 'p')),
      'syncform_sync',
    ),
  ).toMatchObject({
    encryption_passphrase: '${var.p}',
  });
});
