// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions in Terraform's own language
import { TerraformOutput } from 'cdktf';
import {
  DatabricksConnection,
  ExistingConnection,
  HubspotConnection,
  MotherduckConnection,
  S3Connection,
  SecretVariable,
} from '../index.ts';
import { argumentsOf, synthesised } from './synthesised.ts';

const LITERAL = 'a secret that is written out';

test.each([
  [
    'Databricks',
    (stack) =>
      new DatabricksConnection(stack, 'own', {
        serverHostname: 'dbc.cloud.databricks.com',
        httpPath: '/sql/1.0/warehouses/a',
        accessToken: LITERAL,
      }),
  ],
  ['MotherDuck', (stack) => new MotherduckConnection(stack, 'own', { accessToken: LITERAL })],
  ['HubSpot', (stack) => new HubspotConnection(stack, 'own', { accessToken: LITERAL })],
] as [string, Parameters<typeof synthesised>[0]][])(
  'a secret of %s that is written out is refused',
  (_, define) => {
    expect(() => synthesised(define)).toThrow(/"stack\/own": accessToken is a secret and is written out/);
  },
);

test('what the engine would refuse without asking a system is refused with the path of the construct', () => {
  const bucket = { s3BucketName: 'b', s3BucketRegion: 'eu-central-1' };
  expect(() =>
    synthesised((stack) => {
      new S3Connection(stack, 'lake', { ...bucket, authMode: 'nobody' });
    }),
  ).toThrow(/syncform_s3_connection "stack\/lake": authMode has to be one of .*, and is "nobody"/);
  expect(() =>
    synthesised((stack) => {
      new S3Connection(stack, 'lake', { ...bucket, regoin: 'a' } as typeof bucket);
    }),
  ).toThrow(/syncform_s3_connection "stack\/lake": there is no setting regoin; there are .*s3BucketRegion/);
});

test('a connection that is there already is referred to by its id', () => {
  const configuration = synthesised((stack) => {
    const existing = new ExistingConnection(stack, 'shop', {
      type: 'postgresql',
      connectionId: '018f0000-0000-7000-8000-000000000001',
    });
    new TerraformOutput(stack, 'host', { value: existing.setting('hostname') });
    new HubspotConnection(stack, 'crm', { accessToken: new SecretVariable(stack, 'token') });
  });
  expect(JSON.parse(JSON.stringify(configuration))).toMatchObject({
    data: { syncform_postgresql_connection: { shop: { id: '018f0000-0000-7000-8000-000000000001' } } },
    output: { host: { value: '${data.syncform_postgresql_connection.shop.configuration.hostname}' } },
  });
  expect(argumentsOf(configuration, 'syncform_hubspot_connection')).toEqual({
    name: 'crm',
    configuration: { access_token: '${var.token}' },
  });
});
