import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/*
 * The messages of the Storage API that are sent and read here, by their numbers in
 * https://github.com/googleapis/googleapis/tree/master/google/cloud/bigquery/storage/v1. Fields that nobody looks at are left out.
 */

const AVRO = 1;
const PENDING = 2;

/** A field of a message: a text, bytes, a number, or a message within it. */
type Value = string | Uint8Array | bigint | number;

/** A message of fields with these numbers; texts, bytes and messages that are empty are left out. */
function message(...fields: readonly (readonly [number, Value])[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const [number, value] of fields)
    if (typeof value === 'string') {
      if (value !== '') writer.tag(number, WireType.LengthDelimited).string(value);
    } else if (value instanceof Uint8Array) writer.tag(number, WireType.LengthDelimited).bytes(value);
    else writer.tag(number, WireType.Varint).int64(value);
  return writer.finish();
}

/** Reads a message's fields: each is given to the reader of its number, which has to take it. */
function readFields(
  bytes: Uint8Array,
  readers: Readonly<Record<number, (reader: BinaryReader) => void>>,
): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    const read = readers[number];
    if (read) read(reader);
    else reader.skip(type, number);
  }
}

/** Of a session of Avro's rows, in so many streams at most. `project` is that in which it is, `table` the table's whole name. */
export function createReadSession(
  project: string,
  table: string,
  fields: readonly string[],
  streams: number,
): Uint8Array {
  const options = message(...fields.map((name) => [1, name] as const));
  const session = message([3, AVRO], [6, table], [8, options]);
  return message([1, `projects/${project}`], [2, session], [3, streams]);
}

export interface ReadSession {
  /** Avro's schema, as JSON. */
  readonly schema: string;
  readonly streams: readonly string[];
}

export function readSession(bytes: Uint8Array): ReadSession {
  let schema = '';
  const streams: string[] = [];
  readFields(bytes, {
    4: (session) => readFields(session.bytes(), { 1: (avro) => (schema = avro.string()) }),
    10: (session) => readFields(session.bytes(), { 1: (stream) => streams.push(stream.string()) }),
  });
  return { schema, streams };
}

/** Of the rows of a stream after so many. */
export function readRows(stream: string, offset: bigint): Uint8Array {
  return message([1, stream], [2, offset]);
}

export interface ReadRows {
  /** Rows of Avro, one after the other. */
  readonly rows: Uint8Array;
  readonly count: bigint;
}

export function rowsRead(bytes: Uint8Array): ReadRows {
  let rows = new Uint8Array();
  let count = 0n;
  readFields(bytes, {
    3: (answer) =>
      readFields(answer.bytes(), {
        1: (avro) => {
          rows = avro.bytes() as typeof rows;
        },
      }),
    6: (answer) => (count = BigInt(answer.int64())),
  });
  return { rows, count };
}

/** Of a stream whose rows are in the table when it is committed. */
export function createPendingStream(table: string): Uint8Array {
  return message([1, table], [2, message([2, PENDING])]);
}

/** The name of a stream that was made. */
export function writeStream(bytes: Uint8Array): string {
  let name = '';
  readFields(bytes, { 1: (stream) => (name = stream.string()) });
  return name;
}

/**
 * Of rows that are a stream's after so many. The first message of a line says what the rows are: `descriptor` is their type,
 * empty in those that follow.
 */
export function appendRows(
  stream: string,
  offset: bigint,
  rows: readonly Uint8Array[],
  descriptor: Uint8Array | undefined,
): Uint8Array {
  const data = message(...(descriptor ? [[1, message([1, descriptor])] as const] : []), [
    2,
    message(...rows.map((row) => [1, row] as const)),
  ]);
  return message([1, stream], [2, message([1, offset])], [4, data], [6, 'syncform']);
}

/** What is wrong with rows that were sent, by a code of gRPC; undefined where they were taken. */
export interface AppendFault {
  readonly code: number;
  readonly message: string;
}

export function appendFault(bytes: Uint8Array): AppendFault | undefined {
  let code = 0;
  let text = '';
  readFields(bytes, {
    2: (answer) =>
      readFields(answer.bytes(), {
        1: (status) => (code = status.int32()),
        2: (status) => (text = status.string()),
      }),
  });
  return code === 0 ? undefined : { code, message: text };
}

/** Of the end of a stream: it takes no more rows. */
export function finalizeStream(stream: string): Uint8Array {
  return message([1, stream]);
}

/** How many rows a stream has that has ended. */
export function finalizedRows(bytes: Uint8Array): bigint {
  let rows = 0n;
  readFields(bytes, { 1: (answer) => (rows = BigInt(answer.int64())) });
  return rows;
}

/** Of the moment at which a stream's rows are in the table. */
export function commitStream(table: string, stream: string): Uint8Array {
  return message([1, table], [2, stream]);
}

/** What a stream is told of that has been committed before. */
export const ALREADY_COMMITTED = 2;

/** Why a stream was not committed, by a code of StorageError; undefined where it was. */
export function commitFault(bytes: Uint8Array): AppendFault | undefined {
  let fault: AppendFault | undefined;
  readFields(bytes, {
    2: (answer) => {
      let code = 0;
      let text = '';
      readFields(answer.bytes(), {
        1: (error) => (code = error.int32()),
        3: (error) => (text = error.string()),
      });
      fault ??= { code, message: text };
    },
  });
  return fault;
}

/** Types of columns as descriptors number them (https://protobuf.dev/reference/protobuf/google.protobuf/#field-descriptor-proto). */
const TYPES = { FLOAT64: 1, INT64: 3, BOOL: 8, STRING: 9, BYTES: 12 } as const;

export type RowType = keyof typeof TYPES;

export interface RowField {
  readonly name: string;
  readonly type: RowType;
}

/** The type of rows with these columns, none of which has to have a value. */
export function rowDescriptor(fields: readonly RowField[]): Uint8Array {
  const OPTIONAL = 1;
  return message(
    [1, 'Row'],
    ...fields.map(
      ({ name, type }, i) => [2, message([1, name], [3, i + 1], [4, OPTIONAL], [5, TYPES[type]])] as const,
    ),
  );
}

/** A row of such a type. A value is absent where it is NULL. */
export function rowMessage(
  fields: readonly RowField[],
  values: readonly (bigint | number | boolean | string | Uint8Array | null)[],
): Uint8Array {
  const writer = new BinaryWriter();
  for (const [i, value] of values.entries()) {
    if (value === null) continue;
    switch (fields[i]?.type) {
      case 'FLOAT64':
        writer.tag(i + 1, WireType.Bit64).double(value as number);
        break;
      case 'INT64':
        writer.tag(i + 1, WireType.Varint).int64(value as bigint);
        break;
      case 'BOOL':
        writer.tag(i + 1, WireType.Varint).bool(value as boolean);
        break;
      case 'STRING':
        writer.tag(i + 1, WireType.LengthDelimited).string(value as string);
        break;
      default:
        writer.tag(i + 1, WireType.LengthDelimited).bytes(value as Uint8Array);
    }
  }
  return writer.finish();
}
