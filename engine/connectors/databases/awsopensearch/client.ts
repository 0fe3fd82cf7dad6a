import { parse, stringify } from 'lossless-json';
import { RecentKinds } from '../../../families/documents/recent-kinds.ts';
import { HttpClient, type HttpMethod } from '../../../families/http/client.ts';
import { shownUrl, statusError } from '../../../families/http/failures.ts';
import { ConnectionError, SyncformError } from '../../../kit/errors.ts';
import { Redactor } from '../../../kit/redactor.ts';
import type { AwsopensearchConfig } from './config.ts';
import { type AwsKeys, signedHeaders } from './sign.ts';

/** JSON as OpenSearch writes it: a number is a LosslessNumber, digit by digit. */
export type Document = Readonly<Record<string, unknown>>;

export interface Question {
  readonly method: HttpMethod;
  /** After the endpoint, with its query. */
  readonly path: string;
  /** JSON, or the lines of a bulk request. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What OpenSearch refused, with its own name of the fault. */
export class RefusedError extends SyncformError {
  readonly status: number;
  readonly type: string;

  constructor(status: number, type: string, message: string) {
    super('failed', message);
    this.status = status;
    this.type = type;
  }
}

/** A domain by its REST interface. Nothing is sent before something is asked. */
export interface Opensearch extends AsyncDisposable {
  readonly config: AwsopensearchConfig;
  /** Knows the connection's secrets, and masks them. */
  readonly redactor: Redactor;
  /** What documents of its indices were found to have. */
  readonly recent: RecentKinds;
  /** Asks something; what it refuses is a RefusedError, or a ConnectionError where it does not let us in. */
  ask(doing: string, question: Question, signal: AbortSignal): Promise<Document>;
  /** The same, as rows: what the `_cat` interfaces answer. */
  list(doing: string, path: string, signal: AbortSignal): Promise<readonly Document[]>;
}

/** How long a search may take, in milliseconds. */
const ANSWER_MS = 120_000;

export function openOpensearch(config: AwsopensearchConfig, log: (message: string) => void): Opensearch {
  const base = new URL(/^https?:\/\//.test(config.endpoint) ? config.endpoint : `https://${config.endpoint}`);
  const { username, password = '' } = config;
  const keys = keysOf(config);
  const redactor = new Redactor();
  redactor.learn([config.aws_secret_access_key ?? null, password]);
  const service = base.hostname.endsWith('.aoss.amazonaws.com') ? 'aoss' : 'es';
  const http = new HttpClient({
    url: base,
    // A domain within a VPC has private addresses.
    allowPrivateAddresses: true,
    timeoutMs: ANSWER_MS,
    log,
    ...(config.auth_method === 'basic' && username !== undefined
      ? { auth: { basic: { username, password } } }
      : {}),
  });
  const asked = async (doing: string, { method, path, body, headers }: Question, signal: AbortSignal) => {
    const url = new URL(`${base.pathname.replace(/\/$/, '')}/${path}`, base);
    const text = body === undefined ? '' : ((typeof body === 'string' ? body : stringify(body)) ?? '');
    const type = typeof body === 'string' ? 'application/x-ndjson' : 'application/json';
    const answer = await http.text(
      {
        method,
        url,
        ...(text === '' ? {} : { body: text }),
        headers: () => ({
          ...headers,
          accept: 'application/json',
          ...(text === '' ? {} : { 'content-type': type }),
          ...(keys ? signedHeaders({ method, url, body: text }, keys, service, Date.now()) : {}),
        }),
      },
      signal,
    );
    if (answer.status < 300) return answer.text === '' ? {} : parsed(answer.text, url);
    throw refusal(doing, answer.status, answer.text, url, (said) => redactor.mask(http.excerpt(said)));
  };
  return {
    config,
    redactor,
    recent: new RecentKinds(),
    ask: async (doing, question, signal) => (await asked(doing, question, signal)) as Document,
    async list(doing, path, signal) {
      const rows = await asked(doing, { method: 'GET', path }, signal);
      return Array.isArray(rows) ? (rows as Document[]) : [];
    },
    [Symbol.asyncDispose]: () => http[Symbol.asyncDispose](),
  };
}

function keysOf({
  auth_method,
  aws_access_key_id,
  aws_secret_access_key,
  region,
}: AwsopensearchConfig): AwsKeys | undefined {
  if (auth_method !== 'aws') return undefined;
  if (aws_access_key_id === undefined || aws_secret_access_key === undefined || region === undefined)
    throw new SyncformError('invalid', 'aws_access_key_id, aws_secret_access_key and region are needed', {
      hint: 'Set them, or choose auth_method = "basic".',
    });
  return { accessKeyId: aws_access_key_id, secretAccessKey: aws_secret_access_key, region };
}

function parsed(text: string, url: URL): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new ConnectionError('http', `${shownUrl(url)} does not answer in JSON`, {
      hint: 'Check the endpoint: it is that of the domain, not of its dashboards.',
      cause: error,
    });
  }
}

/** A refusal as an error. A domain's access policy answers 403 with a text of AWS, its own security with one of OpenSearch. */
function refusal(
  doing: string,
  status: number,
  text: string,
  url: URL,
  excerpt: (text: string) => string,
): SyncformError {
  const { type, reason } = faultOf(text);
  if (status === 403 && /security_exception|not authorized/i.test(`${type} ${text}`))
    return new ConnectionError('permission', `${doing}: ${excerpt(reason || text)}`, {
      hint: 'Give the user a role that may read what is to be read, in the domain’s access policy and its own roles.',
    });
  if (status === 429)
    return new ConnectionError('http', `${doing}: the domain has no room for more requests`, {
      hint: 'Run again later: what was done is not done again.',
    });
  if (status === 401 || status === 403 || status >= 500) return statusError(status, url);
  return new RefusedError(status, type, `${doing}: ${excerpt(reason || text)}`);
}

function faultOf(text: string): { readonly type: string; readonly reason: string } {
  try {
    const { error } = JSON.parse(text) as {
      error?: { type?: string; reason?: string; root_cause?: unknown[] };
    };
    const [root] = (error?.root_cause ?? []) as { type?: string; reason?: string }[];
    return { type: error?.type ?? '', reason: root?.reason ?? error?.reason ?? '' };
  } catch {
    return { type: '', reason: '' };
  }
}
