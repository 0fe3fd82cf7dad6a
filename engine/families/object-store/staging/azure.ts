import { createReadStream } from 'node:fs';
import {
  BlobServiceClient,
  type ContainerClient,
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  RestError,
  SASProtocol,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import { canceled, throwIfAborted, untilAborted } from '../../../kit/abort.ts';
import { ConnectionError, messageOf } from '../../../kit/errors.ts';
import { heard } from '../../../kit/heard.ts';
import { type WatchedAgents, watchedAgents } from '../../http/watched-sockets.ts';
import type { StagingArea } from './staging-area.ts';
import { SILENCE_MS, type StagingLine } from './staging-line.ts';

/** A container of a storage account. */
export interface AzureContainer {
  readonly account: string;
  /** The account's access key, base64. */
  readonly key: string;
  readonly container: string;
  /** `https://<account>.blob.core.windows.net`, or where else the account answers. */
  readonly endpoint: string;
}

export interface AzureOptions extends AzureContainer, StagingLine {}

/** A block of an upload; four are under way at a time, which bounds its memory. */
const BLOCK_BYTES = 16 * 1024 * 1024;
const BLOCKS_AT_ONCE = 4;
/** Clocks differ: a signature counts from a little before now. */
const SKEW_MS = 15 * 60_000;

/** Staging in a container of Azure Blob Storage. */
export function azureStagingArea(options: AzureOptions): StagingArea {
  return new AzureStagingArea(options);
}

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
    sharedKey(account, key),
  ).toString();
}

function sharedKey(account: string, key: string): StorageSharedKeyCredential {
  return new StorageSharedKeyCredential(account, key);
}

class AzureStagingArea implements StagingArea {
  readonly #account: string;
  readonly #name: string;
  readonly #container: ContainerClient;
  readonly #agents: WatchedAgents;
  /** Fires where the account has fallen silent: the SDK would ask again for minutes. */
  #silence = new AbortController();

  constructor(options: AzureOptions) {
    const { account, key, container, endpoint, silenceMs: limitMs = SILENCE_MS, connect } = options;
    const told = (error: Error) => {
      this.#silence.abort(error);
      this.#silence = new AbortController();
    };
    this.#agents = watchedAgents({ limitMs, server: `storage account ${account}` }, told, connect);
    this.#account = account;
    this.#name = container;
    const service = new BlobServiceClient(endpoint, sharedKey(account, key), {
      retryOptions: { maxTries: 4 },
      // The type does not tell of it.
      ...{ agent: endpoint.startsWith('https:') ? this.#agents.https : this.#agents.http },
    });
    this.#container = service.getContainerClient(container);
  }

  url(key: string): string {
    return `abfss://${this.#name}@${this.#account}.dfs.core.windows.net/${key}`;
  }

  async upload(
    path: string,
    key: string,
    signal: AbortSignal,
    onBytes: (bytes: number) => void = () => {},
  ): Promise<void> {
    throwIfAborted(signal);
    let sent = 0;
    const file = heard(createReadStream(path, { highWaterMark: 1024 * 1024 }));
    try {
      await this.#ask('write to', signal, (abortSignal) =>
        this.#container.getBlockBlobClient(key).uploadStream(file, BLOCK_BYTES, BLOCKS_AT_ONCE, {
          abortSignal,
          onProgress: ({ loadedBytes }) => {
            onBytes(loadedBytes - sent);
            sent = loadedBytes;
          },
        }),
      );
    } finally {
      file.destroy();
    }
  }

  remove(prefix: string, signal?: AbortSignal): Promise<void> {
    return this.#ask('remove staged files from', signal, async (abortSignal) => {
      const names: string[] = [];
      for await (const { name } of this.#container.listBlobsFlat({ prefix, abortSignal })) names.push(name);
      // Folders, where the account has such, go after what is in them.
      for (const name of names.sort().reverse())
        await this.#container.getBlobClient(name).deleteIfExists({ deleteSnapshots: 'include', abortSignal });
    });
  }

  async test(signal: AbortSignal): Promise<void> {
    const blob = this.#container.getBlockBlobClient(`syncform_test/${process.pid}-${Date.now()}`);
    await this.#ask('write to', signal, (abortSignal) => blob.upload('ok', 2, { abortSignal }));
    try {
      await this.#ask('read from', signal, (abortSignal) =>
        blob.downloadToBuffer(0, undefined, { abortSignal }),
      );
    } finally {
      await this.#ask('remove staged files from', signal, (abortSignal) =>
        blob.deleteIfExists({ abortSignal }),
      );
    }
  }

  /** The SDK takes long to see that a signal has fired: it is not waited for. */
  async #ask<T>(
    what: string,
    signal: AbortSignal | undefined,
    work: (until: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const silence = this.#silence.signal;
    const until = signal ? AbortSignal.any([signal, silence]) : silence;
    try {
      return await untilAborted(work(until), until);
    } catch (error) {
      if (signal?.aborted) throw canceled(signal);
      throw this.#failure(what, error);
    }
  }

  /** What Azure said, in terms of the connection's settings (https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes). */
  #failure(what: string, error: unknown): ConnectionError {
    if (error instanceof ConnectionError) return error;
    const refused = `cannot ${what} container ${this.#name} of storage account ${this.#account}`;
    const code = error instanceof RestError ? (error.code ?? '') : '';
    const failed = (message: string, hint: string) =>
      new ConnectionError('bucket', message, { hint, cause: error });
    // Azurite's code for it is that of a firewall.
    const isKey = code === 'AuthenticationFailed' || /signature/i.test(messageOf(error));
    if (isKey) return failed(`${refused}: its access key is not accepted`, 'Check azure_access_key.');
    switch (code) {
      case 'ContainerNotFound':
        return failed(
          `there is no container ${this.#name} in storage account ${this.#account}`,
          'Check container_name.',
        );
      case 'AuthorizationFailure':
      case 'AuthorizationPermissionMismatch':
        return failed(
          `${refused}: permission denied (${code})`,
          'The account’s firewall has to let this machine through, and shared keys have to be allowed there.',
        );
      case 'KeyBasedAuthenticationNotPermitted':
        return failed(`${refused}: the account takes no access keys`, 'Allow storage account key access.');
      case 'ENOTFOUND':
      case 'EAI_AGAIN':
        return failed(
          `there is no storage account ${this.#account}`,
          'Check azure_account_name and azure_endpoint.',
        );
    }
    return new ConnectionError('bucket', `${refused}: ${messageOf(error)}`, { cause: error });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#agents[Symbol.dispose]();
  }
}
