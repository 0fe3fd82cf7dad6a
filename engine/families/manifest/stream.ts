import type { JsonObject } from '../../kit/json.ts';
import type { AuthConfig, NamedValue } from '../http/config.ts';
import type { WaitHeader } from '../http/retry.ts';
import type { Endpoint } from './endpoint.ts';
import type { Selection } from './selection.ts';
import type { WritableObject } from './writable.ts';

/** Records of an API under one name: an endpoint, or one for each record of another stream. */
export interface Stream extends Endpoint {
  readonly id: string;
  readonly headers?: readonly NamedValue[] | undefined;
  readonly primary_key?: readonly string[] | undefined;
  readonly incremental?: Incremental | undefined;
  /** The stream that is asked for once for each record of another. */
  readonly parent?: Parent | undefined;
  /** Whether an empty text is no value, in fields that are no texts. Absent: false. */
  readonly emptyIsNull?: boolean | undefined;
  /** Where the system itself tells what changed in the stream's records, those that are gone included. */
  readonly changes?: ChangeLog | undefined;
  /** How records are obtained that the API exports in the background; the stream's own request starts that. */
  readonly export?: ExportCall | undefined;
  /** How the fields are asked of the API, beside those that are declared. */
  readonly describe?: FieldCall | undefined;
  /** Of a query in the API's own language: what it selects. */
  readonly selection?: Selection | undefined;
}

export interface Incremental {
  /** The field whose values the API can be asked from. */
  readonly field: string;
  readonly parameter: string;
  readonly in?: 'query' | 'body' | undefined;
  /** What takes the place of `{since}` in the text of the field call, with `{value}`. */
  readonly text?: string | undefined;
  readonly format?: 'iso' | 'date' | 'unix' | 'unix_ms' | 'text' | undefined;
  /** The value that is asked for first, of an API that wants one. */
  readonly start?: string | undefined;
  /** Where an API answers no more than this many days at a time: the parameter for the end of them. */
  readonly window?: Window | undefined;
  /** Whether changes of a record leave the field as it is: it is used only where it is asked for. Absent: false. */
  readonly only_new?: boolean | undefined;
}

/** A stretch of time that is asked for at a time. */
export interface Window {
  readonly days: number;
  /** The parameter for its end. */
  readonly until: string;
  /** Whether records at the very end belong to it. */
  readonly includes_end: boolean;
}

export interface Parent {
  readonly stream: Stream;
  /** Where a record of the parent has the value. */
  readonly key: string;
  /** The field of that name is added to each record, where it has none; in texts it is `{parent.<as>}`. */
  readonly as: string;
}

/** A stream of the system's in which each record tells of a change of another, the newest first. */
export interface ChangeLog {
  readonly stream: Stream;
  /** Where an entry has the record as it was then. */
  readonly record: string;
  /** Where an entry has its id, its time in seconds since 1970, and what kind of change it tells. */
  readonly id: string;
  readonly at: string;
  readonly kind: string;
  /** The parameter by which entries from a time on are asked for. */
  readonly parameter: string;
  /** The kind of change that says that a record is gone; absent where none does. */
  readonly gone?: string | undefined;
  /** Only entries whose record has a value there are about the stream. */
  readonly where?: { readonly at: string; readonly is: string } | undefined;
  /** How many days entries are kept. */
  readonly days: number;
}

/** An export that an API makes in the background. */
export interface ExportCall {
  /** Where the answer that starts it has its id: `{export_id}` in what follows. */
  readonly id: string;
  /** The request that starts it, where that is not the stream's own. */
  readonly start?: { readonly path: string; readonly body: JsonObject } | undefined;
  /** Used where the first page says that there are more records than this. */
  readonly above?: { readonly at: string; readonly records: number } | undefined;
  /** Whether no value is written as an empty text. Absent: false. */
  readonly empty_is_null?: boolean | undefined;
  /** Where the file comes in parts: what names the next one. */
  readonly next?: { readonly header: string; readonly parameter: string; readonly none: string } | undefined;
  /** The path that tells how far it is, where its answer says that, and what it says in the end. */
  readonly poll: string;
  readonly status: string;
  readonly done: readonly string[];
  readonly failed: readonly string[];
  readonly every_seconds: number;
  readonly longest_minutes: number;
  /** Where the last answer has the address of the file, or of several; or the path under which the file is. */
  readonly url?: string | undefined;
  readonly download?: string | undefined;
  readonly format: 'csv' | 'json' | 'jsonl';
  readonly is_gzipped: boolean;
  /** Of a JSON file: where the records are. */
  readonly records: string;
}

