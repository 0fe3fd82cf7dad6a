import type {
  Computed,
  Execution,
  PreviewObject,
  PreviewOptions,
  RunOptions,
  SyncPlan,
  VerifiedObject,
  VerifyOptions,
} from '../api/documents.ts';
import type { PlanOptions } from '../api/engine-api.ts';
import type { JsonObject } from '../kit/json.ts';
import type { Documents, Store } from '../store/store.ts';
import type { ExecutionContext } from './contract.ts';

/** A definition that can run, as its document. */
export interface RunnableDocument extends Computed {
  readonly name: string;
}

/** What differs between kinds of definitions that run. */
export interface RunnableKind<Input, Document extends RunnableDocument> {
  readonly type: Execution['type'];
  readonly documents: (store: Pick<Store, 'syncs' | 'bulkSyncs'>) => Documents<Document> & {
    delete(id: string): Promise<boolean>;
  };
  /** The document of an input, and the secrets that it does not hold. */
  toDocument(input: Input, computed: Computed): Document;
  toInput(document: Document): Input;
  /** The input's secrets, which replace those that are stored; undefined where the stored ones stay. */
  secrets?(input: Input): JsonObject | undefined;
  /** Plans it and hands the plan, with the connections open, to the work. */
  withPlan<T>(
    input: Input,
    /** `isRun`: the plan is made in order to run it now, as far as it can be. */
    options: PlanOptions & { readonly isRun?: boolean },
    work: (planned: {
      readonly plan: SyncPlan;
      run(document: Document, options: RunOptions, context: ExecutionContext): Promise<void>;
      /** Says what `run` would do now, and writes nothing. */
      preview(
        document: Document,
        options: PreviewOptions,
        signal: AbortSignal,
      ): Promise<readonly PreviewObject[]>;
      /** Compares what the target holds with what it should. */
      verify(
        document: Document,
        options: VerifyOptions,
        signal: AbortSignal,
      ): Promise<readonly VerifiedObject[]>;
    }) => Promise<T>,
  ): Promise<T>;
  /** Gives back what a source keeps for a definition that is about to be deleted. What cannot be given back is told. */
  release?(document: Document, onWarning: (message: string) => void, signal: AbortSignal): Promise<void>;
  /** Ends and target, the same of two definitions that feed the same target from the same source. */
  sameWork(definition: Input | Document): unknown;
}
