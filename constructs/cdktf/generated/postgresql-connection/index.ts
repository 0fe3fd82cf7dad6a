// @ts-nocheck
// https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/postgresql_connection
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface PostgresqlConnectionConfig extends cdktf.TerraformMetaArguments {
  /**
  * How to reach PostgreSQL. Secrets are write-only: they are in no state and no plan.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/postgresql_connection#configuration PostgresqlConnection#configuration}
  */
  readonly configuration: PostgresqlConnectionConfiguration;
  /**
  * Also delete the models and syncs that use it when it is destroyed, those of other configurations included. It must have been applied before the destroy.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/postgresql_connection#force_destroy PostgresqlConnection#force_destroy}
  */
  readonly forceDestroy?: boolean | cdktf.IResolvable;
  /**
  * Name, for people.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/postgresql_connection#name PostgresqlConnection#name}
  */
  readonly name: string;
  /**
  * Id of the organization that it belongs to. The embedded engine has one organization of its own.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/postgresql_connection#organization PostgresqlConnection#organization}
  */
  readonly organization?: string;
  /**
  * Test the connection when it is created or changed, and fail when it does not work.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/postgresql_connection#validate PostgresqlConnection#validate}
  */
  readonly validate?: boolean | cdktf.IResolvable;
}
export interface PostgresqlConnectionConfiguration {
  /**
  * PEM of the authority that signed the server’s certificate.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/postgresql_connection#ca_cert PostgresqlConnection#ca_cert}
  */
  readonly caCert?: string;
  /**
  * Read changes from the server’s logical replication stream. Default `false`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/postgresql_connection#change_detection PostgresqlConnection#change_detection}
  */
  readonly changeDetection?: boolean | cdktf.IResolvable;
  /**
  * PEM. Needed when `client_certs` is `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/postgresql_connection#client_certificate PostgresqlConnection#client_certificate}
  */
  readonly clientCertificate?: string;
  /**
  * Show the server a certificate of our own. Default `false`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/postgresql_connection#client_certs PostgresqlConnection#client_certs}
  */
  readonly clientCerts?: boolean | cdktf.IResolvable;
  /**
  * PEM. Needed when `client_certs` is `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/postgresql_connection#client_key PostgresqlConnection#client_key}
  */
  readonly clientKey?: string;
  /**
  * Database.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/postgresql_connection#database PostgresqlConnection#database}
  */
  readonly database: string;
  /**
  * Name or address of the server.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/postgresql_connection#hostname PostgresqlConnection#hostname}
  */
  readonly hostname: string;
  /**
  * Seconds after which a server that owes an answer and sends nothing is asked, over another line, whether it is still at work. If it says so, the wait goes on, however long the statement takes; if it does not, the line is cut and the statement fails. Default `60`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/postgresql_connection#inactivity_timeout PostgresqlConnection#inactivity_timeout}
  */
  readonly inactivityTimeout?: number;
  /**
  * Seconds for which a statement waits for a lock that another session holds on a table or row. Then it fails, and says who holds it as far as the server tells. Default `300`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/postgresql_connection#lock_timeout PostgresqlConnection#lock_timeout}
  */
  readonly lockTimeout?: number;
  /**
  * Password.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/postgresql_connection#password PostgresqlConnection#password}
  */
  readonly password: string;
  /**
  * Port. Default `5432`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/postgresql_connection#port PostgresqlConnection#port}
  */
  readonly port?: number;
  /**
  * The publication to read changes from. Needed when `change_detection` is `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/postgresql_connection#publication PostgresqlConnection#publication}
  */
  readonly publication?: string;
  /**
  * Reach the server through an SSH tunnel. Default `false`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/postgresql_connection#ssh PostgresqlConnection#ssh}
  */
  readonly ssh?: boolean | cdktf.IResolvable;
  /**
  * SSH host. Needed when `ssh` is `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/postgresql_connection#ssh_host PostgresqlConnection#ssh_host}
  */
  readonly sshHost?: string;
  /**
  * The public key that the SSH host must show, as `ssh-keyscan` prints it. If not given, the key of the first connection is remembered in the data directory and every later one must show the same. Used when `ssh` is `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/postgresql_connection#ssh_host_key PostgresqlConnection#ssh_host_key}
  */
  readonly sshHostKey?: string;
  /**
  * SSH port. Default `22`. Used when `ssh` is `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/postgresql_connection#ssh_port PostgresqlConnection#ssh_port}
  */
  readonly sshPort?: number;
  /**
  * Without a passphrase; in OpenSSH’s or PEM format. Needed when `ssh` is `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/postgresql_connection#ssh_private_key PostgresqlConnection#ssh_private_key}
  */
  readonly sshPrivateKey?: string;
  /**
  * SSH user. Default `"root"`. Used when `ssh` is `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/postgresql_connection#ssh_user PostgresqlConnection#ssh_user}
  */
  readonly sshUser?: string;
  /**
  * Refuse to talk to the server without TLS. With ca_cert, its certificate and its name are verified; without, the connection is encrypted but nobody is verified (like sslmode=require). Default `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/postgresql_connection#ssl PostgresqlConnection#ssl}
  */
  readonly ssl?: boolean | cdktf.IResolvable;
  /**
  * User.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/postgresql_connection#username PostgresqlConnection#username}
  */
  readonly username: string;
}

