import type { z } from 'zod';

/**
 * What a connector's config schema says of a field beside its type. The Terraform schema, the REST JSON Schema,
 * validation, docs and constructs all derive from it: nothing about a field is written down twice.
 */
declare module 'zod' {
  interface GlobalMeta {
    /** A secret: write-only in Terraform, encrypted at rest, never answered back. */
    sensitive?: boolean;
    /** Set by the engine, never by the user. */
    readOnly?: boolean;
    /** The field belongs to a choice: it may be set, and is required if it is required at all, only then. */
    onlyWhen?: FieldCondition;
    /** Required whenever the field may be set at all (see `onlyWhen`), although the zod type is optional. */
    required?: boolean;
    /**
     * Says where the connection leads: with another value it is another server, database, bucket or account, of which nothing
     * is known that was known of the one before.
     */
    isPlace?: boolean;
    /** An empty text says something other than that the setting is left out. */
    mayBeEmpty?: boolean;
  }
}

/** True when the named sibling field has this value (its default included). */
export interface FieldCondition {
  readonly field: string;
  readonly equals: string | boolean;
}

export type ConfigFieldType =
  | 'string'
  | 'boolean'
  | 'integer'
  | 'number'
  | 'array'
  | 'object'
  | 'map'
  | 'json';

/** One field of a configuration, as plain data, read from a zod schema by `describeConfig`. */
export interface ConfigField {
  readonly name: string;
  readonly type: ConfigFieldType;
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly required: boolean;
  readonly default: unknown;
  readonly enum: readonly string[] | undefined;
  readonly sensitive: boolean;
  readonly readOnly: boolean;
  readonly isPlace: boolean;
  readonly mayBeEmpty: boolean;
  readonly onlyWhen: FieldCondition | undefined;
  /** Of an `array` or a `map`: its element, named ''. */
  readonly items: ConfigField | undefined;
  /** Of an `object`: its fields. */
  readonly fields: readonly ConfigField[] | undefined;
}

/** A connector's configuration: a strict zod object, so that an unknown key is an error at its path. */
export type ConfigSchema = z.ZodObject;
