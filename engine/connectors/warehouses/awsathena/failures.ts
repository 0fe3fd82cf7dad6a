import { serviceFailure } from '../../../families/aws/service-failure.ts';
import { ConnectionError, messageOf, SyncformError } from '../../../kit/errors.ts';
import type { AthenaConfig } from './config.ts';

/** A statement that Athena refused, or that failed; the message is Athena's. */
export class StatementError extends Error {
  override readonly name = 'StatementError';
}

/** Why a call of Athena's API failed: of the statement, or of the connection and in terms of its settings. */
export function callFailure(error: unknown, { region, workgroup, outputbucket }: AthenaConfig): unknown {
  if (error instanceof StatementError) return error;
  const message = messageOf(error);
  if (error instanceof Error && /^(InvalidRequest|Metadata|ResourceNotFound)Exception$/.test(error.name)) {
    if (/workgroup/i.test(message))
      return new ConnectionError('database', `Athena: workgroup ${workgroup}: ${message}`, {
        hint: 'Check workgroup.',
        cause: error,
      });
    if (/output (location|bucket)|result location/i.test(message))
      return new ConnectionError('bucket', `Athena cannot write to ${outputbucket}: ${message}`, {
        hint: 'Check outputbucket, and that the user or role may write there.',
        cause: error,
      });
    return new StatementError(message, { cause: error });
  }
  return (
    serviceFailure(error, {
      name: 'Athena',
      hostname: `athena.${region}.amazonaws.com`,
      port: 443,
      checkWho: 'Check access_id and secret_access_key, or iam_role_arn.',
    }) ?? error
  );
}

/** An error of a statement, in words: what was being done, and Athena's message. */
export function statementError(doing: string, error: unknown): Error {
  if (error instanceof SyncformError) return error;
  return new SyncformError('failed', `${doing}: ${messageOf(error)}`, { cause: error });
}

/** A model's query that Athena does not understand. The query begins on the second line of what it was sent. */
export function invalidQuery(error: StatementError): SyncformError {
  const message = error.message.replace(
    /^(?:[A-Z_]+: )?line (\d+):(\d+): (.*)$/s,
    (_, line: string, column: string, words: string) =>
      `${words} (line ${Math.max(1, Number(line) - 1)}, column ${column})`,
  );
  return new SyncformError('invalid', message, {
    path: ['query'],
    hint: 'A query is one SELECT, WITH, VALUES or TABLE statement in Athena’s SQL.',
    cause: error,
  });
}
