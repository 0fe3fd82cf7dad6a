import { createHash, createHmac } from 'node:crypto';

export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

export interface SignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly body: string;
}

/**
 * The headers that sign a request as AWS wants it (Signature Version 4,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html). `service` is `es` of a domain
 * and `aoss` of a serverless collection. Milliseconds since 1970 say when; AWS takes it for five minutes.
 */
export function signedHeaders(
  { method, url, body }: SignedRequest,
  { accessKeyId, secretAccessKey, region }: AwsKeys,
  service: string,
  nowMs: number,
): Readonly<Record<string, string>> {
  const time = new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`;
  const digest = sha256(body);
  const headers: readonly (readonly [string, string])[] = [
    ['host', url.host],
    ['x-amz-content-sha256', digest],
    ['x-amz-date', time],
  ];
  const names = headers.map(([name]) => name).join(';');
  const canonical = [
    method,
    url.pathname.split('/').map(encoded).join('/'),
    [...url.searchParams]
      .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
      .sort()
      .join('&'),
    ...headers.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    digest,
  ].join('\n');
  const key = [region, service, 'aws4_request'].reduce<Buffer>(
    (made, part) => hmac(made, part),
    hmac(`AWS4${secretAccessKey}`, time.slice(0, 8)),
  );
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')).toString(
    'hex',
  );
  return {
    'x-amz-date': time,
    'x-amz-content-sha256': digest,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

/** RFC 3986, which leaves fewer characters as they are than JavaScript does; a path's own encoding is encoded again. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