export function postgresqlConnectionConfigurationToTerraform(struct?: PostgresqlConnectionConfiguration | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    ca_cert: cdktf.stringToTerraform(struct!.caCert),
    change_detection: cdktf.booleanToTerraform(struct!.changeDetection),
    client_certificate: cdktf.stringToTerraform(struct!.clientCertificate),
    client_certs: cdktf.booleanToTerraform(struct!.clientCerts),
    client_key: cdktf.stringToTerraform(struct!.clientKey),
    database: cdktf.stringToTerraform(struct!.database),
    hostname: cdktf.stringToTerraform(struct!.hostname),
    inactivity_timeout: cdktf.numberToTerraform(struct!.inactivityTimeout),
    lock_timeout: cdktf.numberToTerraform(struct!.lockTimeout),
    password: cdktf.stringToTerraform(struct!.password),
    port: cdktf.numberToTerraform(struct!.port),
    publication: cdktf.stringToTerraform(struct!.publication),
    ssh: cdktf.booleanToTerraform(struct!.ssh),
    ssh_host: cdktf.stringToTerraform(struct!.sshHost),
    ssh_host_key: cdktf.stringToTerraform(struct!.sshHostKey),
    ssh_port: cdktf.numberToTerraform(struct!.sshPort),
    ssh_private_key: cdktf.stringToTerraform(struct!.sshPrivateKey),
    ssh_user: cdktf.stringToTerraform(struct!.sshUser),
    ssl: cdktf.booleanToTerraform(struct!.ssl),
    username: cdktf.stringToTerraform(struct!.username),
  }
}


