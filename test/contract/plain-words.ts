import { messageOf } from '../../engine/kit/errors.ts';

/** What tells a user nothing, or what no message may hold: each with how it is recognised. */
const INTERNALS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['a quotation of SQL', /\bLINE \d+:|\n\s*\^|== SQL/],
  ['DuckDB’s name of an error', /\b(?:Binder|Catalog|Parser|Conversion|Invalid Input|IO|Constraint) Error\b/],
  ['suggestions of DuckDB’s', /Candidate (?:bindings|functions)|Did you mean|Possible (?:fixes|solution)/i],
  ['a whole row', /Original Line:|Failing row contains/],
  ['options of a reader', /\b(?:ignore_errors|strict_mode|null_padding|sample_size|maximum_object_size)\b/],
  ['a function that reads files', /\b(?:read_csv|read_parquet|read_json|sniff_csv)\b/],
  [
    'a table or column of the engine’s own',
    /_syncform_(?!commits)\w+|\bsyncform_(?:stage|text)\b|\bpg_temp\b/,
  ],
  ['a temporary file', /\/session-\w{6}\b|\/duckdb-\d+\/|\.fifo\b|confined-/],
  ['a statement', /\bCREATE TABLE[^…]{80}|\bSELECT [\s\S]*\bFROM\b|\bINSERT INTO\b|\bMERGE INTO\b/],
  ['zod’s words', /expected (?:string|number|boolean|object|array)\b|Unrecognized key/i],
  ['a stack', /\n\s+at \w/],
  ['nothing at all', /^\s*$|\bundefined\b|\[object Object\]/],
];

/** Longer than this, nobody reads it. */
const LONGEST = 600;

/** What is wrong with a message as a user reads it: nothing of a good one. */
export function notPlain(message: string): readonly string[] {
  const found = INTERNALS.filter(([, pattern]) => pattern.test(message)).map(([name]) => name);
  const isLong = message.length > LONGEST ? [`${message.length} characters`] : [];
  return [...found, ...isLong].map((fault) => `${fault}: ${message.slice(0, 2_000)}`);
}

/** The error that a piece of work must end with, of which the message is plain. */
export async function plainError(work: () => Promise<unknown>): Promise<unknown> {
  const error = await work().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeDefined();
  expect(notPlain(messageOf(error))).toEqual([]);
  return error;
}