/** A call that answers the fields of a stream's records: custom fields and objects. */
export interface FieldCall {
  readonly path: string;
  readonly records?: string | undefined;
  readonly name: string;
  readonly type?: string | undefined;
  /** Field types by the API's own; a string where it is not among them. */
  readonly types?: Readonly<Record<string, string>> | undefined;
  /** Where records have the values: comes before the name. */
  readonly prefix?: string | undefined;
  /** The query parameter that takes the names, joined by commas. */
  readonly parameter?: string | undefined;
  /** Where a field says that only the system sets it, and that no two records have the same value. */
  readonly read_only?: string | undefined;
  readonly unique?: string | undefined;
  /** Or where it says that records may be written with it: any of these. */
  readonly writable?: readonly string[] | undefined;
  /** What it says of a field that a new record needs. */
  readonly required?: readonly Condition[] | undefined;
  /** Types of the API's own whose fields are left out. */
  readonly skip_types?: readonly string[] | undefined;
  /** Where a field says what it refers to, and where in a record the object of a reference goes. */
  readonly references?: { readonly name: string; readonly to: string; readonly type: string } | undefined;
  /** What the parameter is, where that is no list of names: with `{names}` and `{since}`. */
  readonly text?: string | undefined;
}

/** A value that a record has at a path, as text. */
export interface Condition {
  readonly at: string;
  readonly is: string;
}

/** Objects that only the account has, by name. */
export interface FoundObjects {
  /** The call that names them. */
  readonly listed: Stream;
  readonly name: string;
  readonly where: readonly Condition[];
  stream(name: string): Stream;
  /** Absent where records are only read. */
  object?(name: string): WritableObject;
}

/** Models by the API's own query language. */
export interface QueryLanguage {
  /** The stream of a query's records. */
  stream(query: string): Stream;
}

/** What becomes of an answer that is no success, or that is one and tells a fault in its body. */
export interface ErrorRule {
  /** Absent: any. */
  readonly status?: readonly number[] | undefined;
  /** A path in the answer that has to have a value, and what it has to match. */
  readonly at?: string | undefined;
  readonly matches?: string | undefined;
  /**
   * `skip`: there are no records. `retry`: asked again, later each time. `fail`: with the message. `refuse`: of writing, the
   * records of the request are refused; of reading as `fail`.
   */
  readonly do: 'skip' | 'retry' | 'fail' | 'refuse';
  readonly message?: string | undefined;
}

/** A connection to an API, with all that it is known by. */
export interface System {
  readonly url: string;
  readonly headers?: readonly NamedValue[] | undefined;
  readonly parameters?: readonly NamedValue[] | undefined;
  readonly body?: string | undefined;
  readonly auth?: AuthConfig | undefined;
  readonly requests_per_second?: number | undefined;
  readonly requests_per_day?: number | undefined;
  readonly requests_at_once?: number | undefined;
  /** What the connection's user lets us send in a day. */
  readonly own_requests_per_day?: number | undefined;
  /** The part of a day's requests, between 0 and 1, that is ours to use. */
  readonly share?: number | undefined;
  readonly wait_headers?: readonly WaitHeader[] | undefined;
  readonly daily_limit?: { readonly header: string; readonly pattern: string } | undefined;
  /** The header in which an answer says how many requests its request counts as. */
  readonly cost_header?: string | undefined;
  /** The same text of connections that share these limits. Holds no secret in the clear. */
  readonly account: string;
  readonly request_timeout: number;
  readonly allow_private_addresses: boolean;
  /** Path that a test of the connection asks for; the URL itself where there is none. */
  readonly healthcheck?: string | undefined;
  /** The stream whose first page a test asks for instead. */
  readonly check?: Stream | undefined;
  /** Streams by id. */
  readonly streams: ReadonlyMap<string, Stream>;
  readonly errors: readonly ErrorRule[];
  /** What records can be written to, by id. */
  readonly objects: ReadonlyMap<string, WritableObject>;
  /** The object that a name is of where a declared name has placeholders. */
  readonly named?: ((name: string) => WritableObject | undefined) | undefined;
  readonly found?: FoundObjects | undefined;
  readonly queryLanguage?: QueryLanguage | undefined;
}
