import { setTimeout as sleep } from 'node:timers/promises';
import Int64 from 'node-int64';
import {
  succeeded,
  type ThriftClient,
  type TOperationHandle,
  type TSessionHandle,
  textRows,
  types,
} from './thrift.ts';
import { displayMessage, WarehouseError } from './warehouse-error.ts';

/** Statements of the gateway's own in a client's session. */
export class SparkSession {
  readonly client: ThriftClient;
  readonly handle: TSessionHandle;

  constructor(client: ThriftClient, handle: TSessionHandle) {
    this.client = client;
    this.handle = handle;
  }

  /** Opens a session that is not a client's. */
  static async open(client: ThriftClient): Promise<SparkSession> {
    const request = { client_protocol: types.TProtocolVersion.HIVE_CLI_SERVICE_PROTOCOL_V8 };
    const { status, sessionHandle } = await client.call('OpenSession', new types.TOpenSessionReq(request));
    if (!succeeded(status) || !sessionHandle)
      throw new WarehouseError(status.errorMessage ?? 'no session', status.sqlState);
    return new SparkSession(client, sessionHandle);
  }

  async close(): Promise<void> {
    await this.client.call('CloseSession', { sessionHandle: this.handle });
  }

  /** Starts a statement; `timeout` in seconds, 0 for none. */
  async start(statement: string, timeout = 0): Promise<TOperationHandle> {
    const request = new types.TExecuteStatementReq({ sessionHandle: this.handle, statement, runAsync: true });
    if (timeout > 0) request.queryTimeout = new Int64(timeout);
    const { status, operationHandle } = await this.client.call('ExecuteStatement', request);
    if (!succeeded(status) || !operationHandle) {
      throw new WarehouseError(displayMessage(status.errorMessage ?? 'no reason given'), status.sqlState);
    }
    return operationHandle;
  }

  /**
   * Runs a statement to its end and answers its rows as text. `onStart` is told its handle, by which it can be
   * cancelled. Throws WarehouseError.
   */
  async run(statement: string, onStart?: (handle: TOperationHandle) => void): Promise<(string | null)[][]> {
    const operationHandle = await this.start(statement);
    onStart?.(operationHandle);
    try {
      await this.finished(operationHandle);
      const rows: (string | null)[][] = [];
      for (;;) {
        const fetched = await this.client.call('FetchResults', {
          operationHandle,
          orientation: types.TFetchOrientation.FETCH_NEXT,
          maxRows: new Int64(10_000),
        });
        const page = textRows(fetched.results);
        rows.push(...page);
        if (page.length === 0) return rows;
      }
    } finally {
      await this.client.call('CloseOperation', { operationHandle });
    }
  }

  private async finished(operationHandle: TOperationHandle): Promise<void> {
    const { TOperationState } = types;
    for (;;) {
      const status = await this.client.call('GetOperationStatus', { operationHandle });
      if (status.operationState === TOperationState.FINISHED_STATE) return;
      const waiting = [
        TOperationState.INITIALIZED_STATE,
        TOperationState.PENDING_STATE,
        TOperationState.RUNNING_STATE,
      ];
      if (!waiting.includes(status.operationState as types.TOperationState)) {
        throw new WarehouseError(
          displayMessage(status.errorMessage ?? 'The operation was cancelled'),
          status.sqlState,
        );
      }
      await sleep(15);
    }
  }
}
