import { networkFailure } from '../../../families/http/network-failure.ts';
import { ConnectionError, messageOf, SyncformError } from '../../../kit/errors.ts';
import type { DynamodbConfig } from './config.ts';

const UNKNOWN_KEYS = [
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'IncompleteSignatureException',
  'MissingAuthenticationTokenException',
  'InvalidClientTokenId',
  'SignatureDoesNotMatch',
];
const EXPIRED = ['ExpiredTokenException', 'ExpiredToken'];
const BUSY = ['ProvisionedThroughputExceededException', 'ThrottlingException', 'RequestLimitExceeded'];

/** Whether an error says that there is no such table or stream. */
export function saysMissing(error: unknown): boolean {
  return error instanceof Error && error.name === 'ResourceNotFoundException';
}

/**
 * What DynamoDB said, in terms of the connection's settings. Its own codes:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
export function dynamodbFailure(doing: string, error: unknown, config: DynamodbConfig): SyncformError {
  if (error instanceof SyncformError) return error;
  const code = error instanceof Error ? error.name : '';
  const isByKeys = config.auth_mode === 'access_key_and_secret';
  if (UNKNOWN_KEYS.includes(code))
    return new ConnectionError(
      'user or password',
      `${doing}: AWS does not accept the credentials (${code})`,
      {
        hint: isByKeys ? 'Check access_id and secret_access_key.' : 'Check who syncform runs as.',
        cause: error,
      },
    );
  if (EXPIRED.includes(code))
    return new ConnectionError('user or password', `${doing}: the credentials have expired`, {
      hint: 'Renew them and run again; the run goes on from what was committed.',
      cause: error,
    });
  if (code === 'CredentialsProviderError')
    return new ConnectionError('user or password', `${doing}: AWS’s default chain finds no credentials`, {
      hint: 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or run where a role is attached.',
      cause: error,
    });
  if (code === 'AccessDeniedException') {
    const action = /to perform: (dynamodb:\w+)/.exec(messageOf(error))?.[1];
    return new ConnectionError('permission', `${doing}: AWS refuses ${action ?? 'it'}`, {
      hint: `Allow ${action ?? 'what the page of the connection lists'} in a policy of the user or role.`,
      cause: error,
    });
  }
  if (BUSY.includes(code))
    return new SyncformError('failed', `${doing}: the table’s read capacity is used up`, {
      hint: 'Set read_capacity of the connection to what reading may take, or give the table more.',
      cause: error,
    });
  const address = new URL(config.endpoint ?? `https://dynamodb.${config.region}.amazonaws.com`);
  return (
    networkFailure(error, address, { endpoint: config.endpoint === undefined ? 'region' : 'endpoint' }) ??
    new SyncformError('failed', `${doing}: ${messageOf(error)}`, { cause: error })
  );
}
