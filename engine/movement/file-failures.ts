import { SyncformError } from '../kit/errors.ts';

/** Copies that the engine makes of files: what comes after is the file as its users know it. */
const COPY = /^.*\/(?:store-[0-9a-f-]{36}\/\d+|recoded-[0-9a-f-]{36}\/[0-9a-f-]{36})\//;
/** Other files of the engine's own, whose names say nothing. */
const NAMELESS = /\/download-[0-9a-f-]{36}\.csv(\.gz)?$/;

/**
 * What DuckDB says of a value or a record of a file that it reads, for a person: the file, the record, the column and the
 * value. Other errors are answered as they are.
 */
export function plainFileFailure(error: unknown): unknown {
  if (error instanceof SyncformError) return error;
  const message = (error as { readonly message?: unknown } | undefined)?.message;
  if (typeof message !== 'string') return error;
  // The words of our own SELECTs.
  const own = /Invalid Input Error: ([^\n]+: column "[\s\S]* cannot hold [\s\S]*)$/.exec(message)?.[1];
  if (own !== undefined) return new SyncformError('failed', own, { cause: error });
  const document =
    /JSON transform error in file "(.+)", in (?:line|record\/value) (\d+): ([\s\S]*?)\.?\s*(?:Try setting|$)/.exec(
      message,
    );
  if (document) {
    const [, of = '', number, said = ''] = document;
    return new SyncformError(
      'failed',
      `${of.replace(COPY, '')}: record ${number} cannot be read: ${said.replace(/^Object \{[\s\S]*\} has/, 'it has')}`,
      {
        hint: 'Correct the record, or take it out.',
        cause: error,
      },
    );
  }
  const record = /CSV Error on Line: (\d+)/.exec(message)?.[1];
  const path = /^ *file = (.+\.csv(?:\.gz|\.zst)?)$/im.exec(message)?.[1];
  if (record === undefined || path === undefined) return error;
  const file = NAMELESS.test(path) ? 'the CSV file' : path.replaceAll(/\[([*?[])\]/g, '$1').replace(COPY, '');
  return new SyncformError('failed', `${file}: record ${record}${faultOf(message)}`, {
    hint: 'Correct the record, or say how the file is to be read: column_types, delimiter, quote, ragged_rows. The header and empty lines count as records.',
    cause: error,
  });
}

function faultOf(message: string): string {
  const [, column, value] =
    /Error when converting column "(.*)"\. Could not convert string "([\s\S]*?)" to '/.exec(message) ?? [];
  if (column !== undefined && value !== undefined)
    return `: column "${column}" cannot hold "${value.slice(0, 100)}"`;
  const [, wanted, found] = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message) ?? [];
  if (wanted !== undefined) return ` has ${found} values, and ${wanted} are expected`;
  if (/unterminated quote/i.test(message))
    return ' has a quote that is not closed, or text after a closed one';
  if (/Maximum line size/i.test(message)) return ' is longer than a line may be';
  if (/not utf-8|unicode/i.test(message)) return ' is not UTF-8 text';
  return ' cannot be read';
}
