import { randomBytes, randomUUID } from 'node:crypto';
import { type TOperationHandle, types } from './thrift.ts';
import { WarehouseError } from './warehouse-error.ts';

/** A statement that a client sent, as tests look at it. */
export interface SentStatement {
  /** As sent. */
  readonly statement: string;
  readonly parameters: readonly {
    readonly name?: string;
    readonly type?: string;
    readonly value: string | null;
  }[];
  /** Hexadecimal; the same for statements of one session. */
  readonly session: string;
  state: 'running' | 'finished' | 'failed' | 'cancelled';
  /** When it came, in milliseconds since 1970-01-01 UTC. */
  readonly startedAt: number;
  /** When its client had the rest of its answer and let go of it; undefined before. */
  endedAt: number | undefined;
}

/**
 * A client's operation at the gateway. It has a handle of its own: behind it the gateway may run several statements, the
 * last of which has the result.
 */
export class Operation {
  readonly sent: SentStatement;
  /** The bytes of a UUID: the client takes no other. */
  readonly id = Buffer.from(randomUUID().replaceAll('-', ''), 'hex');
  readonly handle: TOperationHandle;
  /** Spark's operation with the result, once it is started. */
  result: TOperationHandle | undefined;
  /** Spark's operation that runs now, to be cancelled with this one. */
  current: TOperationHandle | undefined;
  error: WarehouseError | undefined;

  constructor(sent: SentStatement) {
    this.sent = sent;
    this.handle = new types.TOperationHandle({
      operationId: new types.THandleIdentifier({ guid: this.id, secret: randomBytes(16) }),
      operationType: types.TOperationType.EXECUTE_STATEMENT,
      hasResultSet: true,
    });
  }

  get isCancelled(): boolean {
    return this.sent.state === 'cancelled';
  }

  fail(error: unknown): void {
    if (this.isCancelled) return;
    this.error =
      error instanceof WarehouseError ? error : new WarehouseError((error as Error).message, 'XX000');
    this.sent.state = 'failed';
  }

  /** The operation's state where Spark is not to be asked. */
  status(): types.TGetOperationStatusResp | undefined {
    const { TOperationState } = types;
    const success = new types.TStatus({ statusCode: types.TStatusCode.SUCCESS_STATUS });
    const answer = (operationState: types.TOperationState, more: object = {}) =>
      new types.TGetOperationStatusResp({ status: success, operationState, ...more });
    if (this.isCancelled) return answer(TOperationState.CANCELED_STATE);
    if (this.error) {
      const { message, sqlState } = this.error;
      return answer(TOperationState.ERROR_STATE, {
        sqlState,
        errorMessage: message,
        displayMessage: message,
      });
    }
    return this.result ? undefined : answer(TOperationState.RUNNING_STATE);
  }
}
