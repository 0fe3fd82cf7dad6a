import type { Construct } from 'constructs';
import { type ConnectionProps, SystemConnection } from '../../connection.ts';
import type { Secret } from '../../secrets.ts';
import type { Shape } from '../../shape.ts';

export interface MysqlConnectionProps extends ConnectionProps {
  /** Name or address of the server. */
  readonly hostname: string;
  /** User. */
  readonly account: string;
  /** Password. */
  readonly passwd: Secret;
  /** The database of bare table names, and the only one that is listed. If not given, all databases are, and tables are named database.table. */
  readonly dbname?: string;
  /** Port. Default: 3306. */
  readonly port?: number;
  /** Refuse to talk to the server without TLS. The connection is encrypted, but nobody’s certificate is verified (like ssl-mode=REQUIRED). Default: true. */
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
  /** Read changes from the server’s binary log. It has to be on, with binlog_format = ROW and binlog_row_image = FULL, and the user needs the rights REPLICATION SLAVE and BINLOG MONITOR (MySQL: REPLICATION CLIENT). Default: false. */
  readonly changeDetection?: boolean;
}

const shape: Shape = {"hostname":"value","account":"value","passwd":"secret","dbname":"value","port":"value","ssl":"value","ssh":"value","ssh_user":"value","ssh_host":"value","ssh_port":"value","ssh_private_key":"secret","ssh_host_key":"value","inactivity_timeout":"value","lock_timeout":"value","change_detection":"value"};

/** A MySQL (8.0.17 or later) or MariaDB (10.3 or later) database: source of models and bulk syncs, target of both. */
export class MysqlConnection extends SystemConnection {
  static readonly tfResourceType = 'syncform_mysql_connection';

  constructor(scope: Construct, id: string, props: MysqlConnectionProps) {
    super(scope, id, MysqlConnection.tfResourceType, shape, props);
  }
}
