import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, ListObjectsV2Command, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { CopyInto } from './copy-into-statement.ts';
import { WarehouseError } from './warehouse-error.ts';

/** Where the warehouse finds what it knows by the clouds' own addresses. */
export interface StorageEndpoints {
  /** Of the S3 server, `http://127.0.0.1:7071`. */
  readonly s3?: string;
  /** Of the Azure Blob server by its account, `http://127.0.0.1:10000/devstoreaccount1`. */
  readonly azure?: string;
}

/** A file that `COPY INTO` reads: its whole address, and how it comes here. */
export interface SourceFile {
  readonly address: string;
  readonly size: number;
  download(path: string): Promise<void>;
}

/** A credential's parts by their names in `CREDENTIAL (…)`. */
export type StorageCredential = Readonly<Record<string, string>>;

/**
 * The files at the source of a `COPY INTO`, in order of their names, as the credential lets one see them; names that
 * begin with `_` or `.` are left out as Spark does. Throws WarehouseError where the storage refuses or has none.
 */
export async function sourceFiles(
  copy: Pick<CopyInto, 'source' | 'files' | 'pattern'>,
  credential: StorageCredential,
  endpoints: StorageEndpoints,
): Promise<SourceFile[]> {
  const folder = copy.source.replace(/\/+$/, '');
  const found = await list(folder, credential, endpoints);
  const relative = (file: SourceFile) => file.address.slice(folder.length + 1);
  const visible = found.filter(
    (file) =>
      !relative(file)
        .split('/')
        .some((part) => /^[_.]/.test(part)),
  );
  if (copy.files) {
    return copy.files.map((name) => {
      const file = visible.find((candidate) => relative(candidate) === name);
      if (!file)
        throw new WarehouseError(`[PATH_NOT_FOUND] Path does not exist: ${folder}/${name}.`, '42K03');
      return file;
    });
  }
  const { pattern } = copy;
  if (pattern === undefined) return visible;
  const wanted = glob(pattern);
  return visible.filter((file) => wanted.test(relative(file)));
}

function glob(pattern: string): RegExp {
  const parts: Record<string, string> = { '*': '[^/]*', '?': '[^/]', '{': '(?:', '}': ')', ',': '|' };
  const source = pattern.replace(/[*?{},]|[.+^$()|\\]/g, (c) => parts[c] ?? `\\${c}`);
  return new RegExp(`^${source}$`);
}

function list(
  folder: string,
  credential: StorageCredential,
  endpoints: StorageEndpoints,
): Promise<SourceFile[]> {
  const s3 = /^s3[an]?:\/\/([^/]+)\/?(.*)$/.exec(folder);
  if (s3) return listS3(folder, s3[1] as string, s3[2] as string, credential, endpoints.s3);
  const azure = /^(?:abfss?|wasbs?):\/\/([^@/]+)@([^/.]+)[^/]*\/?(.*)$/.exec(folder);
  if (azure) {
    const [, container, account, path] = azure as unknown as [string, string, string, string];
    return listAzure(folder, { container, account, path }, credential, endpoints.azure);
  }
  throw new WarehouseError(`COPY INTO: files cannot be read from ${folder}.`);
}

async function listS3(
  folder: string,
  bucket: string,
  path: string,
  credential: StorageCredential,
  endpoint: string | undefined,
): Promise<SourceFile[]> {
  if (!endpoint) throw new WarehouseError('This local warehouse has been given no S3 server.');
  const { AWS_ACCESS_KEY, AWS_SECRET_KEY, AWS_SESSION_TOKEN } = credential;
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: {
      accessKeyId: AWS_ACCESS_KEY ?? '',
      secretAccessKey: AWS_SECRET_KEY ?? '',
      ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
    },
  });
  const refused = (error: unknown): never => {
    if (!(error instanceof S3ServiceException)) throw error;
    const status = error.$metadata.httpStatusCode ?? 0;
    throw storageError(
      folder,
      `${error.name}: ${error.message} (Service: Amazon S3; Status Code: ${status})`,
    );
  };
  const files: SourceFile[] = [];
  let token: string | undefined;
  do {
    const page = await client
      .send(new ListObjectsV2Command({ Bucket: bucket, Prefix: path, ContinuationToken: token }))
      .catch(refused);
    for (const { Key = '', Size = 0 } of page.Contents ?? []) {
      if (!isWithin(Key, path)) continue;
      const download = async (to: string) => {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key })).catch(refused);
        await pipeline(Body as Readable, createWriteStream(to));
      };
      files.push({ address: `${folder}${Key.slice(path.length)}`, size: Size, download });
    }
    token = page.NextContinuationToken;
  } while (token);
  return files;
}

async function listAzure(
  folder: string,
  at: { readonly container: string; readonly account: string; readonly path: string },
  credential: StorageCredential,
  endpoint: string | undefined,
): Promise<SourceFile[]> {
  if (!endpoint?.endsWith(`/${at.account}`)) {
    throw new WarehouseError(`This local warehouse has been given no Azure account ${at.account}.`);
  }
  const sas = (credential.AZURE_SAS_TOKEN ?? '').replace(/^\?/, '');
  const ask = async (path: string, query: Record<string, string>): Promise<Response> => {
    const response = await fetch(`${endpoint}/${path}?${new URLSearchParams(query)}&${sas}`);
    if (response.ok) return response;
    const code = response.headers.get('x-ms-error-code') ?? response.statusText;
    throw storageError(folder, `${code} (Azure Blob Storage; Status Code: ${response.status})`);
  };
  const files: SourceFile[] = [];
  let marker = '';
  do {
    const query = { restype: 'container', comp: 'list', prefix: at.path, ...(marker ? { marker } : {}) };
    const page = await (await ask(at.container, query)).text();
    for (const [, name = '', properties = ''] of page.matchAll(
      /<Blob>\s*<Name>([^<]*)<\/Name>([\s\S]*?)<\/Blob>/g,
    )) {
      if (!isWithin(name, at.path)) continue;
      const download = async (to: string) => {
        const path = [at.container, ...name.split('/').map(encodeURIComponent)].join('/');
        const { body } = await ask(path, {});
        await pipeline(body as unknown as Readable, createWriteStream(to));
      };
      const size = Number(/<Content-Length>(\d+)</.exec(properties)?.[1] ?? 0);
      files.push({ address: `${folder}${name.slice(at.path.length)}`, size, download });
    }
    marker = /<NextMarker>([^<]+)<\/NextMarker>/.exec(page)?.[1] ?? '';
  } while (marker);
  return files;
}

/** A prefix names a folder or one file, not all that begins like it. */
function isWithin(key: string, path: string): boolean {
  return !key.endsWith('/') && (path === '' || key === path || key.startsWith(`${path}/`));
}

function storageError(folder: string, reason: string): WarehouseError {
  return new WarehouseError(
    `[UNAUTHORIZED_ACCESS] Unauthorized access: cannot read ${folder}: ${reason}. SQLSTATE: 42501`,
    '42501',
  );
}
