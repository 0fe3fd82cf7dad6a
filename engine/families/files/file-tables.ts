import type { ConnectorHost, FieldSchema, ObjectSummary } from '../../contract/contract.ts';
import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { SyncformError } from '../../kit/errors.ts';
import type { JsonObject } from '../../kit/json.ts';
import type { CsvOptions } from './csv-options.ts';
import type { ReadableTable } from './table-reader.ts';

/** A table: one file, or several of the same columns. */
export interface NamedObject {
  readonly id: string;
  readonly name: string;
}

/** Files as tables, wherever they lie. */
export interface FileTables<O extends NamedObject> {
  readonly host: ConnectorHost;
  /** Where they lie, for messages: a folder's path, `s3://bucket`. */
  readonly place: string;
  /** Whether queries may read more than these files. */
  readonly allowsExternalAccess: boolean;
  /** Throws a ConnectionError where nothing can be read there. */
  check(signal: AbortSignal): Promise<void>;
  /** Every object, by id. */
  objects(signal: AbortSignal): Promise<readonly O[]>;
  /** The object that a model names in another way than by its id, where it does so. Absent: there is no other way. */
  modelObject?(configuration: JsonObject, signal: AbortSignal): Promise<O | undefined>;
  /** How CSV files are read under the configuration of a model or bulk sync. */
  csv(configuration: JsonObject): CsvOptions;
  /** An object's fields, found out with as little reading as will do. */
  fields(
    session: DuckdbSession,
    object: O,
    csv: CsvOptions,
    signal: AbortSignal,
  ): Promise<readonly FieldSchema[]>;
  /** An object's fields and rows. */
  table(session: DuckdbSession, object: O, csv: CsvOptions, signal: AbortSignal): Promise<ReadableTable>;
}

/** The object that a definition names; gone since it was planned if it is not there. */
export async function expectedObject<O extends NamedObject>(
  files: FileTables<O>,
  id: string,
  signal: AbortSignal,
): Promise<O> {
  const object = (await files.objects(signal)).find((candidate) => candidate.id === id);
  if (object) return object;
  throw new SyncformError('source_changed', `there is no ${id} in ${files.place} any more`, {
    hint: 'Plan again.',
  });
}

export function summaryOf({ id, name }: NamedObject): ObjectSummary {
  return { id, name, output_name: name };
}
