import { serviceFailure } from '../../../families/aws/service-failure.ts';
import { messageOf, SyncformError } from '../../../kit/errors.ts';
import type { DynamodbConfig } from './config.ts';

/** What DynamoDB says where more is asked than it has capacity for. */
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
  if (error instanceof Error && BUSY.includes(error.name))
    return new SyncformError('failed', `${doing}: the table’s read capacity is used up`, {
      hint: 'Set read_capacity of the connection to what reading may take, or give the table more.',
      cause: error,
    });
  const { endpoint, region, auth_mode } = config;
  const { hostname, port, protocol } = new URL(endpoint ?? `https://dynamodb.${region}.amazonaws.com`);
  const failure = serviceFailure(error, {
    name: `DynamoDB, ${doing}`,
    hostname,
    port: Number(port || (protocol === 'https:' ? 443 : 80)),
    checkWho:
      auth_mode === 'access_key_and_secret'
        ? 'Check access_id and secret_access_key.'
        : 'Check who syncform runs as, and iam_role_arn where it assumes a role.',
    ...(endpoint === undefined ? {} : { checkWhere: 'Check endpoint.' }),
  });
  return failure ?? new SyncformError('failed', `${doing}: ${messageOf(error)}`, { cause: error });
}
