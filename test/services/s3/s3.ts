import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { sharedServer, stopServer } from '../supervised-server.ts';
import { administer, newKeys, type S3Options, s3Program, startServer } from './s3-server.ts';

/** A real S3 server for a test, with a bucket of the test's own. */
export interface S3Service extends AsyncDisposable {
  /** `http://127.0.0.1:7071`; buckets are parts of the path. */
  readonly endpoint: string;
  readonly host: string;
  readonly port: number;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** An empty bucket that nobody else uses. */
  readonly bucket: string;
  /** A client with the keys that are let in. */
  readonly client: S3Client;
  /** Makes one more user, who may do everything, and answers its keys. */
  createKeys(): Promise<S3Keys>;
  /** Removes a user made so: its keys are let in no more. */
  removeKeys(accessKeyId: string): Promise<void>;
  /** Makes one more empty bucket and answers its name. */
  createBucket(): Promise<string>;
  /** The keys of a bucket's objects below a prefix, sorted. */
  keys(prefix?: string, bucket?: string): Promise<string[]>;
  /** The keys of uploads in parts that nobody completed or aborted. */
  unfinishedUploads(bucket?: string): Promise<string[]>;
  /** Removes the buckets made here; a server of the test's own is stopped too. */
  stop(): Promise<void>;
}

export interface S3Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Why no S3 server can be started here, or undefined where one can. The first time it may build one, for minutes. */
export async function missingS3(): Promise<string | undefined> {
  const found = await s3Program();
  return 'missing' in found ? found.missing : undefined;
}

/**
 * An S3 server to test with. Within a jest run all callers share one; each gets its own bucket. With `folder` it is one of the
 * caller's own, whose buckets are folders there. Callers of one `region` share one.
 */
export async function startS3(options: S3Options = {}): Promise<S3Service> {
  const runDir = options.folder === undefined ? process.env.SYNCFORM_TEST_RUN_DIR : undefined;
  const server = runDir
    ? await sharedServer(`s3${options.region ?? ''}`, runDir, (owner) => startServer(owner, options))
    : await startServer(process.pid, options);
  const { port, accessKeyId, secretAccessKey, region } = server;
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  });
  const buckets: string[] = [];
  const createBucket = async () => {
    const name = `test-${process.pid}-${buckets.length}-${Date.now().toString(36)}`;
    await client.send(new CreateBucketCommand({ Bucket: name }));
    buckets.push(name);
    return name;
  };
  const bucket = await createBucket();
  const keys = async (prefix = '', within = bucket) => {
    const found: string[] = [];
    let token: string | undefined;
    do {
      const page = await client.send(
        new ListObjectsV2Command({ Bucket: within, Prefix: prefix, ContinuationToken: token }),
      );
      for (const { Key } of page.Contents ?? []) if (Key) found.push(Key);
      token = page.NextContinuationToken;
    } while (token);
    return found.sort();
  };
  const users = new Set<string>();
  const createKeys = async () => {
    const keys = newKeys();
    const { accessKeyId: id, secretAccessKey: secret } = keys;
    await administer(server, ['create-user', '--access', id, '--secret', secret, '--role', 'admin']);
    users.add(id);
    return keys;
  };
  const removeKeys = async (id: string) => {
    if (users.delete(id)) await administer(server, ['delete-user', '--access', id]);
  };
  const stop = async () => {
    if (runDir) {
      for (const id of users) await removeKeys(id);
      for (const name of buckets.splice(0)) {
        for (let left = await keys('', name); left.length > 0; left = await keys('', name)) {
          const Objects = left.slice(0, 1000).map((Key) => ({ Key }));
          await client.send(new DeleteObjectsCommand({ Bucket: name, Delete: { Objects } }));
        }
        await client.send(new DeleteBucketCommand({ Bucket: name }));
      }
    }
    client.destroy();
    if (!runDir) await stopServer(server.supervisor);
  };
  return {
    endpoint,
    host: '127.0.0.1',
    port,
    region,
    accessKeyId,
    secretAccessKey,
    bucket,
    client,
    createKeys,
    removeKeys,
    createBucket,
    keys,
    unfinishedUploads: async (within = bucket) => {
      const { Uploads } = await client.send(new ListMultipartUploadsCommand({ Bucket: within }));
      return (Uploads ?? []).map(({ Key }) => Key ?? '').sort();
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
