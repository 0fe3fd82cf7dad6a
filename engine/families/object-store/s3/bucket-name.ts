/** A bucket, and the folder in it that is ours: '' or ending in a slash. */
export interface BucketPath {
  readonly bucket: string;
  readonly prefix: string;
}

/** Reads a bare bucket name or `s3://bucket/prefix`; undefined where it is neither. */
export function parseBucket(text: string): BucketPath | undefined {
  const found = /^(?:s3a?:\/\/)?([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(text.trim());
  if (!found) return undefined;
  const [, bucket = '', rest = ''] = found;
  const folders = rest.split('/').filter(Boolean);
  return { bucket, prefix: folders.map((folder) => `${folder}/`).join('') };
}

/** Where AWS answers for a bucket: under a name of its own, unless its name has dots, which no certificate covers. */
export function s3Address(bucket: string, region = 'us-east-1'): string {
  const name = parseBucket(bucket)?.bucket ?? bucket;
  return `https://${name.includes('.') ? '' : `${name}.`}s3.${region}.amazonaws.com`;
}
