import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { certificateAuthority } from '../certificates.ts';
import { type CopyContext, copyInto } from './copy-into.ts';
import { Faults } from './faults.ts';
import { historyStatement } from './history.ts';
import {
  catalogsStatement,
  columnsStatement,
  primaryKeysStatement,
  schemasStatement,
  tablesStatement,
} from './metadata-calls.ts';
import { Operation, type SentStatement } from './operation.ts';
import { settingStatement } from './session-settings.ts';
import type { StorageCredential, StorageEndpoints } from './source-files.ts';
import type { SparkServer } from './spark-server.ts';
import { SparkSession } from './spark-session.ts';
import { identifier, tokens } from './sql-text.ts';
import { sparkStatement, withParameters } from './statement-rewrite.ts';
import {
  answerMessage,
  calledName,
  type Handler,
  SPARK_AUTHORIZATION,
  succeeded,
  THRIFT_PATH,
  ThriftClient,
  type TOperationHandle,
  type TSessionHandle,
  types,
} from './thrift.ts';
import { Tokens } from './tokens.ts';
import { displayMessage, WarehouseError } from './warehouse-error.ts';

export interface GatewayOptions {
  /** The warehouse's path, `/sql/1.0/warehouses/…`. */
  readonly path: string;
  /** Where its clients are when they name no catalog. */
  readonly catalog: string;
  readonly storage: StorageEndpoints;
}

interface Session {
  readonly spark: SparkSession;
  timeout: number;
  closed: boolean;
}

/**
 * A SQL warehouse's front on 127.0.0.1, with Spark behind it: TLS, tokens, Databricks' Thrift, `COPY INTO`, and whatever
 * goes wrong on request.
 */
export class Gateway {
  readonly tokens = new Tokens();
  readonly faults = new Faults();
  /** Every statement that clients sent, in order. */
  readonly statements: SentStatement[] = [];
  /** How many operations were at work at once, at most. */
  peak = 0;
  /** How many sessions were opened. */
  opened = 0;
  readonly storageCredentials = new Map<string, StorageCredential>();
  /** The names of storage credentials by the locations' addresses. */
  readonly externalLocations = new Map<string, string>();
  /** The authority that signed the server's certificate, PEM. */
  readonly caCertificate: string;
  private readonly options: GatewayOptions;
  private readonly spark: SparkServer;
  private readonly client: ThriftClient;
  private readonly server: Server;
  private readonly sessions = new Map<string, Session>();
  private readonly operations = new Map<string, Operation>();
  private readonly turns = new Map<string, Promise<unknown>>();

  constructor(spark: SparkServer, options: GatewayOptions) {
    this.spark = spark;
    this.options = options;
    this.client = new ThriftClient(spark.port);
    const authority = certificateAuthority();
    this.caCertificate = authority.certificate;
    const { certificate, key } = authority.server(['localhost', '127.0.0.1']);
    this.server = createServer({ cert: certificate, key }, (request, response) => {
      this.answer(request, response).catch((error: Error) => {
        if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
        response.end(error.message);
      });
    });
  }

