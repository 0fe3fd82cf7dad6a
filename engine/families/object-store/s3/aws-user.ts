import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { s3Endpoint } from './endpoint.ts';

const PATIENCE_MS = 3_000;

/**
 * The ARN of the user that access keys belong to, which AWS tells everyone who shows them
 * (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html). Undefined where AWS does not answer
 * soon, or where the bucket is another S3-compatible store's, whose keys AWS does not know.
 */
export async function awsUser(
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
