import type { WriteLimits, WriteOperation } from '../../contract/contract.ts';
import type { NamedValue } from '../http/config.ts';
import type { DeclaredField } from './endpoint.ts';
import type { JobCall } from './manifest-objects.ts';
import type { Stream } from './stream.ts';

/*
 * An object of an API that records are written to, as the runtime has it: made from a manifest, or from what a sync's target says.
 */

export interface WritableObject {
  readonly id: string;
  readonly name: string;
  /** The fields that a record may have; absent: any. */
  readonly fields?: readonly DeclaredField[] | undefined;
  /** The stream whose fields they are, those that cannot be written left out. */
  readonly like?: Stream | undefined;
  /** Fields that only the system sets. */
  readonly readOnly: readonly string[];
  /** Fields that only some operations take. */
  readonly onlyFor: Readonly<Record<string, readonly WriteOperation[]>>;
  readonly required: readonly string[];
  /** Fields whose values go out as hashes. Absent: none. */
  readonly hashed?: Readonly<Record<string, 'sha256'>> | undefined;
  /** The field that is the system's own id of a record. */
  readonly id_field: string;
  /** Whether the id is one of a record's fields as well. */
  readonly sendsId: boolean;
  /** What can be done by the value of a field alone, beside its id. */
  readonly identities: readonly { readonly field: string; readonly operations: readonly WriteOperation[] }[];
  /** Operations that fields with unique values can be the identity of, where the API says which those are. */
  readonly unique: readonly WriteOperation[];
  readonly operations: Partial<Readonly<Record<WriteOperation, WritableOperation>>>;
  /** By the fields that it finds records by; any field where none are named. */
  readonly lookups: readonly Lookup[];
  /** Fields whose values are ids of other records, which are linked by a request of their own once the record is there. */
  readonly links: readonly (WritableOperation & { readonly field: string })[];
  readonly limits: WriteLimits;
  /** How values are written that JSON has in several ways. */
  readonly values: ValueStyle;
}

export interface ValueStyle {
  /** Whether numbers and booleans are texts. */
  readonly asText: boolean;
  /** What stands for no value; null where absent. A new record has no such fields at all. */
  readonly nullAs?: string | undefined;
  /** Whether that holds of all records. Absent: false. */
  readonly leavesOutNulls?: boolean | undefined;
  readonly moments: 'iso' | 'unix' | 'unix_ms';
}

/** One kind of request that changes records. Placeholders in its texts are those of `RecordValues`. */
export interface WritableOperation {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly parameters: readonly NamedValue[];
  readonly headers: readonly NamedValue[];
  /** A template of JSON: `"{fields}"` becomes the record's fields, `"{records}"` the list of what `record` makes of each. */
  readonly body?: unknown;
  readonly record?: unknown;
  readonly format: 'json' | 'form';
  /** How many records go in one request. */
  readonly batch: number;
  /** Fields that all records of a request have in common. Absent: none. */
  readonly same?: readonly string[] | undefined;
  readonly outcomes: readonly Outcomes[];
  /** Where the answer to a request that was refused as a whole says why. */
  readonly message?: string | undefined;
  /** How many records are sent at once. */
  readonly job?: JobCall | undefined;
}

/** A list in an answer that says what became of records. */
export interface Outcomes {
  /** Where it is; the answer itself where empty. */
  readonly at: string;
  /** Whether every entry is of a record that was refused. */
  readonly areErrors: boolean;
  /** Where an entry says whether the record was taken; absent: it was, unless there is a message. */
  readonly success?: string | undefined;
  readonly message?: string | undefined;
  /** Or the values by which an entry says it. */
  readonly taken?: { readonly at: string; readonly is: readonly string[] } | undefined;
  /** Where an entry says that the record is new. */
  readonly created?: string | undefined;
  /** A value of an entry by which a refusal says that nothing was left to do. */
  readonly doneWhen?: { readonly at: string; readonly is: readonly string[] } | undefined;
  /** Where an entry has the record's id. */
  readonly id?: string | undefined;
  /**
   * Where an entry names its record: by the mark that it was sent with, its place in the request, its id or its identity, tried in
   * this order. Without any, entries come in the order of the records.
   */
  readonly match: Partial<Readonly<Record<'mark' | 'index' | 'id' | 'identity', string | undefined>>>;
}

/** How records are found by the value of a field. */
export interface Lookup {
  /** The fields that it finds by; any where there are none. */
  readonly by: readonly string[];
  /** What is asked for: `{field}`, `{value}` and `"{values}"` are filled in. */
  readonly stream: Stream;
  /** How many values are asked for at a time. */
  readonly batch: number;
  readonly id: string;
  /** Where a record has the value that it was found by; absent: all that are answered have it. */
  readonly value?: string | undefined;
  readonly ignoresCase: boolean;
}
