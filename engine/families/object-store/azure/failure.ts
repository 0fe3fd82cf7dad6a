import { RestError } from '@azure/storage-blob';
import { ConnectionError, type ConnectionPart, messageOf } from '../../../kit/errors.ts';
import { networkFailure } from '../../http/network-failure.ts';
import { fullStore, type StoreAction } from '../store-failure.ts';

export interface FailureContext {
  readonly account: string;
  readonly container: string;
  readonly address: URL;
  readonly names: AzureSettingNames;
}

/** What a connection's settings are called, for hints. */
export interface AzureSettingNames {
  /** Those that say which account it is. */
  readonly account: string;
  /** Those that say who syncform is there. */
  readonly credentials: string;
  /** The one that says where the account answers. */
  readonly endpoint: string;
  /** The part of the connection that every refusal is about, where the container is a part of another system's connection. */
  readonly part?: ConnectionPart;
  /** What to do where something is not permitted. Absent: what the refused action needs. */
  readonly permissions?: string;
}

/** What Azure said, in terms of the connection's settings (https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes). */
export function azureFailure(
  action: StoreAction,
  error: unknown,
  { account, container, address, names }: FailureContext,
): ConnectionError {
  if (error instanceof ConnectionError) return error;
  const refused = `cannot ${action} container ${container} of storage account ${account}`;
  const code = error instanceof RestError ? (error.code ?? '') : '';
  const failure = (part: ConnectionPart, message: string, hint?: string) =>
    new ConnectionError(names.part ?? part, message, { ...(hint ? { hint } : {}), cause: error });
  // Azurite's code for a wrong key is that of a firewall.
  if (
    ['AuthenticationFailed', 'InvalidAuthenticationInfo'].includes(code) ||
    /signature/i.test(messageOf(error))
  )
    return failure(
      'user or password',
      `${refused}: its credentials are not accepted`,
      `Check ${names.credentials}.`,
    );
  switch (code) {
    case 'ContainerNotFound':
      return failure(
        'bucket',
        `there is no container ${container} in storage account ${account}`,
        'Check container_name.',
      );
    case 'AuthorizationFailure':
    case 'AuthorizationPermissionMismatch':
    case 'InsufficientAccountPermissions':
      return failure(
        'permission',
        `${refused}: permission denied (${code})`,
        names.permissions ?? PERMISSIONS[action],
      );
    case 'KeyBasedAuthenticationNotPermitted':
      return failure(
        'user or password',
        `${refused}: the account takes no access keys`,
        'Allow storage account key access, or choose another auth_method.',
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return failure('name resolution', `there is no storage account ${account}`, `Check ${names.account}.`);
  }
  return (
    fullStore(error, refused) ??
    networkFailure(error, address, names) ??
    failure('bucket', `${refused}: ${messageOf(error)}`)
  );
}

const READING =
  'Give it the role Storage Blob Data Reader, or the firewall of the account has to let this machine through.';
const WRITING =
  'Give it the role Storage Blob Data Contributor, or set read_only = true for a source. The firewall of the account has to let this machine through.';
const PERMISSIONS: Readonly<Record<StoreAction, string>> = {
  list: READING,
  'read from': READING,
  'write to': WRITING,
  'remove files from': WRITING,
};
