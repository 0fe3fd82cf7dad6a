import type { Construct } from 'constructs';
import { type ConnectionProps, SystemConnection } from '../../connection.ts';
import type { Secret } from '../../secrets.ts';
import type { Shape } from '../../shape.ts';

export interface ApiConnectionProps extends ConnectionProps {
  /** Address of the API, http or https; the paths of models and objects come after it. */
  readonly url: string;
  /** Headers that are sent along. */
  readonly headers?: readonly ({
    /** Name of the header. */
    readonly name: string;
    /** Value of the header. */
    readonly value: Secret;
  })[];
  /** Query parameters that are added to the URL. */
  readonly parameters?: readonly ({
    /** Name of the query parameter. */
    readonly name: string;
    /** Value of the query parameter. */
    readonly value: string;
  })[];
  /** JSON that requests carry. A request that has a body is a POST. */
  readonly body?: string;
  /** Path that a test of the connection asks for; the URL itself where not given. */
  readonly healthcheck?: string;
  /** How the server knows who asks. */
  readonly auth?: {
    /** User and password. */
    readonly basic?: {
      /** User. */
      readonly username: string;
      /** Password. */
      readonly password: Secret;
    };
    /** A header that proves who asks. */
    readonly header?: {
      /** Name of the header. */
      readonly name: string;
      /** Value of the header. */
      readonly value: Secret;
    };
    /** Query parameters that prove who asks. */
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
  };
  /** How many requests are sent in a second at most. 429 and Retry-After are heeded all the same. */
  readonly requestsPerSecond?: number;
  /** Seconds that one try of a request may take until its whole answer is there. Default: 60. */
  readonly requestTimeout?: number;
  /** Whether requests may go to this machine and to private networks. Link-local addresses and the metadata services of clouds are refused all the same. Default: false. */
  readonly allowPrivateAddresses?: boolean;
}

const shape: Shape = {"url":"value","headers":{"items":{"fields":{"name":"value","value":"secret"}}},"parameters":{"items":{"fields":{"name":"value","value":"value"}}},"body":"value","healthcheck":"value","auth":{"fields":{"basic":{"fields":{"username":"value","password":"secret"}},"header":{"fields":{"name":"value","value":"secret"}},"query":{"items":{"fields":{"name":"value","value":"secret"}}},"oauth":{"fields":{"client_id":"value","client_secret":"secret","token_endpoint":"value","extra_form_data":{"items":{"fields":{"name":"value","value":"value"}}},"scopes":{"items":"value"},"auth_style":"value"}}}},"requests_per_second":"value","request_timeout":"value","allow_private_addresses":"value"};

/** An API that answers JSON: source of models and bulk syncs. */
export class ApiConnection extends SystemConnection {
  static readonly tfResourceType = 'syncform_api_connection';

  constructor(scope: Construct, id: string, props: ApiConnectionProps) {
    super(scope, id, ApiConnection.tfResourceType, shape, props);
  }
}