export function postgresqlConnectionConfigurationToHclTerraform(struct?: PostgresqlConnectionConfiguration | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    ca_cert: {
      value: cdktf.stringToHclTerraform(struct!.caCert),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    change_detection: {
      value: cdktf.booleanToHclTerraform(struct!.changeDetection),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    client_certificate: {
      value: cdktf.stringToHclTerraform(struct!.clientCertificate),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    client_certs: {
      value: cdktf.booleanToHclTerraform(struct!.clientCerts),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    client_key: {
      value: cdktf.stringToHclTerraform(struct!.clientKey),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    database: {
      value: cdktf.stringToHclTerraform(struct!.database),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    hostname: {
      value: cdktf.stringToHclTerraform(struct!.hostname),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    inactivity_timeout: {
      value: cdktf.numberToHclTerraform(struct!.inactivityTimeout),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    lock_timeout: {
      value: cdktf.numberToHclTerraform(struct!.lockTimeout),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    password: {
      value: cdktf.stringToHclTerraform(struct!.password),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    port: {
      value: cdktf.numberToHclTerraform(struct!.port),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    publication: {
      value: cdktf.stringToHclTerraform(struct!.publication),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    ssh: {
      value: cdktf.booleanToHclTerraform(struct!.ssh),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    ssh_host: {
      value: cdktf.stringToHclTerraform(struct!.sshHost),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    ssh_host_key: {
      value: cdktf.stringToHclTerraform(struct!.sshHostKey),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    ssh_port: {
      value: cdktf.numberToHclTerraform(struct!.sshPort),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    ssh_private_key: {
      value: cdktf.stringToHclTerraform(struct!.sshPrivateKey),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    ssh_user: {
      value: cdktf.stringToHclTerraform(struct!.sshUser),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    ssl: {
      value: cdktf.booleanToHclTerraform(struct!.ssl),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    username: {
      value: cdktf.stringToHclTerraform(struct!.username),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class PostgresqlConnectionConfigurationOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): PostgresqlConnectionConfiguration | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._caCert !== undefined) {
      hasAnyValues = true;
      internalValueResult.caCert = this._caCert;
    }
    if (this._changeDetection !== undefined) {
      hasAnyValues = true;
      internalValueResult.changeDetection = this._changeDetection;
    }
    if (this._clientCertificate !== undefined) {
      hasAnyValues = true;
      internalValueResult.clientCertificate = this._clientCertificate;
    }
    if (this._clientCerts !== undefined) {
      hasAnyValues = true;
      internalValueResult.clientCerts = this._clientCerts;
    }
    if (this._clientKey !== undefined) {
      hasAnyValues = true;
      internalValueResult.clientKey = this._clientKey;
    }
    if (this._database !== undefined) {
      hasAnyValues = true;
      internalValueResult.database = this._database;
    }
    if (this._hostname !== undefined) {
      hasAnyValues = true;
      internalValueResult.hostname = this._hostname;
    }
    if (this._inactivityTimeout !== undefined) {
      hasAnyValues = true;
      internalValueResult.inactivityTimeout = this._inactivityTimeout;
    }
    if (this._lockTimeout !== undefined) {
      hasAnyValues = true;
      internalValueResult.lockTimeout = this._lockTimeout;
    }
    if (this._password !== undefined) {
      hasAnyValues = true;
      internalValueResult.password = this._password;
    }
    if (this._port !== undefined) {
      hasAnyValues = true;
      internalValueResult.port = this._port;
    }
    if (this._publication !== undefined) {
      hasAnyValues = true;
      internalValueResult.publication = this._publication;
    }
    if (this._ssh !== undefined) {
      hasAnyValues = true;
      internalValueResult.ssh = this._ssh;
    }
    if (this._sshHost !== undefined) {
      hasAnyValues = true;
      internalValueResult.sshHost = this._sshHost;
    }
    if (this._sshHostKey !== undefined) {
      hasAnyValues = true;
      internalValueResult.sshHostKey = this._sshHostKey;
    }
    if (this._sshPort !== undefined) {
      hasAnyValues = true;
      internalValueResult.sshPort = this._sshPort;
    }
    if (this._sshPrivateKey !== undefined) {
      hasAnyValues = true;
      internalValueResult.sshPrivateKey = this._sshPrivateKey;
    }
    if (this._sshUser !== undefined) {
      hasAnyValues = true;
      internalValueResult.sshUser = this._sshUser;
    }
    if (this._ssl !== undefined) {
      hasAnyValues = true;
      internalValueResult.ssl = this._ssl;
    }
    if (this._username !== undefined) {
      hasAnyValues = true;
      internalValueResult.username = this._username;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: PostgresqlConnectionConfiguration | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._caCert = undefined;
      this._changeDetection = undefined;
      this._clientCertificate = undefined;
      this._clientCerts = undefined;
      this._clientKey = undefined;
      this._database = undefined;
      this._hostname = undefined;
      this._inactivityTimeout = undefined;
      this._lockTimeout = undefined;
      this._password = undefined;
      this._port = undefined;
      this._publication = undefined;
      this._ssh = undefined;
      this._sshHost = undefined;
      this._sshHostKey = undefined;
      this._sshPort = undefined;
      this._sshPrivateKey = undefined;
      this._sshUser = undefined;
      this._ssl = undefined;
      this._username = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._caCert = value.caCert;
      this._changeDetection = value.changeDetection;
      this._clientCertificate = value.clientCertificate;
      this._clientCerts = value.clientCerts;
      this._clientKey = value.clientKey;
      this._database = value.database;
      this._hostname = value.hostname;
      this._inactivityTimeout = value.inactivityTimeout;
      this._lockTimeout = value.lockTimeout;
      this._password = value.password;
      this._port = value.port;
      this._publication = value.publication;
      this._ssh = value.ssh;
      this._sshHost = value.sshHost;
      this._sshHostKey = value.sshHostKey;
      this._sshPort = value.sshPort;
      this._sshPrivateKey = value.sshPrivateKey;
      this._sshUser = value.sshUser;
      this._ssl = value.ssl;
      this._username = value.username;
    }
  }

  // ca_cert - computed: false, optional: true, required: false
  private _caCert?: string; 
  public get caCert() {
    return this.getStringAttribute('ca_cert');
  }
  public set caCert(value: string) {
    this._caCert = value;
  }
  public resetCaCert() {
    this._caCert = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get caCertInput() {
    return this._caCert;
  }

  // change_detection - computed: true, optional: true, required: false
  private _changeDetection?: boolean | cdktf.IResolvable; 
  public get changeDetection() {
    return this.getBooleanAttribute('change_detection');
  }
  public set changeDetection(value: boolean | cdktf.IResolvable) {
    this._changeDetection = value;
  }
  public resetChangeDetection() {
    this._changeDetection = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get changeDetectionInput() {
    return this._changeDetection;
  }

  // client_certificate - computed: false, optional: true, required: false
  private _clientCertificate?: string; 
  public get clientCertificate() {
    return this.getStringAttribute('client_certificate');
  }
  public set clientCertificate(value: string) {
    this._clientCertificate = value;
  }
  public resetClientCertificate() {
    this._clientCertificate = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get clientCertificateInput() {
    return this._clientCertificate;
  }

  // client_certs - computed: true, optional: true, required: false
  private _clientCerts?: boolean | cdktf.IResolvable; 
  public get clientCerts() {
    return this.getBooleanAttribute('client_certs');
  }
  public set clientCerts(value: boolean | cdktf.IResolvable) {
    this._clientCerts = value;
  }
  public resetClientCerts() {
    this._clientCerts = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get clientCertsInput() {
    return this._clientCerts;
  }

  // client_key - computed: false, optional: true, required: false
  private _clientKey?: string; 
  public get clientKey() {
    return this.getStringAttribute('client_key');
  }
  public set clientKey(value: string) {
    this._clientKey = value;
  }
  public resetClientKey() {
    this._clientKey = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get clientKeyInput() {
    return this._clientKey;
  }

  // database - computed: false, optional: false, required: true
  private _database?: string; 
  public get database() {
    return this.getStringAttribute('database');
  }
  public set database(value: string) {
    this._database = value;
  }
  // Temporarily expose input value. Use with caution.
  public get databaseInput() {
    return this._database;
  }

  // hostname - computed: false, optional: false, required: true
  private _hostname?: string; 
  public get hostname() {
    return this.getStringAttribute('hostname');
  }
  public set hostname(value: string) {
    this._hostname = value;
  }
  // Temporarily expose input value. Use with caution.
  public get hostnameInput() {
    return this._hostname;
  }

  // inactivity_timeout - computed: true, optional: true, required: false
  private _inactivityTimeout?: number; 
  public get inactivityTimeout() {
    return this.getNumberAttribute('inactivity_timeout');
  }
  public set inactivityTimeout(value: number) {
    this._inactivityTimeout = value;
  }
  public resetInactivityTimeout() {
    this._inactivityTimeout = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get inactivityTimeoutInput() {
    return this._inactivityTimeout;
  }

  // lock_timeout - computed: true, optional: true, required: false
  private _lockTimeout?: number; 
  public get lockTimeout() {
    return this.getNumberAttribute('lock_timeout');
  }
  public set lockTimeout(value: number) {
    this._lockTimeout = value;
  }
  public resetLockTimeout() {
    this._lockTimeout = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get lockTimeoutInput() {
    return this._lockTimeout;
  }

  // password - computed: false, optional: false, required: true
  private _password?: string; 
  public get password() {
    return this.getStringAttribute('password');
  }
  public set password(value: string) {
    this._password = value;
  }
  // Temporarily expose input value. Use with caution.
  public get passwordInput() {
    return this._password;
  }

  // port - computed: true, optional: true, required: false
  private _port?: number; 
  public get port() {
    return this.getNumberAttribute('port');
  }
  public set port(value: number) {
    this._port = value;
  }
  public resetPort() {
    this._port = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get portInput() {
    return this._port;
  }

  // publication - computed: false, optional: true, required: false
  private _publication?: string; 
  public get publication() {
    return this.getStringAttribute('publication');
  }
  public set publication(value: string) {
    this._publication = value;
  }
  public resetPublication() {
    this._publication = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get publicationInput() {
    return this._publication;
  }

  // ssh - computed: true, optional: true, required: false
  private _ssh?: boolean | cdktf.IResolvable; 
  public get ssh() {
    return this.getBooleanAttribute('ssh');
  }
  public set ssh(value: boolean | cdktf.IResolvable) {
    this._ssh = value;
  }
  public resetSsh() {
    this._ssh = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get sshInput() {
    return this._ssh;
  }

  // ssh_host - computed: false, optional: true, required: false
  private _sshHost?: string; 
  public get sshHost() {
    return this.getStringAttribute('ssh_host');
  }
  public set sshHost(value: string) {
    this._sshHost = value;
  }
  public resetSshHost() {
    this._sshHost = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get sshHostInput() {
    return this._sshHost;
  }

  // ssh_host_key - computed: false, optional: true, required: false
  private _sshHostKey?: string; 
  public get sshHostKey() {
    return this.getStringAttribute('ssh_host_key');
  }
  public set sshHostKey(value: string) {
    this._sshHostKey = value;
  }
  public resetSshHostKey() {
    this._sshHostKey = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get sshHostKeyInput() {
    return this._sshHostKey;
  }

  // ssh_port - computed: true, optional: true, required: false
  private _sshPort?: number; 
  public get sshPort() {
    return this.getNumberAttribute('ssh_port');
  }
  public set sshPort(value: number) {
    this._sshPort = value;
  }
  public resetSshPort() {
    this._sshPort = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get sshPortInput() {
    return this._sshPort;
  }

  // ssh_private_key - computed: false, optional: true, required: false
  private _sshPrivateKey?: string; 
  public get sshPrivateKey() {
    return this.getStringAttribute('ssh_private_key');
  }
  public set sshPrivateKey(value: string) {
    this._sshPrivateKey = value;
  }
  public resetSshPrivateKey() {
    this._sshPrivateKey = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get sshPrivateKeyInput() {
    return this._sshPrivateKey;
  }

  // ssh_user - computed: true, optional: true, required: false
  private _sshUser?: string; 
  public get sshUser() {
    return this.getStringAttribute('ssh_user');
  }
  public set sshUser(value: string) {
    this._sshUser = value;
  }
  public resetSshUser() {
    this._sshUser = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get sshUserInput() {
    return this._sshUser;
  }

  // ssl - computed: true, optional: true, required: false
  private _ssl?: boolean | cdktf.IResolvable; 
  public get ssl() {
    return this.getBooleanAttribute('ssl');
  }
  public set ssl(value: boolean | cdktf.IResolvable) {
    this._ssl = value;
  }
  public resetSsl() {
    this._ssl = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get sslInput() {
    return this._ssl;
  }

  // username - computed: false, optional: false, required: true
  private _username?: string; 
  public get username() {
    return this.getStringAttribute('username');
  }
  public set username(value: string) {
    this._username = value;
  }
  // Temporarily expose input value. Use with caution.
  public get usernameInput() {
    return this._username;
  }
}

/**
* Represents a {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/postgresql_connection syncform_postgresql_connection}
*/
export class PostgresqlConnection extends cdktf.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "syncform_postgresql_connection";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a PostgresqlConnection resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the PostgresqlConnection to import
  * @param importFromId The id of the existing PostgresqlConnection that should be imported. Refer to the {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/postgresql_connection#import import section} in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the PostgresqlConnection to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "syncform_postgresql_connection", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/postgresql_connection syncform_postgresql_connection} Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options PostgresqlConnectionConfig
  */
  public constructor(scope: Construct, id: string, config: PostgresqlConnectionConfig) {
    super(scope, id, {
      terraformResourceType: 'syncform_postgresql_connection',
      terraformGeneratorMetadata: {
        providerName: 'syncform',
        providerVersion: '0.1.0',
        providerVersionConstraint: '0.1.0'
      },
      provider: config.provider,
      dependsOn: config.dependsOn,
      count: config.count,
      lifecycle: config.lifecycle,
      provisioners: config.provisioners,
      connection: config.connection,
      forEach: config.forEach
    });
    this._configuration.internalValue = config.configuration;
    this._forceDestroy = config.forceDestroy;
    this._name = config.name;
    this._organization = config.organization;
    this._validate = config.validate;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // configuration - computed: false, optional: false, required: true
  private _configuration = new PostgresqlConnectionConfigurationOutputReference(this, "configuration");
  public get configuration() {
    return this._configuration;
  }
  public putConfiguration(value: PostgresqlConnectionConfiguration) {
    this._configuration.internalValue = value;
  }
  // Temporarily expose input value. Use with caution.
  public get configurationInput() {
    return this._configuration.internalValue;
  }

  // created_at - computed: true, optional: false, required: false
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  // force_destroy - computed: true, optional: true, required: false
  private _forceDestroy?: boolean | cdktf.IResolvable; 
  public get forceDestroy() {
    return this.getBooleanAttribute('force_destroy');
  }
  public set forceDestroy(value: boolean | cdktf.IResolvable) {
    this._forceDestroy = value;
  }
  public resetForceDestroy() {
    this._forceDestroy = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get forceDestroyInput() {
    return this._forceDestroy;
  }

  // id - computed: true, optional: false, required: false
  public get id() {
    return this.getStringAttribute('id');
  }

  // name - computed: false, optional: false, required: true
  private _name?: string; 
  public get name() {
    return this.getStringAttribute('name');
  }
  public set name(value: string) {
    this._name = value;
  }
  // Temporarily expose input value. Use with caution.
  public get nameInput() {
    return this._name;
  }

  // organization - computed: true, optional: true, required: false
  private _organization?: string; 
  public get organization() {
    return this.getStringAttribute('organization');
  }
  public set organization(value: string) {
    this._organization = value;
  }
  public resetOrganization() {
    this._organization = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get organizationInput() {
    return this._organization;
  }

  // secrets_version - computed: true, optional: false, required: false
  public get secretsVersion() {
    return this.getNumberAttribute('secrets_version');
  }

  // updated_at - computed: true, optional: false, required: false
  public get updatedAt() {
    return this.getStringAttribute('updated_at');
  }

  // validate - computed: true, optional: true, required: false
  private _validate?: boolean | cdktf.IResolvable; 
  public get validate() {
    return this.getBooleanAttribute('validate');
  }
  public set validate(value: boolean | cdktf.IResolvable) {
    this._validate = value;
  }
  public resetValidate() {
    this._validate = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get validateInput() {
    return this._validate;
  }

  // =========
  // SYNTHESIS
  // =========

  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      configuration: postgresqlConnectionConfigurationToTerraform(this._configuration.internalValue),
      force_destroy: cdktf.booleanToTerraform(this._forceDestroy),
      name: cdktf.stringToTerraform(this._name),
      organization: cdktf.stringToTerraform(this._organization),
      validate: cdktf.booleanToTerraform(this._validate),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      configuration: {
        value: postgresqlConnectionConfigurationToHclTerraform(this._configuration.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "PostgresqlConnectionConfiguration",
      },
      force_destroy: {
        value: cdktf.booleanToHclTerraform(this._forceDestroy),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      name: {
        value: cdktf.stringToHclTerraform(this._name),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      organization: {
        value: cdktf.stringToHclTerraform(this._organization),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      validate: {
        value: cdktf.booleanToHclTerraform(this._validate),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