  /** Listens and answers the port. */
  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    const open = [...this.sessions.values()].filter((session) => !session.closed);
    await Promise.all(
      open.map(({ spark }) =>
        this.client.call('CloseSession', { sessionHandle: spark.handle }).catch(() => undefined),
      ),
    );
    this.client.close();
  }

  /** Ends all sessions: what is sent in them is refused. */
  expireSessions(): void {
    for (const session of this.sessions.values()) session.closed = true;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const [path] = (request.url ?? '').split('?');
    const { authorization } = request.headers;
    if (path === '/oidc/v1/token') {
      const granted = this.tokens.grant(authorization, new URLSearchParams(body.toString('utf8')));
      response.writeHead(granted.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(granted.body));
      return;
    }
    const judgement = this.tokens.judge(/^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '');
    if (judgement === 'expired') return refuse(response, 401, 'Token is expired.');
    if (judgement === 'unknown') {
      return authorization
        ? refuse(response, 403, 'Invalid access token.')
        : refuse(response, 401, 'Credential was not sent or was of an unsupported type for this API.');
    }
    if (path !== this.options.path) {
      return refuse(response, 404, `ENDPOINT_NOT_FOUND: there is no warehouse at ${path}.`);
    }
    await this.answerCall(body, response);
  }

  private async answerCall(message: Buffer, response: ServerResponse): Promise<void> {
    const call = calledName(message);
    const statement = call === 'ExecuteStatement' ? statementOf(message) : undefined;
    const status = this.faults.take('status', call, statement);
    if (status) {
      const wait = status.retryAfter === undefined ? {} : { 'retry-after': String(status.retryAfter) };
      return refuse(response, status.status, status.reason ?? 'TEMPORARILY_UNAVAILABLE', wait);
    }
    if (this.faults.take('disconnect', call, statement, ({ when }) => when === 'before')) {
      response.destroy();
      return;
    }
    const answered =
      call in this.handler
        ? await answerMessage(this.handler, message)
        : await this.forward(this.withSparkHandle(message));
    if (this.faults.take('disconnect', call, statement, ({ when }) => when === 'after')) {
      response.destroy();
      return;
    }
    response.writeHead(200, { 'content-type': 'application/x-thrift', 'content-length': answered.length });
    response.end(answered);
  }

  /** Passes a message on as it is: rows of results need not be understood here. */
  private forward(message: Buffer): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const sent = httpRequest(
        {
          host: '127.0.0.1',
          port: this.spark.port,
          path: THRIFT_PATH,
          method: 'POST',
          agent: this.client.agent,
          headers: {
            'content-type': 'application/x-thrift',
            'content-length': message.length,
            authorization: SPARK_AUTHORIZATION,
          },
        },
        (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('error', reject);
          response.on('end', () => resolve(Buffer.concat(parts)));
        },
      );
      sent.on('error', reject);
      sent.end(message);
    });
  }

  /** The message with the handle of Spark's operation in the place of the gateway's own, which is as long. */
  private withSparkHandle(message: Buffer): Buffer {
    for (const operation of this.operations.values()) {
      if (!operation.result) continue;
      const own = operation.handle.operationId;
      const theirs = operation.result.operationId;
      const at = message.indexOf(own.guid);
      if (at < 0) continue;
      theirs.guid.copy(message, at);
      const secret = message.indexOf(own.secret);
      if (secret >= 0) theirs.secret.copy(message, secret);
      break;
    }
    return message;
  }

  private readonly handler: Handler = {
    OpenSession: (request) => this.openSession(request),
    CloseSession: async (request) => {
      const session = this.sessions.get(key(request.sessionHandle.sessionId.guid));
      if (session) session.closed = true;
      return this.client.call('CloseSession', request);
    },
    ExecuteStatement: async (request) => {
      const session = this.session(request.sessionHandle);
      if (!session) return { status: invalidSession(request.sessionHandle) };
      const operation = this.begin(request.sessionHandle, request.statement, request.parameters);
      void this.execute(session, operation, request);
      return { status: success(), operationHandle: operation.handle };
    },
    GetCatalogs: (request) => this.metadata(request, 'getCatalogs', catalogsStatement()),
    GetSchemas: (request) => this.metadata(request, 'getSchemas', schemasStatement(request)),
    GetTables: (request) => this.metadata(request, 'getTables', tablesStatement(request)),
    GetColumns: (request) => this.metadata(request, 'getColumns', columnsStatement(request)),
    GetPrimaryKeys: (request) => this.metadata(request, 'getPrimaryKeys', primaryKeysStatement(request)),
    GetOperationStatus: async (request) => {
      const operation = this.operation(request.operationHandle);
      if (!operation) return new types.TGetOperationStatusResp({ status: invalidOperation() });
      const known = operation.status();
      if (known) return known;
      const status = await this.client.call('GetOperationStatus', {
        operationHandle: operation.result as TOperationHandle,
      });
      if (status.errorMessage) {
        operation.fail(new WarehouseError(displayMessage(status.errorMessage), status.sqlState));
        return operation.status() as types.TGetOperationStatusResp;
      }
      const { FINISHED_STATE, TIMEDOUT_STATE } = types.TOperationState;
      if (status.operationState === FINISHED_STATE) operation.sent.state = 'finished';
      if (status.operationState === TIMEDOUT_STATE) operation.sent.state = 'failed';
      return status;
    },
    GetResultSetMetadata: async (request) => {
      const operation = this.operation(request.operationHandle);
      if (!operation?.result) return new types.TGetResultSetMetadataResp({ status: invalidOperation() });
      const metadata = await this.client.call('GetResultSetMetadata', { operationHandle: operation.result });
      metadata.resultFormat = types.TSparkRowSetType.COLUMN_BASED_SET;
      metadata.lz4Compressed = false;
      metadata.isStagingOperation = false;
      // Spark counts columns from 0; the client from 1, or values land under their neighbours' names.
      for (const [i, column] of (metadata.schema?.columns ?? []).entries()) column.position = i + 1;
      return metadata;
    },
    CancelOperation: async (request) => {
      const operation = this.operation(request.operationHandle);
      if (!operation) return { status: invalidOperation() };
      if (operation.sent.state === 'running') operation.sent.state = 'cancelled';
      const { current } = operation;
      if (current)
        await this.client.call('CancelOperation', { operationHandle: current }).catch(() => undefined);
      return { status: success() };
    },
    CloseOperation: async (request) => {
      const operation = this.operation(request.operationHandle);
      if (!operation) return { status: invalidOperation() };
      this.operations.delete(key(operation.id));
      if (operation.sent.state === 'running') operation.sent.state = 'finished';
      if (operation.result) {
        await this.client
          .call('CloseOperation', { operationHandle: operation.result })
          .catch(() => undefined);
      }
      operation.sent.endedAt = Date.now();
      return { status: success() };
    },
  };

  private async openSession(request: types.TOpenSessionReq): Promise<types.TOpenSessionResp> {
    const { HIVE_CLI_SERVICE_PROTOCOL_V8, SPARK_CLI_SERVICE_PROTOCOL_V8 } = types.TProtocolVersion;
    const opened = await this.client.call(
      'OpenSession',
      new types.TOpenSessionReq({ client_protocol: HIVE_CLI_SERVICE_PROTOCOL_V8, configuration: {} }),
    );
    if (!succeeded(opened.status) || !opened.sessionHandle) return opened;
    const session: Session = {
      spark: new SparkSession(this.client, opened.sessionHandle),
      timeout: 0,
      closed: false,
    };
    const { catalogName, schemaName } = request.initialNamespace ?? {};
    try {
      await session.spark.run(`SET CATALOG ${identifier(catalogName || this.options.catalog)}`);
      if (schemaName) await session.spark.run(`USE SCHEMA ${identifier(schemaName)}`);
      for (const [name, value] of Object.entries(request.configuration ?? {})) {
        await this.set(session, name, value);
      }
    } catch (error) {
      await this.client.call('CloseSession', { sessionHandle: opened.sessionHandle });
      const { message, sqlState } = error as WarehouseError;
      return new types.TOpenSessionResp({
        status: failure(message, sqlState),
        serverProtocolVersion: SPARK_CLI_SERVICE_PROTOCOL_V8,
      });
    }
    this.opened++;
    this.sessions.set(key(opened.sessionHandle.sessionId.guid), session);
    opened.serverProtocolVersion = SPARK_CLI_SERVICE_PROTOCOL_V8;
    if (request.initialNamespace) opened.initialNamespace = request.initialNamespace;
    opened.canUseMultipleCatalogs = true;
    return opened;
  }

  private async set(session: Session, name: string, value: string): Promise<void> {
    const statement = settingStatement(name, value);
    if (name.toLowerCase() === 'statement_timeout') session.timeout = Number(value);
    if (statement) await session.spark.run(statement);
  }

  private async metadata(request: { sessionHandle: TSessionHandle }, name: string, statement: string) {
    const session = this.session(request.sessionHandle);
    if (!session) return { status: invalidSession(request.sessionHandle) };
    const operation = this.begin(request.sessionHandle, `/* ${name} */ ${statement}`);
    void this.perform(operation, async () => {
      operation.result = await session.spark.start(statement);
      operation.current = operation.result;
    });
    return { status: success(), operationHandle: operation.handle };
  }

  private begin(
    session: TSessionHandle,
    statement: string,
    parameters: readonly types.TSparkParameter[] = [],
  ) {
    const sent: SentStatement = {
      statement,
      parameters: (parameters ?? []).map(({ name, type, value }) => ({
        ...(name ? { name } : {}),
        ...(type ? { type } : {}),
        value: value?.stringValue ?? null,
      })),
      session: key(session.sessionId.guid),
      state: 'running',
      startedAt: Date.now(),
      endedAt: undefined,
    };
    this.statements.push(sent);
    const operation = new Operation(sent);
    this.operations.set(key(operation.id), operation);
    const running = [...this.operations.values()].filter((other) => other.sent.state === 'running');
    this.peak = Math.max(this.peak, running.length);
    return operation;
  }

  private async execute(
    session: Session,
    operation: Operation,
    request: types.TExecuteStatementReq,
  ): Promise<void> {
    await this.perform(operation, async () => {
      const { statement } = request;
      const pause = this.faults.take('pause', 'ExecuteStatement', statement);
      await pause?.until(statement);
      const fault = this.faults.take('error', 'ExecuteStatement', statement);
      if (fault) throw new WarehouseError(fault.message, fault.sqlState);
      if (operation.isCancelled) return;
      const last = await this.prepared(session, operation, request);
      if (operation.isCancelled) return;
      // The client asks for a timeout of 0 where it wants none.
      const timeout = Number(request.queryTimeout ?? 0) || session.timeout;
      operation.result = await session.spark.start(last, timeout);
      operation.current = operation.result;
      // Cancelled while it was started: nobody else knows of it.
      if (operation.isCancelled)
        await this.client.call('CancelOperation', { operationHandle: operation.result });
    });
  }

  private async perform(operation: Operation, work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) => operation.fail(error));
  }

  /** Does what comes before the statement that has the result, and answers that one. */
  private async prepared(
    session: Session,
    operation: Operation,
    request: types.TExecuteStatementReq,
  ): Promise<string> {
    const sql = request.statement;
    const [first, second] = tokens(sql).map(({ text }) => text.toUpperCase());
    if (first === 'COPY' && second === 'INTO') {
      return copyInto(sql, this.copyContext(session, operation));
    }
    if (second === 'HISTORY') return historyStatement(sql, (statement) => session.spark.run(statement));
    const setting = /^\s*SET\s+([\w.]+)\s*=\s*(\S+?)\s*;?\s*$/i.exec(sql);
    if (setting) {
      const [, name = '', value = ''] = setting;
      await this.set(session, name, value);
      return `SELECT '${name}' AS key, '${value}' AS value`;
    }
    return withParameters(sparkStatement(sql), request.parameters);
  }

  private copyContext(session: Session, operation: Operation): CopyContext {
    return {
      id: key(operation.id),
      folder: this.spark.folder,
      endpoints: this.options.storage,
      run: async (statement) => {
        if (operation.isCancelled) throw new WarehouseError('The operation was cancelled.');
        return session.spark.run(statement, (handle) => {
          operation.current = handle;
        });
      },
      credential: (wanted) => this.credential(wanted),
      exclusively: async (table, work) => {
        const before = this.turns.get(table) ?? Promise.resolve();
        const turn = before.then(work, work);
        this.turns.set(table, turn);
        return turn;
      },
    };
  }

  private credential(wanted: { readonly name: string } | { readonly location: string }): StorageCredential {
    if ('name' in wanted) {
      const known = this.storageCredentials.get(wanted.name);
      if (known) return known;
      throw new WarehouseError(
        `[STORAGE_CREDENTIAL_DOES_NOT_EXIST] Storage Credential '${wanted.name}' does not exist. SQLSTATE: 42704`,
        '42704',
      );
    }
    for (const [address, name] of this.externalLocations) {
      const folder = address.replace(/\/+$/, '');
      if (wanted.location === folder || wanted.location.startsWith(`${folder}/`))
        return this.credential({ name });
    }
    throw new WarehouseError(
      `[UNAUTHORIZED_ACCESS] Unauthorized access: PERMISSION_DENIED: no external location covers '${wanted.location}', and the statement has no CREDENTIAL. SQLSTATE: 42501`,
      '42501',
    );
  }

  private session(handle: TSessionHandle): Session | undefined {
    const session = this.sessions.get(key(handle.sessionId.guid));
    return session?.closed ? undefined : session;
  }

  private operation(handle: TOperationHandle): Operation | undefined {
    return this.operations.get(key(handle.operationId.guid));
  }
}

