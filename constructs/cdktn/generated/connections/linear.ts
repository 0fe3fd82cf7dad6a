import type { Construct } from 'constructs';
import { type ConnectionProps, SystemConnection } from '../../connection.ts';
import type { Secret } from '../../secrets.ts';
import type { Shape } from '../../shape.ts';

export interface LinearConnectionProps extends ConnectionProps {
  /** A personal API key. */
  readonly apiKey: Secret;
  /** Address of the API in place of the system’s own: of a proxy, or a region that is not known here. */
  readonly baseUrl?: string;
  /** How many requests are sent in a second at most; what the system allows, as far as it is known, where not given. 429 and Retry-After are heeded all the same. */
  readonly requestsPerSecond?: number;
  /** Seconds that one try of a request may take until its whole answer is there. Default: 60. */
  readonly requestTimeout?: number;
  /** Whether requests may go to this machine and to private networks. Link-local addresses and the metadata services of clouds are refused all the same. Default: false. */
  readonly allowPrivateAddresses?: boolean;
}

const shape: Shape = {"api_key":"secret","base_url":"value","requests_per_second":"value","request_timeout":"value","allow_private_addresses":"value"};

/** Linear issues and projects: source of models and bulk syncs. */
export class LinearConnection extends SystemConnection {
  static readonly tfResourceType = 'syncform_linear_connection';

  constructor(scope: Construct, id: string, props: LinearConnectionProps) {
    super(scope, id, LinearConnection.tfResourceType, shape, props);
  }
}
