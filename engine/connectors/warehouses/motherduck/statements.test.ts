import {
  attachStatements,
  createStagingSecret,
  dropStagingSecret,
  LIST_DATABASES,
  READ_IN_CLOUD,
} from './statements.ts';

const keys = { keyId: 'AKIAEXAMPLE', secret: "it's secret", region: 'eu-central-1' };
afterEach(() => {
  delete process.env.AWS_ENDPOINT_URL_S3;
});

test('the database is attached alone, and its token is no part of its address', () => {
  expect(attachStatements("to'ken", 'sales data')).toEqual([
    "SET motherduck_token = 'to''ken'",
    "ATTACH 'md:sales data?attach_mode=single'",
  ]);
});

test('MotherDuck is asked for its databases, without those that only this DuckDB has', () => {
  expect(LIST_DATABASES).toBe(
    "SELECT alias, type FROM MD_ALL_DATABASES() WHERE fully_qualified_name LIKE 'md:%' ORDER BY alias",
  );
});

test('staged files are read by MotherDuck’s servers, whatever their address', () => {
  expect(READ_IN_CLOUD).toBe('MD_RUN = REMOTE');
});

test('staged files are read with a secret of the session’s, for their folder alone', () => {
  expect(createStagingSecret('_syncform_1', 's3://loads/_syncform_staging/abc/', keys)).toBe(
    `CREATE OR REPLACE TEMPORARY SECRET "_syncform_1" (TYPE s3, KEY_ID 'AKIAEXAMPLE', SECRET 'it''s secret', REGION 'eu-central-1', SCOPE 's3://loads/_syncform_staging/abc/')`,
  );
  expect(dropStagingSecret('_syncform_1')).toBe('DROP TEMPORARY SECRET IF EXISTS "_syncform_1"');
});

test('another S3 than AWS’s is named as the tools of AWS name it', () => {
  process.env.AWS_ENDPOINT_URL_S3 = 'http://localhost:7070';
  expect(createStagingSecret('s', 's3://loads/', keys)).toBe(
    `CREATE OR REPLACE TEMPORARY SECRET "s" (TYPE s3, KEY_ID 'AKIAEXAMPLE', SECRET 'it''s secret', REGION 'eu-central-1', ENDPOINT 'localhost:7070', URL_STYLE 'path', USE_SSL false, SCOPE 's3://loads/')`,
  );
});
