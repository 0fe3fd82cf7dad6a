import {
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  SASProtocol,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';

/** A container of a storage account. */
export interface AzureContainer {
  readonly account: string;
  /** The account's access key, base64. */
  readonly key: string;
  readonly container: string;
  /** `https://<account>.blob.core.windows.net`, or where else the account answers. */
  readonly endpoint: string;
}

/** Clocks differ: a signature counts from a little before now. */
const SKEW_MS = 15 * 60_000;

/**
 * A shared access signature that may list and read a container for so long, without a leading `?`
 * (https://learn.microsoft.com/rest/api/storageservices/create-service-sas).
 */
export function containerSas({ account, key, container, endpoint }: AzureContainer, forMs: number): string {
  const now = Date.now();
  return generateBlobSASQueryParameters(
    {
      containerName: container,
      permissions: ContainerSASPermissions.parse('rl'),
      startsOn: new Date(now - SKEW_MS),
      expiresOn: new Date(now + forMs),
      protocol: endpoint.startsWith('https:') ? SASProtocol.Https : SASProtocol.HttpsAndHttp,
    },
    new StorageSharedKeyCredential(account, key),
  ).toString();
}
