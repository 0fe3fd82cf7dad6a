import type { Client, Metadata, ServiceError } from '@grpc/grpc-js';
import type { AccessTokens } from '../../../../families/google/google-api.ts';
import { canceled, onAbort, pause } from '../../../../kit/abort.ts';
import { heard } from '../../../../kit/heard.ts';

/** Codes of gRPC that answers are told apart by (https://grpc.io/docs/guides/status-codes/). */
export const CODES = {
  alreadyExists: 6,
  permissionDenied: 7,
  aborted: 10,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
} as const;

/** The Storage API said no, or cannot be reached. */
export class StorageRefusal extends Error {
  override readonly name = 'StorageRefusal';
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** Whether the same call may succeed if it is sent again. */
export function isPassing(error: unknown): boolean {
  const { unavailable, internal, aborted } = CODES;
  return (
    error instanceof StorageRefusal && [unavailable, internal, aborted].some((code) => code === error.code)
  );
}

/** A call: its method, the message, and the field of the message by which Google finds the machines that answer. */
export interface Call {
  readonly method: `BigQuery${'Read' | 'Write'}/${string}`;
  readonly about: readonly [field: string, value: string];
  readonly message: Uint8Array;
}

/** Messages that are sent one by one, each of which is answered. */
export interface Dialog extends Disposable {
  send(message: Uint8Array): Promise<Uint8Array>;
}

const SERVICE = '/google.cloud.bigquery.storage.v1';
/** How long a call may take that has one answer, in ms: a session of a large table takes minutes to begin. */
const LONGEST_MS = 5 * 60_000;
/** How long the service may be silent while it owes an answer on a line that stays open, in ms. */
const SILENCE_MS = 60_000;
/** Tries of a call, and the wait after the first, which doubles, in ms. */
export const TRIES = 4;
const FIRST_WAIT_MS = 500;

/** BigQuery's Storage API (https://cloud.google.com/bigquery/docs/reference/storage/rpc), which is spoken by gRPC. */
export class StorageApi implements AsyncDisposable {
  readonly #endpoint: URL;
  readonly #tokens: AccessTokens;
  #client: Promise<Client> | undefined;

  /** Nothing is sent before the first call. An endpoint of `http:` is spoken to without TLS. */
  constructor(endpoint: string, tokens: AccessTokens) {
    this.#endpoint = new URL(endpoint);
    this.#tokens = tokens;
  }

  /** Sends a message that has one answer; again where that may help. */
  async ask(call: Call, signal: AbortSignal): Promise<Uint8Array> {
    return againIfPassing(signal, () => this.#askOnce(call, signal));
  }

  async #askOnce(call: Call, signal: AbortSignal): Promise<Uint8Array> {
    const [client, metadata] = await this.#ready(call);
    return new Promise((resolve, reject) => {
      const sent = client.makeUnaryRequest(
        path(call),
        Buffer.from,
        asBytes,
        call.message,
        metadata,
        { deadline: Date.now() + LONGEST_MS },
        (error, answer) => {
          forget();
          if (error) reject(refusalOf(error, signal));
          else resolve(answer as Uint8Array);
        },
      );
      const forget = onAbort(signal, () => sent.cancel());
    });
  }

  /** Sends a message that has many answers. */
  async *read(call: Call, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const [client, metadata] = await this.#ready(call);
    const answers = heard(
      client.makeServerStreamRequest(path(call), Buffer.from, asBytes, call.message, metadata),
    );
    const forget = onAbort(signal, () => answers.cancel());
    try {
      const incoming = (answers as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
      for (;;) {
        const { done, value } = await notSilent(incoming.next());
        if (done) return;
        yield value;
      }
    } catch (error) {
      throw refusalOf(error as ServiceError, signal);
    } finally {
      forget();
      answers.cancel();
    }
  }

  /** Opens a line on which messages are sent that are answered one by one. */
  async talk(call: Omit<Call, 'message'>, signal: AbortSignal): Promise<Dialog> {
    const [client, metadata] = await this.#ready(call);
    const line = heard(client.makeBidiStreamRequest(path(call), Buffer.from, asBytes, metadata));
    const answers = (line as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    const forget = onAbort(signal, () => line.cancel());
    return {
      async send(message) {
        try {
          line.write(message);
          const { done, value } = await notSilent(answers.next());
          if (!done) return value;
        } catch (error) {
          throw refusalOf(error as ServiceError, signal);
        }
        throw new StorageRefusal(CODES.unavailable, 'the line was closed');
      },
      [Symbol.dispose]() {
        forget();
        line.cancel();
      },
    };
  }

  async #ready({ about: [field, value] }: Omit<Call, 'message'>): Promise<readonly [Client, Metadata]> {
    const { Metadata: Headers } = await import('./driver.ts');
    this.#client ??= this.#open();
    const client = await this.#client;
    const metadata = new Headers();
    metadata.set('authorization', `Bearer ${await this.#tokens.token()}`);
    metadata.set('x-goog-request-params', `${field}=${encodeURIComponent(value)}`);
    return [client, metadata];
  }

  async #open(): Promise<Client> {
    const { Client: GrpcClient, credentials } = await import('./driver.ts');
    const { protocol, hostname, port } = this.#endpoint;
    const isPlain = protocol === 'http:';
    return new GrpcClient(
      `${hostname}:${port || (isPlain ? 80 : 443)}`,
      isPlain ? credentials.createInsecure() : credentials.createSsl(),
      {
        // An answer holds as many rows as the service likes.
        'grpc.max_receive_message_length': -1,
      },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    (await this.#client)?.close();
  }
}

/** Does again what failed for reasons that pass. */
export async function againIfPassing<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++)
    try {
      return await work();
    } catch (error) {
      if (attempt === TRIES || !isPassing(error)) throw error;
      await pauseAfter(attempt, signal);
    }
}

/** Waits after a try that failed, longer after each. */
export function pauseAfter(attempt: number, signal: AbortSignal): Promise<void> {
  return pause(FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2), signal);
}

/** The next answer; throws where it does not come. */
async function notSilent<T>(next: Promise<T>): Promise<T> {
  let limit: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    const error = new StorageRefusal(
      CODES.unavailable,
      `the Storage API was silent for ${SILENCE_MS / 1000} s`,
    );
    limit = setTimeout(() => reject(error), SILENCE_MS);
  });
  try {
    return await Promise.race([next, silence]);
  } finally {
    clearTimeout(limit);
  }
}

function path({ method }: Pick<Call, 'method'>): string {
  return `${SERVICE}.${method}`;
}

function asBytes(bytes: Buffer): Uint8Array {
  return bytes;
}

function refusalOf(error: ServiceError | StorageRefusal, signal: AbortSignal): Error {
  if (signal.aborted) return canceled(signal);
  if (error instanceof StorageRefusal) return error;
  return typeof error.code === 'number'
    ? new StorageRefusal(error.code, error.details || error.message)
    : error;
}
