import type { AccessTokens } from '../../../../families/google/google-api.ts';
import type { BigqueryConfig } from '../config.ts';
import { CODES, StorageApi, StorageRefusal } from './api.ts';

const ENDPOINT = 'https://bigquerystorage.googleapis.com';

/** Refusals after which the API is not asked again: this account may not, or nothing answers there. */
const LASTING: ReadonlySet<number> = new Set([
  CODES.permissionDenied,
  CODES.unimplemented,
  CODES.unavailable,
]);

/** The Storage API as far as a connection may use it. What it refuses is done by jobs. */
export class StorageUse implements AsyncDisposable {
  readonly #storage: StorageApi;
  readonly #refused = new Set<'read' | 'write'>();

  constructor(storage: StorageApi) {
    this.#storage = storage;
  }

  /** Does something by the API; undefined where the API refuses it. */
  async tried<T>(what: 'read' | 'write', work: (storage: StorageApi) => Promise<T>): Promise<T | undefined> {
    if (this.#refused.has(what)) return undefined;
    try {
      return await work(this.#storage);
    } catch (error) {
      if (!(error instanceof StorageRefusal)) throw error;
      if (LASTING.has(error.code)) this.#refused.add(what);
      return undefined;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#storage[Symbol.asyncDispose]();
  }
}

/** The Storage API of a connection; undefined where it is to use none: behind an address of its own BigQuery may have none. */
export function storageOf(
  {
    use_storage_api,
    endpoint,
    storage_endpoint,
  }: Pick<BigqueryConfig, 'use_storage_api' | 'endpoint' | 'storage_endpoint'>,
  tokens: AccessTokens,
): StorageUse | undefined {
  const address = storage_endpoint ?? (endpoint === undefined ? ENDPOINT : undefined);
  return use_storage_api && address !== undefined
    ? new StorageUse(new StorageApi(address, tokens))
    : undefined;
}
