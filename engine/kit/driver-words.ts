/*
 * What drivers say is written for whoever wrote the statement, and the engine writes most statements by itself. Here their
 * messages lose what means nothing to a user: quoted SQL (which may also hold a sensitive value), lists of functions,
 * names of temporary files, a whole row, advice on options that nobody set.
 */

/** How DuckDB begins its messages. */
const DUCKDB =
  /^(?:Failed to (?:extract statements|execute prepared statement|prepare|commit): )?(?:Binder|Catalog|Connection|Constraint|Conversion|Dependency|FATAL|HTTP|INTERNAL|IO|Invalid (?:Configuration|Error|Input|Type)|Mismatch Type|Missing Extension|Not implemented|Object Size|Out of (?:Memory|Range)|Parameter Not (?:Allowed|Resolved)|Parser|Permission|Sequence|Serialization|Settings|Syntax|TransactionContext) Error: /i;

/** From here on DuckDB quotes SQL, lists what might have been meant, or gives advice that nobody can follow here. */
const NOT_FOR_USERS =
  /\n+LINE \d+:|\n\s*Candidate |\n\s*Did you mean |\n+Possible |\n+ {2}file = |\n+Column \S+ is being converted|\n+Stack Trace|\n+This error signals|,? ?Try auto-detecting the JSON format|\.? ?Try increasing "maximum_object_size"/;

/** What errors call the file that was fetched from the web, until somebody says its address. */
export const DOWNLOADED_FILE = 'the downloaded file';

/** Where files lie that are gone with the run, and what a user calls them: a copy of a store's file by the file's key. */
const TEMPORARY_PATHS: readonly (readonly [path: RegExp, shown: string])[] = [
  [/[^\s"']*\/store-[0-9a-f-]{36}\/\d+\//g, ''],
  [/(["']?)[^\s"']*\/download-[0-9a-f-]{36}\.csv\1/g, DOWNLOADED_FILE],
  [/(["']?)[^\s"']*\/(?:session-\w{6}|duckdb-\d+)(?:\/[^\s"']*)?\1/g, 'a temporary file'],
  [/(["']?)[^\s"']*\/confined-[\w-]+\.duckdb\1/g, 'a temporary file'],
];
const MAY_BE_TEMPORARY = /\/(?:store|download|session|duckdb|confined)-/;

/** A text in which files of the engine's own are called what a user knows them as. */
export function withoutTemporaryPaths(text: string): string {
  if (!MAY_BE_TEMPORARY.test(text)) return text;
  return TEMPORARY_PATHS.reduce((shown, [path, name]) => shown.replaceAll(path, name), text);
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  INT8: 'TINYINT',
  INT16: 'SMALLINT',
  INT32: 'INTEGER',
  INT64: 'BIGINT',
  INT128: 'HUGEINT',
};

/** A message longer than this is cut: servers answer whole pages. */
const LONGEST_MESSAGE = 1_000;
/** Of which so much is looked at. */
const LOOKED_AT = 4_000;

/** A driver's message as a user can read it: one sentence or two, without what only the engine understands. */
export function plainDriverWords(message: string): string {
  const begin = message.slice(0, LOOKED_AT);
  const words = DUCKDB.test(begin) ? plainDuckdbWords(begin) : begin;
  return cut(withoutTemporaryPaths(words), LONGEST_MESSAGE);
}

/**
 * A database's words on a user's query, without the text of the query that they quote: it may hold a sensitive value. A word
 * that is no literal stays (`syntax error at or near "FORM"`).
 */
export function withoutQuotedQuery(message: string): string {
  return message
    .replace(/ at or near "(?:['$][\s\S]*|[\s\S]{64,})"/, '')
    .replace(
      /^You have an error in your SQL syntax; [\s\S]*?(?: near '[\s\S]*')?( at line \d+)$/,
      'syntax error$1',
    );
}

/** The first characters of a text that is longer than that, with an ellipsis. */
export function cut(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest).trimEnd()} …` : text;
}

/** Whether a message is DuckDB's own. */
export function isDuckdbMessage(message: string): boolean {
  return DUCKDB.test(message);
}

function plainDuckdbWords(message: string): string {
  let words = message;
  while (DUCKDB.test(words)) words = words.replace(DUCKDB, '');
  const [said = ''] = words.split(NOT_FOR_USERS, 1);
  if (/^out of memory error/i.test(message))
    return `the memory that DuckDB may use is spent (${oneLine(said)}): set SYNCFORM_DUCKDB_MEMORY to more, as 4GB`;
  return oneLine(csvFault(said) ?? said).replaceAll(
    /\bINT(?:8|16|32|64|128)\b/g,
    (name) => TYPE_NAMES[name] ?? name,
  );
}

/** DuckDB quotes the whole line, which may be many, before it says what is wrong with it. */
function csvFault(said: string): string | undefined {
  const line = /^CSV Error on Line: (\d+)/.exec(said)?.[1];
  if (line === undefined) return undefined;
  const reason = said.trimEnd().split('\n').at(-1);
  return `line ${line}: ${reason}`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** Where DuckDB says that the fault in a statement is; both are counted from 1, `column` where it can be told. */
export interface StatementPlace {
  readonly line: number;
  readonly column?: number;
}

/** The place that DuckDB names in a message of its own; undefined where it names none. */
export function duckdbPlace(message: string): StatementPlace | undefined {
  const found = /\nLINE (\d+): ?(.*)\n( *)\^/.exec(message);
  if (!found) return undefined;
  const [, line = '', quoted = '', before = ''] = found;
  const column = before.length - `LINE ${line}: `.length + 1;
  // A long line is quoted in part.
  return quoted.startsWith('...') || column < 1 ? { line: Number(line) } : { line: Number(line), column };
}
