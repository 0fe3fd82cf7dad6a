import { OauthToken } from '../../../../families/http/oauth-token.ts';
import { ConnectionError } from '../../../../kit/errors.ts';
import type { DatabricksConfig } from '../config.ts';
import type { Line } from './line.ts';

/** The bearer token with which calls are made. */
export interface Login {
  /** A token that is good now. */
  token(signal: AbortSignal): Promise<string>;
  /** The warehouse does not take the last one any more. False where there is no other to be obtained. */
  renew(): boolean;
}

/**
 * A personal access token, or the tokens of a service principal: asked for at the workspace
 * (https://docs.databricks.com/dev-tools/auth/oauth-m2m.html), kept, and renewed before they end. `learn` is told them.
 */
export function openLogin(config: DatabricksConfig, line: Line, learn: (secret: string) => void): Login {
  if (config.databricks_auth_mode === 'access_token') {
    const { access_token = '' } = config;
    learn(access_token);
    return { token: async () => access_token, renew: () => false };
  }
  const { server_hostname, port, service_principal_id = '', service_principal_secret = '' } = config;
  learn(service_principal_secret);
  const tokens = new OauthToken(
    {
      client_id: service_principal_id,
      client_secret: service_principal_secret,
      token_endpoint: `https://${server_hostname}:${port}/oidc/v1/token`,
      scopes: ['all-apis'],
      auth_style: 2,
    },
    line.dispatcher,
    learn,
  );
  return {
    async token(signal) {
      try {
        return await tokens.token(signal);
      } catch (error) {
        if (!(error instanceof ConnectionError) || error.part !== 'user or password') throw error;
        throw new ConnectionError(
          'user or password',
          `the workspace gives service principal ${service_principal_id} no token`,
          { hint: 'Check service_principal_id and service_principal_secret.', cause: error.cause },
        );
      }
    },
    renew() {
      tokens.forget();
      return true;
    },
  };
}
