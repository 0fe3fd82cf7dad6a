import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { SyncformError } from '../../kit/errors.ts';
import { isObject, parseExactly } from './json.ts';
import type { ApiRecord } from './pages.ts';

/** The records of a file of JSON lines, in portions. */
export async function* jsonLines(body: Readable): AsyncIterable<ApiRecord> {
  for await (const line of createInterface({ input: body, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === '') continue;
    const value = parseExactly(line);
    yield isObject(value) ? value : { value };
  }
}

/**
 * The records of a CSV file (RFC 4180) by the names in its first line. An empty field is no value, unless it is quoted. Throws
 * where a quote is not closed.
 */
export async function* csvRecords(body: Readable, delimiter = ','): AsyncIterable<ApiRecord> {
  let names: readonly string[] | undefined;
  for await (const row of csvRows(body, delimiter)) {
    if (!names) names = row.map((name) => (name ?? '').replace(/^\uFEFF/, ''));
    else if (row.length > 1 || row[0] !== null)
      yield Object.fromEntries(names.map((name, i) => [name, row[i] ?? null]));
  }
}

async function* csvRows(body: Readable, delimiter: string): AsyncIterable<readonly (string | null)[]> {
  let row: (string | null)[] = [];
  let field = '';
  let [isQuoted, isWithin, isQuote] = [false, false, false];
  const endField = () => {
    row.push(field === '' && !isQuoted ? null : field);
    [field, isQuoted, isWithin, isQuote] = ['', false, false, false];
  };
  const endRow = (): readonly (string | null)[] => {
    endField();
    const ended = row;
    row = [];
    return ended;
  };
  let isAfterReturn = false;
  body.setEncoding('utf8');
  for await (const chunk of body as AsyncIterable<string>)
    for (const unit of chunk) {
      if (isWithin && !isQuote) {
        if (unit === '"') isQuote = true;
        else field += unit;
        continue;
      }
      const wasReturn = isAfterReturn;
      isAfterReturn = unit === '\r';
      if (unit === '"') {
        // A second quote within a quoted field is one of its characters.
        if (isQuote) field += unit;
        [isWithin, isQuoted, isQuote] = [true, true, false];
      } else if (unit === delimiter) endField();
      else if (unit === '\r' || unit === '\n') {
        if (unit === '\n' && wasReturn) continue;
        yield endRow();
      } else field += unit;
    }
  if (isWithin && !isQuote)
    throw new SyncformError('failed', 'the file of the export ends within a quoted field: it is cut short');
  if (field !== '' || isQuoted || row.length > 0) yield endRow();
}
