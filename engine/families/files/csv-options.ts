import { TextDecoder } from 'node:util';
import { z } from 'zod';
import { SyncformError } from '../../kit/errors.ts';
import type { JsonObject } from '../../kit/json.ts';
import { parseFieldType } from '../../types/field-type.ts';

/** Specifiers of formats of dates and times that mean something on their own, as of C's strptime. */
const SPECIFIERS = new Set('aAbBcdfgGhHIjmMpSuUVwWxXyYz%');
const TIMES = new Set(['date', 'time', 'datetime', 'datetime_tz']);
const PLAIN_TYPES = new Set([
  'string',
  'boolean',
  'smallint',
  'int',
  'bigint',
  'single',
  'double',
  'decimal',
  'json',
]);

/** `latin-1` is ISO 8859-1, byte for byte; the others are those of the Encoding Standard, by any of their names. */
export const LATIN_1 = /^(latin-?1|iso-?8859-?1)$/i;

const character = z.string().refine((text) => Buffer.byteLength(text) <= 1 && !/[\r\n]/.test(text), {
  message: 'has to be one ASCII character, or empty',
});

const columnType = z
  .strictObject({
    type: z
      .string()
      .refine(isColumnType, {
        message:
          'has to be string, boolean, smallint, int, bigint, single, double, decimal(p,s) of up to 38 digits, date, time, datetime, datetime_tz or json',
      })
      .meta({
        title: 'Type',
        description: 'The column’s field type, such as string, date or decimal(12,2).',
      }),
    format: z
      .string()
      .min(1)
      .refine(isFormat, {
        message: 'has to be made of specifiers such as %d/%m/%Y %H:%M:%S; a % itself is %%',
      })
      .optional()
      .meta({
        title: 'Format',
        description:
          'How the column’s dates or times are written, in the specifiers of strptime: %d/%m/%Y, %Y-%m-%d %H:%M:%S. ISO 8601 if not set.',
      }),
  })
  .refine(({ type, format }) => format === undefined || TIMES.has(type.trim().toLowerCase()), {
    path: ['format'],
    message: 'belongs to the types date, time, datetime and datetime_tz',
  });

/** What can be said of CSV files, once for connections, models and bulk syncs. */
const settings = {
  csv_has_headers: z.boolean().meta({
    title: 'CSV files have headers',
    description: 'Whether the first row of CSV files names the columns.',
  }),
  skip_lines: z
    .int()
    .min(0)
    .meta({ title: 'Skip lines', description: 'Lines to skip at the start of each CSV file.' }),
  delimiter: z
    .string()
    .refine((text) => Buffer.byteLength(text) <= 4 && !/[\r\n]/.test(text), {
      message: 'has to have at most 4 bytes, none of them the end of a line',
    })
    .meta({
      title: 'Delimiter',
      mayBeEmpty: true,
      description: 'What is between the values of a CSV file’s lines; empty where each line is one value.',
    }),
  quote: character.meta({
    title: 'Quote',
    mayBeEmpty: true,
    description:
      'The character around values that hold a delimiter, a quote or the end of a line; empty where values have none.',
  }),
  escape: character.meta({
    title: 'Escape',
    mayBeEmpty: true,
    description: 'The character before a quote that is part of a value.',
  }),
  comment: character.meta({
    title: 'Comment',
    mayBeEmpty: true,
    description: 'The character with which lines begin that are left out, such as #.',
  }),
  null_text: z.string().min(1).meta({
    title: 'Text for NULL',
    description: 'An unquoted value that stands for NULL, such as NA; the empty value stands for it as well.',
  }),
  encoding: z
    .string()
    .refine(isEncoding, {
      message: 'is not a known encoding: utf-8, utf-16, latin-1, windows-1252, shift_jis',
    })
    .meta({
      title: 'Encoding',
      description:
        'The encoding of CSV files: utf-8, utf-16, latin-1, windows-1252, or another of the Encoding Standard.',
    }),
  ragged_rows: z.enum(['refuse', 'set_aside']).meta({
    title: 'Ragged rows',
    description:
      'What becomes of lines with more or fewer values than the others: the file is refused, or these lines are left out and listed as rejected records.',
  }),
  column_types: z.record(z.string(), columnType).meta({
    title: 'Types of columns',
    description:
      'By a column’s name, its type, and the format of its dates or times. Types that are not given are found out.',
  }),
};

