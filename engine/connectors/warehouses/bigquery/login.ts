import type { AccessTokens } from '../../../families/google/google-api.ts';
import { LibraryTokens } from '../../../families/google/library-tokens.ts';
import { parseServiceAccount } from '../../../families/google/service-account.ts';
import { ServiceAccountTokens } from '../../../families/google/service-account-tokens.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { type BigqueryConfig, parseExternalAccount } from './config.ts';

/** Queries and jobs of BigQuery, and the bucket of exported files. */
const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';

export interface Login {
  readonly tokens: AccessTokens;
  /** The project whose datasets are meant, and in which jobs run. Throws where nothing says one. */
  project(): Promise<string>;
  /** What the connection shows of its credentials. */
  identify(): Promise<Readonly<Record<string, string>>>;
}

/** How a connection logs in. Nothing is asked before a token or the project is. */
export function loginOf(config: BigqueryConfig): Login {
  const { auth_method, override_project_id, wif_project_id } = config;
  switch (auth_method) {
    case 'service_account_key': {
      const account = parseServiceAccount(config.service_account ?? '');
      if (!account)
        throw new SyncformError('invalid', 'service_account is no key', { path: ['service_account'] });
      return {
        tokens: new ServiceAccountTokens(account, SCOPE, 'service_account'),
        project: async () => override_project_id ?? account.project_id ?? noProject(),
        identify: async () => ({
          client_email: account.client_email,
          ...(account.project_id ? { project_id: account.project_id } : {}),
        }),
      };
    }
    case 'workload_identity_federation':
      return {
        tokens: new LibraryTokens(
          parseExternalAccount(config.credential_config ?? ''),
          SCOPE,
          'Check credential_config, and that this machine’s own token is where it says.',
        ),
        project: async () => override_project_id ?? wif_project_id ?? noProject(),
        identify: async () => ({}),
      };
    case 'application_default_credentials': {
      const tokens = new LibraryTokens(
        undefined,
        SCOPE,
        'Set GOOGLE_APPLICATION_CREDENTIALS, or run `gcloud auth application-default login`.',
        override_project_id,
      );
      return {
        tokens,
        project: async () => override_project_id ?? (await tokens.project()) ?? noProject(),
        identify: async () => {
          const project = await tokens.project();
          return project === undefined ? {} : { project_id: project };
        },
      };
    }
  }
}

function noProject(): never {
  throw new SyncformError('invalid', 'nothing says which project is meant', {
    path: ['override_project_id'],
    hint: 'Set override_project_id.',
  });
}
