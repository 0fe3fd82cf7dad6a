import type { GoogleAuth } from 'google-auth-library';
import { ConnectionError, messageOf } from '../../kit/errors.ts';
import type { AccessTokens } from './google-api.ts';

/** A login that Google's own library carries out: by an external account, or by whatever this machine is logged in as. */
export class LibraryTokens implements AccessTokens {
  readonly #credentials: object | undefined;
  readonly #scope: string;
  readonly #hint: string;
  readonly #projectId: string | undefined;
  #auth: Promise<GoogleAuth> | undefined;

  /**
   * @param credentials The credentials' JSON (https://google.aip.dev/auth/4117). Undefined: Application Default Credentials
   *   (https://google.aip.dev/auth/4110): GOOGLE_APPLICATION_CREDENTIALS, gcloud's, or those of the machine in Google Cloud.
   * @param scope What the tokens are for.
   * @param hint What to do where no token can be had.
   * @param projectId The project that is meant, where it is known: the library would ask the service for it.
   */
  constructor(credentials: object | undefined, scope: string, hint: string, projectId?: string) {
    this.#credentials = credentials;
    this.#scope = scope;
    this.#hint = hint;
    this.#projectId = projectId;
  }

  async token(): Promise<string> {
    return this.#asked('no token can be had', async (auth) => {
      const token = await auth.getAccessToken();
      if (!token) throw new Error('the answer holds no token');
      return token;
    });
  }

  /** The project that the credentials belong to; undefined where they say none. */
  async project(): Promise<string | undefined> {
    return this.#asked('no project is known', async (auth) => (await auth.getProjectId()) || undefined);
  }

  async #asked<T>(failed: string, ask: (auth: GoogleAuth) => Promise<T>): Promise<T> {
    try {
      this.#auth ??= this.#open();
      return await ask(await this.#auth);
    } catch (error) {
      // The library's errors carry the request with its secrets; its message does not.
      throw new ConnectionError('user or password', `${failed}: ${messageOf(error)}`, { hint: this.#hint });
    }
  }

  async #open(): Promise<GoogleAuth> {
    const driver = await import('./auth-driver.ts');
    return new driver.GoogleAuth({
      scopes: [this.#scope],
      ...(this.#credentials ? { credentials: this.#credentials } : {}),
      ...(this.#projectId === undefined ? {} : { projectId: this.#projectId }),
    }) as GoogleAuth;
  }
}