/** A setting that may be left out, and what then holds. */
function unless<T extends z.ZodType>(schema: T, otherwise: string): z.ZodOptional<T> {
  const meta = schema.meta();
  return schema.optional().meta({ ...meta, description: `${meta?.description} ${otherwise}` });
}

const brokenLines = z.enum(['refuse', 'set_aside']).meta({
  title: 'Broken lines',
  description:
    'What becomes of lines of NDJSON files that are not JSON, such as half-written ones: the file is refused, or these lines are left out and listed as rejected records.',
});
/** What a connection says of its JSON files. */
export const jsonFields = { broken_lines: brokenLines.default('refuse') };

const FOUND_OUT = 'Detected if not set.';
/** What a connection says of its CSV files: holds for all that does not say otherwise. */
export const csvFields = {
  csv_has_headers: settings.csv_has_headers.default(true),
  skip_lines: settings.skip_lines.default(0),
  delimiter: unless(settings.delimiter, FOUND_OUT),
  quote: unless(settings.quote, FOUND_OUT),
  escape: unless(settings.escape, 'The quote itself if not set.'),
  comment: unless(settings.comment, 'No line is left out if not set.'),
  null_text: settings.null_text.optional(),
  encoding: settings.encoding.default('utf-8'),
  ragged_rows: settings.ragged_rows.default('refuse'),
  column_types: settings.column_types.optional(),
};

const AS_CONNECTION = 'As the connection says if not set.';
/** What a model or a bulk sync says of the CSV files that it reads: the same, and nothing that it does not say. */
export const csvDefinitionFields = {
  csv_has_headers: unless(settings.csv_has_headers, AS_CONNECTION),
  skip_lines: unless(settings.skip_lines, AS_CONNECTION),
  delimiter: unless(settings.delimiter, AS_CONNECTION),
  quote: unless(settings.quote, AS_CONNECTION),
  escape: unless(settings.escape, AS_CONNECTION),
  comment: unless(settings.comment, AS_CONNECTION),
  null_text: unless(settings.null_text, AS_CONNECTION),
  encoding: unless(settings.encoding, AS_CONNECTION),
  ragged_rows: unless(settings.ragged_rows, AS_CONNECTION),
  column_types: unless(settings.column_types, 'Of columns that are not given, as the connection says.'),
};

/** What a model or a bulk sync says of the files that it reads. */
export const fileDefinitionFields = {
  ...csvDefinitionFields,
  broken_lines: unless(brokenLines, AS_CONNECTION),
};

type Characters = Pick<DefinitionSettings, 'delimiter' | 'quote' | 'escape' | 'comment' | 'null_text'>;

/** Faults of settings that cannot go together: for the schemas of connections, models and bulk syncs. */
export function csvConflicts(said: Characters, context: z.core.$RefinementCtx): void {
  const { delimiter = '', quote, escape: escaping = '', comment = '', null_text = '' } = said;
  const mark = quote ?? '"';
  const isIn = (part: string, text: string) => part !== '' && text !== '' && text.includes(part);
  const conflicts: readonly (readonly [name: keyof Characters, isConflict: boolean, message: string])[] = [
    ['delimiter', isIn(mark, delimiter), 'must not hold the quote'],
    ['escape', isIn(escaping, delimiter), 'must not be a part of the delimiter'],
    ['comment', isIn(comment, delimiter), 'must not be a part of the delimiter'],
    [
      'comment',
      comment !== '' && (comment === mark || comment === escaping),
      'must not be the quote or the escape',
    ],
    ['null_text', isIn(mark, null_text), 'must not hold the quote'],
    ['null_text', isIn(delimiter, null_text), 'must not hold the delimiter'],
  ];
  for (const [name, isConflict, message] of conflicts)
    if (isConflict) context.addIssue({ code: 'custom', path: [name], message });
}

