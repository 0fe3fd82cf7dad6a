import type { JsonObject } from '../../../../engine/kit/json.ts';

/** A document of the suite. What is left out is not there. */
export interface TestDocument {
  readonly id: string;
  readonly name?: string;
  readonly n?: number;
}

/** What the suite of changes of documents needs to know of a connector: a real server whose changes can be followed. */
export interface DocumentsFixture {
  /** The connector's id. */
  readonly connector: string;
  /** What stands in for the connector's system, where its changes are not its own: for titles. */
  readonly standin?: string;
  /** Why it cannot be opened on this machine, or undefined where it can. */
  missing(): Promise<string | undefined>;
  open(): Promise<OpenDocuments>;
}

export interface OpenDocuments extends AsyncDisposable {
  /** A connection that is set to detect changes. */
  readonly config: JsonObject;
  /** The same without. */
  readonly plain: JsonObject;
  /** The configuration of a bulk sync's source. */
  readonly configuration: JsonObject;
  /** Whether a snapshot shows one moment: else changes that are made meanwhile may be in it, and come as well. */
  readonly isOfOneMoment: boolean;
  /** The name of the field that tells documents apart. */
  readonly key: string;
  /** Makes a collection that can be followed, with these documents. Answers its object's id. */
  collection(documents: readonly TestDocument[]): Promise<string>;
  /** Makes one that cannot be followed as it is. */
  unfollowable(): Promise<string>;
  /** Writes a document whole, in place of what was there. */
  put(object: string, document: TestDocument): Promise<void>;
  remove(object: string, id: string): Promise<void>;
  /** Puts a value of another kind than a number's into `n`. */
  putOtherKind(object: string, id: string): Promise<void>;
  /** Makes the server forget the changes of a collection. */
  lose(object: string): Promise<void>;
}
