import type { ConnectorHost } from '../../../contract/contract.ts';
import { HttpClient, type HttpStream } from '../../../families/http/client.ts';
import { statusError } from '../../../families/http/failures.ts';
import type { CsvConfig } from './config.ts';

/** How the file is asked for. */
export interface Question {
  readonly method: 'GET' | 'HEAD';
  /** Headers that an answer depends on and that hold no secret: they go wherever the file is. */
  readonly conditions?: Readonly<Record<string, string>>;
  /** Not asked again where the server is in trouble. */
  readonly once?: boolean;
}

/** The file at a URL, asked for with everything that the connection says. */
export class WebFile {
  readonly url: URL;
  readonly #http: HttpClient;

  constructor(config: CsvConfig, host: Pick<ConnectorHost, 'log'>) {
    this.url = new URL(config.url);
    for (const { name, value } of config.parameters ?? []) this.url.searchParams.append(name, value);
    this.#http = new HttpClient({
      url: this.url,
      headers: config.headers,
      auth: config.auth,
      allowPrivateAddresses: config.allow_private_addresses,
      log: (message) => host.log('info', message),
    });
  }

  /**
   * Asks for the file and follows redirects. An answer that is neither a success nor 304 is an error; the body of any other
   * must be read or destroyed.
   */
  async ask(question: Question, signal: AbortSignal): Promise<HttpStream> {
    const answer = await this.#http.send({ ...question, url: this.url }, signal);
    if (answer.status === 304 || (answer.status >= 200 && answer.status < 300)) return answer;
    forget(answer);
    throw statusError(answer.status, answer.url);
  }

  close(): Promise<void> {
    return this.#http[Symbol.asyncDispose]();
  }
}

/** Lets go of an answer whose body nobody reads. */
export function forget({ body }: HttpStream): void {
  body.destroy();
}
