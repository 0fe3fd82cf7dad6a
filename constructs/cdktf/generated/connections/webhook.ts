import type { Construct } from 'constructs';
import { type ConnectionProps, SystemConnection } from '../../connection.ts';
import type { Secret } from '../../secrets.ts';
import type { Shape } from '../../shape.ts';

export interface WebhookConnectionProps extends ConnectionProps {
  /** Address that records are posted to, http or https. */
  readonly url: string;
  /** How the receiver knows who sends. Every request is signed with the connection’s secret whatever this is; with polytomic_secret the signature alone proves it. Default: "polytomic_secret". */
  readonly authMethod?: 'polytomic_secret' | 'basic' | 'header' | 'query' | 'oauth_client_credentials' | (string & {});
  /** User and password. */
  readonly basic?: {
    /** User. */
    readonly username: string;
    /** Password. */
    readonly password: Secret;
  };
  /** A header that proves who sends. */
  readonly header?: {
    /** Name of the header. */
    readonly name: string;
    /** Value of the header. */
    readonly value: Secret;
  };
  /** Query parameters that prove who sends. */
  readonly query?: readonly ({
    /** Name of the query parameter. */
    readonly name: string;
    /** Value of the query parameter. */
    readonly value: Secret;
  })[];
  /** OAuth 2 client credentials. */
  readonly oauth?: {
    /** Client id. */
    readonly clientId: string;
    /** Client secret. */
    readonly clientSecret: Secret;
    /** Where tokens are had. */
    readonly tokenEndpoint: string;
    /** Fields that are sent to the token endpoint as well. */
    readonly extraFormData?: readonly ({
      /** Name of the form field. */
      readonly name: string;
      /** Value of the form field. */
      readonly value: string;
    })[];
    /** Scopes. */
    readonly scopes?: readonly (string)[];
    /** How the client’s id and secret are sent: 1 in the form, 2 in the Authorization header, 0 tries the header and then the form. Default: 0. */
    readonly authStyle?: number;
  };
  /** Headers that are sent along. */
  readonly headers?: readonly ({
    /** Name of the header. */
    readonly name: string;
    /** Value of the header. */
    readonly value: Secret;
  })[];
  /** Seconds that one try of a request may take until its whole answer is there. Default: 60. */
  readonly requestTimeout?: number;
  /** Whether requests may go to this machine and to private networks. Link-local addresses and the metadata services of clouds are refused all the same. Default: false. */
  readonly allowPrivateAddresses?: boolean;
}

const shape: Shape = {"url":"value","auth_method":{"oneOf":["polytomic_secret","basic","header","query","oauth_client_credentials"]},"basic":{"fields":{"username":"value","password":"secret"}},"header":{"fields":{"name":"value","value":"secret"}},"query":{"items":{"fields":{"name":"value","value":"secret"}}},"oauth":{"fields":{"client_id":"value","client_secret":"secret","token_endpoint":"value","extra_form_data":{"items":{"fields":{"name":"value","value":"value"}}},"scopes":{"items":"value"},"auth_style":"value"}},"headers":{"items":{"fields":{"name":"value","value":"secret"}}},"request_timeout":"value","allow_private_addresses":"value"};

/** An HTTP endpoint of yours: target of syncs. Records that are new, changed or removed are posted to it as signed batches of JSON. */
export class WebhookConnection extends SystemConnection {
  static readonly tfResourceType = 'syncform_webhook_connection';

  constructor(scope: Construct, id: string, props: WebhookConnectionProps) {
    super(scope, id, WebhookConnection.tfResourceType, shape, props);
  }
}
