import type { ConnectorDefinition } from '../../engine/contract/contract.ts';
import type { ConnectionPart } from '../../engine/kit/errors.ts';
import type { JsonObject } from '../../engine/kit/json.ts';
import type { Receiver } from './receiver.ts';

/** What the contract suites need to know of a connector: a real place to connect to. */
export interface ConnectorFixture {
  /** The connector's id. */
  readonly connector: string;
  /** The connector opened on something that stands in for a service that no test can reach, and that says what it proves. */
  readonly standIn?: ConnectorDefinition;
  /** Values that cannot be kept, as `type: value`, each with the reason: loading one must be an error or a rejection, never another value. */
  readonly refusedValues?: Readonly<Record<string, string>>;
  /** Why the system cannot give a column that is there a wider type. Absent: it can. */
  readonly keepsTypes?: string;
  /** Whether it is tried at MySQL's own server as well. */
  readonly runsAtMysql?: boolean;
  /** Why it cannot be opened on this machine, or undefined where it can. */
  missing?(): Promise<string | undefined>;
  open(): Promise<OpenFixture>;
}

/** What comes back of a field type that a system does not have. */
export interface ChangedType {
  readonly type: string;
  readonly reason: string;
  /** A value as it comes back; where it is not said, as it went. */
  value?(sent: string): string;
}

export interface OpenFixture extends AsyncDisposable {
  /** A configuration that works, to an empty place. */
  readonly config: JsonObject;
  /** Fields that the system itself gives every object, beside its own. Absent: none. */
  readonly ownFields?: readonly string[];
  /** The type of the field `id`, where the system has one for every id. Absent: bigint. */
  readonly idType?: string;
  /** Configurations that must fail the test, by the part that the error must name. */
  readonly broken: Partial<Record<ConnectionPart, JsonObject>>;
  /** What the test of every connection says, where none can work because a driver cannot be had. Absent: it can. */
  readonly isUnreachable?: RegExp;
  /** A model's configuration that reads a whole object. */
  model(object: string): JsonObject;
  /** Models' configurations that are wrong, with the path of the key at fault. */
  readonly wrongModels: readonly { readonly configuration: JsonObject; readonly path: readonly string[] }[];
  /** The configuration of a destination or target, where the connector takes rows. */
  readonly destination: JsonObject;
  /** Puts an object there that the connector cannot make itself: `id,name` with rows `1,one` and `2,two`. Answers its id. */
  seed?(): Promise<string>;
  /** Field types that a table there cannot hold at all, each with the reason: asking for one must be a clear error. */
  readonly unsupportedTypes?: Readonly<Record<string, string>>;
  /** Field types that come back as another, each with the reason. */
  readonly changedTypes?: Readonly<Record<string, ChangedType>>;
  /** Names of columns that the system cannot give, each with the reason: wanting one must be a conflict. */
  readonly refusedNames?: Readonly<Record<string, string>>;
  /** The server at the other end, where the connector writes records. */
  readonly receiver?: Receiver;
}
