import { ConnectionError, type ConnectionPart, messageOf } from '../../../kit/errors.ts';
import { networkFailure } from '../../http/network-failure.ts';
import { fullStore, type StoreAction } from '../store-failure.ts';
import { regionOf } from './s3-objects.ts';

/** What a store's settings are called, for hints. */
export interface SettingNames {
  readonly bucket: string;
  readonly region: string | undefined;
  readonly keys: string;
  readonly endpoint: string;
  /** The part of the connection that every refusal is about, where the store is a part of another system's connection. */
  readonly part?: ConnectionPart;
  /** What has to be allowed, where whoever is there does all there is to do. Absent: what the refused action needs. */
  readonly permissions?: string;
}

/** What S3 said, in terms of the connection's settings. S3's own codes: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export function s3Failure(
  action: StoreAction,
  error: unknown,
  {
    bucket,
    address,
    names,
  }: { readonly bucket: string; readonly address: URL; readonly names: SettingNames },
): ConnectionError {
  if (error instanceof ConnectionError) return error;
  const code = error instanceof Error ? error.name : '';
  const refused = `cannot ${action} bucket ${bucket}`;
  const failure = (part: ConnectionPart, message: string, hint?: string) =>
    new ConnectionError(names.part ?? part, message, { ...(hint ? { hint } : {}), cause: error });
  const region = regionOf(error);
  if (code === 'NoSuchBucket')
    return failure('bucket', `there is no bucket ${bucket}`, `Check ${names.bucket}.`);
  if (region !== undefined || ['PermanentRedirect', 'AuthorizationHeaderMalformed'].includes(code))
    return failure(
      'bucket',
      `${refused}: it is in ${region ?? 'another region'}`,
      names.region && `Set ${names.region}${region ? ` = "${region}"` : ' to the bucket’s region'}.`,
    );
  if (['InvalidAccessKeyId', 'SignatureDoesNotMatch', 'InvalidClientTokenId', 'Unauthorized'].includes(code))
    return failure(
      'user or password',
      `${refused}: its keys are not accepted (${code})`,
      `Check ${names.keys}.`,
    );
  if (['ExpiredToken', 'TokenRefreshRequired', 'RequestExpired'].includes(code))
    return failure(
      'user or password',
      `${refused}: the credentials have expired`,
      'Renew them and run again; the run goes on from what was committed.',
    );
  if (code === 'CredentialsProviderError')
    return failure(
      'user or password',
      `${refused}: AWS’s default chain finds no credentials`,
      'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or run where a role is attached.',
    );
  if (code === 'AccessDenied' || code === 'Forbidden' || code === 'AllAccessDisabled')
    return failure(
      'permission',
      `${refused}: permission denied`,
      `Allow ${names.permissions ?? PERMISSIONS[action]} there.`,
    );
  return (
    fullStore(error, refused) ??
    networkFailure(error, address, names) ??
    failure('bucket', `${refused}: ${messageOf(error)}`)
  );
}

const PERMISSIONS: Readonly<Record<StoreAction, string>> = {
  list: 's3:ListBucket',
  'read from': 's3:GetObject',
  'write to': 's3:PutObject, or set read_only = true for a source',
  'remove files from': 's3:DeleteObject',
};
