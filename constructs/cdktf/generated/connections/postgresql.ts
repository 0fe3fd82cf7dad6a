import type { Construct } from 'constructs';
import { type ConnectionProps, SystemConnection } from '../../connection.ts';
import type { Secret } from '../../secrets.ts';
import type { Shape } from '../../shape.ts';

export interface PostgresqlConnectionProps extends ConnectionProps {
  /** Name or address of the server. */
  readonly hostname: string;
  /** User. */
  readonly username: string;
  /** Password. */
  readonly password: Secret;
  /** Database. */
  readonly database: string;
  /** Port. Default: 5432. */
  readonly port?: number;
  /** Refuse to talk to the server without TLS. With ca_cert, its certificate and its name are verified; without, the connection is encrypted but nobody is verified (like sslmode=require). Default: true. */
  readonly ssl?: boolean;
  /** Reach the server through an SSH tunnel. Default: false. */
  readonly ssh?: boolean;
  /** SSH user. Default: "root". */
  readonly sshUser?: string;
  /** SSH host. */
  readonly sshHost?: string;
  /** SSH port. Default: 22. */
  readonly sshPort?: number;
  /** Without a passphrase; in OpenSSH’s or PEM format. */
  readonly sshPrivateKey?: Secret;
  /** The public key that the SSH host must show, as `ssh-keyscan` prints it. If not given, the key of the first connection is remembered in the data directory and every later one must show the same. */
  readonly sshHostKey?: string;
  /** Seconds after which a server that owes an answer and sends nothing is asked, over another line, whether it is still at work. If it says so, the wait goes on, however long the statement takes; if it does not, the line is cut and the statement fails. Default: 60. */
  readonly inactivityTimeout?: number;
  /** Seconds for which a statement waits for a lock that another session holds on a table or row. Then it fails, and says who holds it as far as the server tells. Default: 300. */
  readonly lockTimeout?: number;
  /** Show the server a certificate of our own. Default: false. */
  readonly clientCerts?: boolean;
  /** PEM. */
  readonly clientCertificate?: Secret;
  /** PEM. */
  readonly clientKey?: Secret;
  /** PEM of the authority that signed the server’s certificate. */
  readonly caCert?: Secret;
  /** Read changes from the server’s logical replication stream. Default: false. */
  readonly changeDetection?: boolean;
  /** The publication to read changes from. */
  readonly publication?: string;
}

const shape: Shape = {"hostname":"value","username":"value","password":"secret","database":"value","port":"value","ssl":"value","ssh":"value","ssh_user":"value","ssh_host":"value","ssh_port":"value","ssh_private_key":"secret","ssh_host_key":"value","inactivity_timeout":"value","lock_timeout":"value","client_certs":"value","client_certificate":"secret","client_key":"secret","ca_cert":"secret","change_detection":"value","publication":"value"};

/** A PostgreSQL database: source of models and bulk syncs, target of both. */
export class PostgresqlConnection extends SystemConnection {
  static readonly tfResourceType = 'syncform_postgresql_connection';

  constructor(scope: Construct, id: string, props: PostgresqlConnectionProps) {
    super(scope, id, PostgresqlConnection.tfResourceType, shape, props);
  }
}
