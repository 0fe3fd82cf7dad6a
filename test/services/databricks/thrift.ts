import { Agent } from 'node:http';
import service from '@databricks/sql/thrift/TCLIService.js';
import types from '@databricks/sql/thrift/TCLIService_types.js';
import thrift from 'thrift';

/*
 * Thrift over HTTP, as both sides of the gateway speak it, by the code generated from Databricks' own interface, which
 * the client's package holds: a superset of what Spark knows, and read by Spark as such.
 */

export type TOpenSessionReq = types.TOpenSessionReq;
export type TOpenSessionResp = types.TOpenSessionResp;
export type TExecuteStatementReq = types.TExecuteStatementReq;
export type TSessionHandle = types.TSessionHandle;
export type TOperationHandle = types.TOperationHandle;
export type TSparkParameter = types.TSparkParameter;
export type TStatus = types.TStatus;
export type TRowSet = types.TRowSet;
export { types };

interface OnSession {
  readonly sessionHandle: types.TSessionHandle;
}
interface OnOperation {
  readonly operationHandle: types.TOperationHandle;
}
interface Started {
  readonly status: types.TStatus;
  readonly operationHandle?: types.TOperationHandle;
}
interface Done {
  readonly status: types.TStatus;
}

/** The calls that the gateway takes part in: what is asked, what is answered. */
export interface Calls {
  OpenSession: [types.TOpenSessionReq, types.TOpenSessionResp];
  CloseSession: [OnSession, Done];
  ExecuteStatement: [types.TExecuteStatementReq, Started];
  GetCatalogs: [OnSession, Started];
  GetSchemas: [types.TGetSchemasReq, Started];
  GetTables: [types.TGetTablesReq, Started];
  GetColumns: [types.TGetColumnsReq, Started];
  GetPrimaryKeys: [types.TGetPrimaryKeysReq, Started];
  GetOperationStatus: [OnOperation, types.TGetOperationStatusResp];
  GetResultSetMetadata: [OnOperation, types.TGetResultSetMetadataResp];
  FetchResults: [types.TFetchResultsReq, types.TFetchResultsResp];
  CancelOperation: [OnOperation, Done];
  CloseOperation: [OnOperation, Done];
}

export type Handler = {
  readonly [Name in keyof Calls]?: (request: Calls[Name][0]) => Promise<Calls[Name][1]>;
};

/** The path of Thrift over HTTP at Spark. */
export const THRIFT_PATH = '/cliservice';

/** Spark wants some user; it lets anybody in. */
export const SPARK_AUTHORIZATION = `Basic ${Buffer.from('gateway:none').toString('base64')}`;

/** Calls of Spark's Thrift server on one port. */
export class ThriftClient {
  readonly port: number;
  readonly agent = new Agent({ keepAlive: true });

  constructor(port: number) {
    this.port = port;
  }

  call<Name extends keyof Calls>(name: Name, request: Calls[Name][0]): Promise<Calls[Name][1]> {
    const connection = thrift.createHttpConnection('127.0.0.1', this.port, {
      path: THRIFT_PATH,
      transport: thrift.TBufferedTransport,
      protocol: thrift.TBinaryProtocol,
      headers: { Authorization: SPARK_AUTHORIZATION },
      nodeOptions: { agent: this.agent },
    });
    const client = thrift.createHttpClient(service.Client, connection) as unknown as Record<
      keyof Calls,
      (request: unknown, answer: (error: Error | null, response: unknown) => void) => void
    >;
    return new Promise((resolve, reject) => {
      connection.once('error', reject);
      client[name](request, (error, response) =>
        error ? reject(error) : resolve(response as Calls[Name][1]),
      );
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

/** The name of the call in a message: version and type, then the name with its length before it. */
export function calledName(message: Buffer): string {
  if (message.length < 8) return '';
  return message.toString('utf8', 8, 8 + message.readInt32BE(4));
}

/** Answers one message by the handler's function for it. */
export function answerMessage(handler: Handler, message: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const output = new thrift.TBufferedTransport(undefined, (answer) => resolve(answer as Buffer));
    const processor = new service.Processor(handler);
    thrift.TBufferedTransport.receiver((input) => {
      try {
        processor.process(new thrift.TBinaryProtocol(input), new thrift.TBinaryProtocol(output));
      } catch (error) {
        reject(error as Error);
      }
    }, 0)(message);
  });
}

export function succeeded(status: types.TStatus): boolean {
  const { SUCCESS_STATUS, SUCCESS_WITH_INFO_STATUS } = types.TStatusCode;
  return status.statusCode === SUCCESS_STATUS || status.statusCode === SUCCESS_WITH_INFO_STATUS;
}

/** The values of a result by row, as text; a complex value is its JSON. */
export function textRows(results: types.TRowSet | undefined): (string | null)[][] {
  const rows: (string | null)[][] = [];
  for (const [at, column] of (results?.columns ?? []).entries()) {
    const held = Object.values(column).find((value) => value !== null && value !== undefined) as
      | { values: readonly unknown[]; nulls: Buffer }
      | undefined;
    for (const [i, value] of (held?.values ?? []).entries()) {
      const isNull = ((held?.nulls[i >> 3] ?? 0) >> (i & 7)) & 1;
      rows[i] ??= [];
      (rows[i] as (string | null)[])[at] = isNull ? null : String(value);
    }
  }
  return rows;
}
