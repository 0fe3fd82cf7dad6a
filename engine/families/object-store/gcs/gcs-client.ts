import { type AccessTokens, GoogleApi } from '../../google/google-api.ts';

/** Google Cloud Storage's JSON API (https://cloud.google.com/storage/docs/json_api), for one bucket. */
export class GcsClient extends GoogleApi {
  readonly #bucket: string;

  /** `silenceMs` is how long the service may be silent while it owes an answer. */
  constructor(endpoint: string, bucket: string, tokens: AccessTokens, silenceMs: number) {
    super(endpoint, tokens, silenceMs);
    this.#bucket = bucket;
  }

  /** The address of the bucket's objects, or of one. */
  objects(key?: string, query: Readonly<Record<string, string>> = {}): URL {
    const object = key === undefined ? '' : `/${encodeURIComponent(key)}`;
    return this.address(`storage/v1/b/${this.#bucket}/o${object}`, query);
  }

  /** Where objects are sent. */
  uploads(query: Readonly<Record<string, string>>): URL {
    return this.address(`upload/storage/v1/b/${this.#bucket}/o`, query);
  }
}
