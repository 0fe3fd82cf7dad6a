import { ConnectionError, messageOf } from '../../kit/errors.ts';
import { networkFault } from '../sql/connection-fault.ts';

/** The service of AWS that was asked, and as whom. */
export interface AskedService {
  /** For people: "Athena". */
  readonly name: string;
  /** The host that answers for it. */
  readonly hostname: string;
  readonly port: number;
  /** What to check where it does not know who asks. */
  readonly checkWho: string;
  /** What to check where it is not reached. Absent: the region. */
  readonly checkWhere?: string;
}

/**
 * Why a service of AWS refused a call, or was not reached, as the part of the connection at fault; undefined of what it said of the call
 * itself (https://docs.aws.amazon.com/athena/latest/APIReference/CommonErrors.html: the same for all services).
 */
export function serviceFailure(error: unknown, service: AskedService): ConnectionError | undefined {
  if (error instanceof ConnectionError) return error;
  const code = error instanceof Error ? error.name : '';
  const message = `${service.name}: ${messageOf(error)}`;
  const failed = (part: ConnectionError['part'], hint: string) =>
    new ConnectionError(part, message, { hint, cause: error });
  switch (code) {
    case 'UnrecognizedClientException':
    case 'InvalidClientTokenId':
    case 'InvalidSignatureException':
    case 'SignatureDoesNotMatch':
    case 'IncompleteSignatureException':
    case 'MissingAuthenticationToken':
    case 'MissingAuthenticationTokenException':
    case 'CredentialsProviderError':
    case 'ExpiredTokenException':
    case 'ExpiredToken':
      return failed('user or password', service.checkWho);
    case 'AccessDeniedException':
    case 'AccessDenied':
      return failed('permission', 'Let the user or role do it, by a policy of IAM.');
  }
  const fault = networkFault(networkError(error), service);
  return (
    fault &&
    new ConnectionError(fault.part, fault.message, {
      hint: service.checkWhere ?? 'Check region.',
      cause: error,
    })
  );
}

/** The error with Node's name of what the network did, which an error of AWS's client may hold. */
function networkError(error: unknown): { readonly code?: string } {
  if (!(error instanceof Error)) return {};
  if ('code' in error && typeof error.code === 'string') return { code: error.code };
  if (error instanceof AggregateError) return networkError(error.errors[0]);
  if (error.cause !== undefined) return networkError(error.cause);
  // Clients wrap what Node says, and some keep its message alone.
  const code = /\b(E[A-Z]{4,}|EAI_[A-Z]+)\b/.exec(error.message)?.[1];
  return code === undefined ? {} : { code };
}
