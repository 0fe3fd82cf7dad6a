import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { s3Endpoint } from './endpoint.ts';

const PATIENCE_MS = 3_000;

/**
 * The ARN of the user that access keys belong to, which AWS tells everyone who shows them
 * (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html). Undefined where AWS does not answer
 * soon, or where the bucket is another S3-compatible store's, whose keys AWS does not know.
 */
async function awsUser(
  { keyId, secret, region }: { readonly keyId: string; readonly secret: string; readonly region: string },
  signal: AbortSignal,
): Promise<string | undefined> {
  const endpoint = process.env.AWS_ENDPOINT_URL_STS;
  if (s3Endpoint() !== undefined && !endpoint) return undefined;
  const client = new STSClient({
    region,
    maxAttempts: 1,
    credentials: { accessKeyId: keyId, secretAccessKey: secret },
    ...(endpoint ? { endpoint } : {}),
  });
  try {
    const abortSignal = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
    return (await client.send(new GetCallerIdentityCommand({}), { abortSignal })).Arn;
  } catch {
    return undefined;
  } finally {
    client.destroy();
  }
}

/**
 * What a connection's `identify` answers of AWS's access keys: `aws_user`, the ARN of their user; nothing where it names none of
 * both keys.
 */
export async function identifyAwsUser(
  {
    keyId,
    secret,
    region = 'us-east-1',
  }: {
    readonly keyId: string | undefined;
    readonly secret: string | undefined;
    readonly region?: string | undefined;
  },
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  if (!keyId || !secret) return {};
  const user = await awsUser({ keyId, secret, region }, signal);
  return user === undefined ? {} : { aws_user: user };
}