function key(guid: Buffer): string {
  return guid.toString('hex');
}

function success(): types.TStatus {
  return new types.TStatus({ statusCode: types.TStatusCode.SUCCESS_STATUS });
}

function failure(message: string, sqlState: string): types.TStatus {
  return new types.TStatus({
    statusCode: types.TStatusCode.ERROR_STATUS,
    errorMessage: message,
    displayMessage: message,
    sqlState,
  });
}

function invalidSession(handle: TSessionHandle): types.TStatus {
  return new types.TStatus({
    statusCode: types.TStatusCode.INVALID_HANDLE_STATUS,
    errorMessage: `Invalid SessionHandle: SessionHandle [${handle.sessionId.guid.toString('hex')}]`,
    sqlState: '08003',
  });
}

function invalidOperation(): types.TStatus {
  return new types.TStatus({
    statusCode: types.TStatusCode.INVALID_HANDLE_STATUS,
    errorMessage: 'Invalid OperationHandle',
    sqlState: 'HY000',
  });
}

function statementOf(message: Buffer): string {
  return message.toString('utf8');
}

function refuse(
  response: ServerResponse,
  status: number,
  reason: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'x-databricks-reason-phrase': reason,
    ...headers,
  });
  response.end(JSON.stringify({ error_code: String(status), message: reason }));
}
