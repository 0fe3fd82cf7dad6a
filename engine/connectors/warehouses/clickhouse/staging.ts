import { randomUUID } from 'node:crypto';
import { s3Address } from '../../../families/object-store/s3/bucket-name.ts';
import { s3Endpoint } from '../../../families/object-store/s3/endpoint.ts';
import { type StagingArea, stagingFolder } from '../../../families/object-store/staging/staging-area.ts';
import { Redactor } from '../../../kit/redactor.ts';
import type { ClickhouseConfig } from './config.ts';
import { quoteLiteral } from './sql.ts';

/** Where files wait for ClickHouse, and how it reads them there. */
export interface Staging {
  open(): Promise<StagingArea>;
  /** A Parquet file as a table function, of an address as the area names it, and the columns with their types. */
  file(address: string, structure: string): string;
  /** What no error may show. */
  readonly secrets: readonly string[];
}

/** As the connection says; undefined where rows are sent to the server itself. */
export function stagingOf(config: ClickhouseConfig): Staging | undefined {
  if (config.cloud_provider === 'aws') return s3Staging(config);
  if (config.cloud_provider === 'azure') return azureStaging(config);
  return undefined;
}

function s3Staging(config: ClickhouseConfig): Staging {
  const {
    s3_bucket_region: region,
    iam_role_arn: roleArn = '',
    aws_access_key_id: accessKeyId = '',
    aws_secret_access_key: secretAccessKey = '',
  } = config;
  const isRole = config.auth_mode === 'iam_role';
  return {
    secrets: isRole ? [] : [secretAccessKey],
    async open() {
      const { configuredBucket } = await import('../../../families/object-store/staging/s3.ts');
      return configuredBucket(config);
    },
    file(address, structure) {
      const [, name = '', key = ''] = /^s3:\/\/([^/]+)\/(.*)$/s.exec(address) ?? [];
      const endpoint = s3Endpoint();
      // A name with dots is none that a certificate covers, and stands in the path.
      const within = endpoint || name.includes('.') ? `${name}/${key}` : key;
      const url = `${endpoint?.replace(/\/$/, '') || s3Address(name, region)}/${within}`;
      const shape = [`'Parquet'`, quoteLiteral(structure)];
      const said = isRole
        ? [quoteLiteral(url), ...shape, `extra_credentials(role_arn = ${quoteLiteral(roleArn)})`]
        : [quoteLiteral(url), quoteLiteral(accessKeyId), quoteLiteral(secretAccessKey), ...shape];
      return `s3(${said.join(', ')})`;
    },
  };
}

function azureStaging(config: ClickhouseConfig): Staging {
  const {
    azure_account_name: account = '',
    azure_access_key: key = '',
    container_name: container = '',
  } = config;
  const endpoint = `https://${account}.blob.core.windows.net`;
  return {
    secrets: [key],
    async open() {
      const { azureStagingArea } = await import('../../../families/object-store/staging/azure.ts');
      return azureStagingArea({ account, key, container, endpoint });
    },
    file(address, structure) {
      const path = address.replace(/^abfss:\/\/[^/]+\//, '');
      const said = [endpoint, container, path, account, key, 'Parquet', 'auto', structure];
      return `azureBlobStorage(${said.map(quoteLiteral).join(', ')})`;
    },
  };
}

/** Has a local file wait in a bucket while `work` has ClickHouse read it; the file goes, whatever way it ends. */
export async function staged<T>(
  staging: Staging,
  {
    path,
    scope,
    structure,
    signal,
  }: {
    readonly path: string;
    readonly scope: string;
    readonly structure: string;
    readonly signal: AbortSignal;
  },
  work: (file: string) => Promise<T>,
): Promise<T> {
  const folder = stagingFolder(scope);
  const redactor = new Redactor();
  for (const secret of staging.secrets) redactor.learn(secret);
  await using area = await staging.open();
  try {
    // What a killed process left.
    await area.remove(folder, signal);
    const key = `${folder}${randomUUID()}.parquet`;
    await area.upload(path, key, signal);
    return await work(staging.file(area.url(key), structure));
  } catch (error) {
    throw redactor.maskError(error);
  } finally {
    await area.remove(folder);
  }
}