/** What `csvFields` parse to. */
export type CsvSettings = z.output<z.ZodObject<typeof csvFields>>;
type DefinitionSettings = z.output<z.ZodObject<typeof fileDefinitionFields>>;
/** What connections say: of JSON only those that have such files. */
type ConnectionSettings = CsvSettings & Partial<z.output<z.ZodObject<typeof jsonFields>>>;

/** What a column is said to be. */
export interface ColumnType {
  readonly type: string;
  readonly format?: string | undefined;
}

/** How to read CSV and JSON files. What is undefined is found out. */
export interface CsvOptions {
  readonly hasHeader: boolean;
  readonly skipLines: number;
  readonly delimiter?: string | undefined;
  readonly quote?: string | undefined;
  readonly escape?: string | undefined;
  readonly comment?: string | undefined;
  readonly nullText?: string | undefined;
  readonly encoding: string;
  readonly raggedRows: 'refuse' | 'set_aside';
  /** Of files of one JSON document a line. */
  readonly brokenLines: 'refuse' | 'set_aside';
  readonly columnTypes: Readonly<Record<string, ColumnType>>;
}

/** How the files of a connection are read by a model or bulk sync of this configuration: what that says comes first. */
export function csvOptions(connection: ConnectionSettings, configuration: JsonObject = {}): CsvOptions {
  const said: DefinitionSettings = z.object(fileDefinitionFields).parse(configuration);
  const options: CsvOptions = {
    hasHeader: said.csv_has_headers ?? connection.csv_has_headers,
    skipLines: said.skip_lines ?? connection.skip_lines,
    delimiter: said.delimiter ?? connection.delimiter,
    quote: said.quote ?? connection.quote,
    escape: said.escape ?? connection.escape,
    comment: (said.comment ?? connection.comment) || undefined,
    nullText: said.null_text ?? connection.null_text,
    encoding: (said.encoding ?? connection.encoding).toLowerCase(),
    raggedRows: said.ragged_rows ?? connection.ragged_rows,
    brokenLines: said.broken_lines ?? connection.broken_lines ?? 'refuse',
    columnTypes: { ...connection.column_types, ...said.column_types },
  };
  refuseConflicts(options);
  return options;
}

/** What a connection says and what a definition says may not go together although each is well by itself. */
function refuseConflicts({ nullText: null_text, ...options }: CsvOptions): void {
  const { delimiter, quote, escape: escaping, comment } = options;
  const said = { delimiter, quote, escape: escaping, comment, null_text };
  const [issue] = z.custom<Characters>().superRefine(csvConflicts).safeParse(said).error?.issues ?? [];
  if (!issue) return;
  const path = issue.path.map(String);
  throw new SyncformError('invalid', `${path.join('.')} ${issue.message}`, { path });
}

const DEFAULTS = csvOptions(z.object(csvFields).parse({}));

/** What of the options is not as it is where nothing is said: a text, empty of those. */
export function unusualOptions(options: CsvOptions): string {
  const told = Object.entries(options).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(DEFAULTS[name as keyof CsvOptions]),
  );
  return told.length === 0 ? '' : JSON.stringify(told.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whether files are to be turned into UTF-8 before they are read. */
export function isRecoded({ encoding }: CsvOptions): boolean {
  return !/^utf-?8$/i.test(encoding);
}

function isColumnType(text: string): boolean {
  const type = parseFieldType(text);
  if (!type) return false;
  if (type.kind === 'decimal')
    return type.precision <= 38 && type.scale <= type.precision && type.precision > 0;
  return PLAIN_TYPES.has(type.kind) || TIMES.has(type.kind);
}

function isFormat(text: string): boolean {
  const found = [...text.matchAll(/%(-?.|$)/gs)].map(([, specifier = '']) => specifier);
  const isKnown = (specifier: string) =>
    /^(-[dHIjmMSy]|.)$/s.test(specifier) && SPECIFIERS.has(specifier.at(-1) ?? '');
  return found.length > 0 && found.every(isKnown);
}

function isEncoding(text: string): boolean {
  if (LATIN_1.test(text)) return true;
  try {
    return new TextDecoder(text).encoding !== '';
  } catch {
    return false;
  }
}
