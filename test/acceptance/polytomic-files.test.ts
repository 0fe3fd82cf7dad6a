import { PutObjectCommand } from '@aws-sdk/client-s3';
import { describeNeeding } from '../needing.ts';
import { missingS3, type S3Service, startS3 } from '../services/s3/s3.ts';
import { Workspace } from './workspace.ts';

/*
 * Files in a bucket in the words of Polytomic's documentation, the prefix changed. Its connections have no address of a
 * server, so the tests' server is named as AWS's own tools take it: AWS_ENDPOINT_URL_S3.
 */

const missing = await missingS3();

describeNeeding(missing, 'Polytomic’s configurations of files, at a local S3 server', () => {
  let s3: S3Service;
  let workspace: Workspace;
  let env: Record<string, string>;

  beforeAll(async () => {
    s3 = await startS3();
    workspace = await Workspace.create();
    env = { AWS_ENDPOINT_URL_S3: s3.endpoint };
    const files = {
      'dataset/people': '# exported\nid,name\n1,Ann\n2,Bob\n',
      'dataset/days/2024/a.csv': 'id,n\n1,10\n',
      'dataset/days/2024/b.csv': 'id,n\n2,20\n',
      'dataset/days/c.csv': 'id,n\n3,30\n',
      'dataset/days/notes.json': '{"id": 9}\n',
      'dataset/lists/users.csv': 'id,name\n7,Eve\n',
    };
    for (const [Key, Body] of Object.entries(files))
      await s3.client.send(new PutObjectCommand({ Bucket: s3.bucket, Key, Body }));
    await workspace.configure(configuration());
    const outcome = await workspace.tryApply([], { env });
    if (outcome.code !== 0) throw new Error(outcome.raw);
  });
  afterAll(async () => {
    await workspace?.[Symbol.asyncDispose]();
    await s3?.stop();
  });

  const sync = (name: string, mode: string, target: string, fields: readonly string[]) => `
resource "syncform_sync" "${name}" {
  name     = "${name}"
  active   = true
  mode     = "${mode}"
  schedule = { frequency = "manual" }
  target   = {
    connection_id = syncform_s3_connection.s3.id
    ${target}
  }
  fields = [${fields
    .map(
      (field) =>
        `{ source = { model_id = syncform_model.${name}.id, field = "${field}" }, target = "${field}" }`,
    )
    .join(', ')}]
}
`;

  const model = (name: string, settings: string) => `
resource "syncform_model" "${name}" {
  name          = "${name}"
  connection_id = syncform_s3_connection.s3.id
  configuration = jsonencode({ ${settings} })
}
`;

  const configuration = () => `
resource "syncform_s3_connection" "s3" {
  name = "s3"
  configuration = {
    auth_mode             = "access_key_and_secret"
    aws_access_key_id     = "${s3.accessKeyId}"
    aws_secret_access_key = "${s3.secretAccessKey}"
    iam_role_arn          = ""
    s3_bucket_name        = "s3://${s3.bucket}/dataset"
    s3_bucket_region      = "us-east-1"
    event_queue_arn       = ""
    csv_has_headers       = true
    is_single_table       = false
    single_table_name     = ""
  }
}
${model('one', 'model_from = "single_file", key = "people", file_format = "csv", skip_lines = 1, subfolder = ""')}
${model('many', 'model_from = "multi_file_archive", subfolder = "days", file_format = "csv", key = "", skip_lines = 0')}
${model('bucket_key', 'model_from = "single_file", key = "dataset/lists/users.csv", file_format = ""')}
${sync('one', 'replace', 'object = "copies/one"\n configuration = jsonencode({ format = "csv" })', ['id', 'name'])}
${sync('many', 'replace', 'create = { name = "copies/many" }\n configuration = jsonencode({ format = "json" })', ['id', 'n'])}
resource "syncform_bulk_sync" "reports" {
  name        = "reports"
  active      = true
  mode        = "snapshot"
  schedule    = { frequency = "manual" }
  source      = { connection_id = syncform_s3_connection.s3.id, configuration = jsonencode({ skip_lines = 0 }) }
  destination = {
    connection_id = syncform_s3_connection.s3.id
    configuration = jsonencode({ format = "csv", subfolder = "/reports/" })
  }
  schemas     = [{ id = "lists/users.csv" }]
}
`;

  test('the plan after it is empty', async () => {
    const { output } = await workspace.run(['plan', '-no-color'], { env });
    expect(output).toContain('No changes.');
  });

  test('one file is read under its key, whatever its name says; a folder’s files are one table', async () => {
    const columns = async (name: string) =>
      (await workspace.value<{ name: string }[]>(`syncform_model.${name}`, 'columns')).map(
        (column) => column.name,
      );
    expect(await columns('one')).toEqual(['id', 'name']);
    expect(await columns('many')).toEqual(['id', 'n']);
    expect(await columns('bucket_key')).toEqual(['id', 'name']);
    const last = (name: string) => workspace.value(`syncform_sync.${name}`, 'last_execution');
    expect(await last('one')).toMatchObject({ records_inserted: 2 });
    expect(await last('many')).toMatchObject({ records_inserted: 3 });
  });

  test('an object that is named and not there is made, and a subfolder holds the tables', async () => {
    const keys = await s3.keys('dataset/');
    const inFolder = (folder: string, end: string) =>
      keys.filter(
        (key) => key.startsWith(`dataset/${folder}/`) && key.endsWith(end) && !key.endsWith('_manifest.json'),
      ).length;
    expect(inFolder('copies/one', '.csv')).toBe(1);
    expect(inFolder('copies/many', '.json')).toBe(1);
    expect(inFolder('reports/users', '.csv')).toBe(1);
  });

  test('a key that leads nowhere, and files whose format nothing tells, say so at the setting', async () => {
    await workspace.configure(configuration(), model('gone', 'model_from = "single_file", key = "nobody"'));
    const gone = await workspace.run(['plan', '-no-color'], { env });
    expect(gone.output).toContain('there is no file "nobody"');
    await workspace.configure(configuration(), model('bare', 'model_from = "single_file", key = "people"'));
    const bare = await workspace.run(['plan', '-no-color'], { env });
    expect(bare.output).toContain('the name of "people" does not tell its format');
    await workspace.configure(
      configuration(),
      model('mixed', 'model_from = "multi_file_archive", subfolder = "days"'),
    );
    const mixed = await workspace.run(['plan', '-no-color'], { env });
    expect(mixed.output).toContain('there are files of several formats in days');
  });
});
