import { type Token, tokens } from './sql-text.ts';
import { WarehouseError } from './warehouse-error.ts';

/** A parsed `COPY INTO`, after https://docs.databricks.com/sql/language-manual/delta-copy-into.html. */
export interface CopyInto {
  /** As written, to be used in other statements. */
  readonly table: string;
  /** As written, in parentheses; absent where columns are matched by name. */
  readonly columns?: string;
  readonly byPosition: boolean;
  /** What of the files is taken: the text before and after the source within `(SELECT … FROM source …)`. */
  readonly select?: { readonly before: string; readonly after: string };
  /** Where the files are: `s3://bucket/prefix`, `abfss://container@account.dfs.core.windows.net/prefix`. */
  readonly source: string;
  readonly credential?: Credential;
  /** Names relative to the source. */
  readonly files?: readonly string[];
  /** A glob relative to the source. */
  readonly pattern?: string;
  readonly formatOptions: FormatOptions;
  readonly copyOptions: CopyOptions;
}

/** The name of one that the warehouse knows, or what is given with the statement. */
export type Credential = { readonly name: string } | { readonly options: Readonly<Record<string, string>> };

export interface FormatOptions {
  readonly ignoreCorruptFiles: boolean;
  readonly mergeSchema: boolean;
}

export interface CopyOptions {
  /** Loads files again that were loaded before. */
  readonly force: boolean;
  /** Adds columns to the table that only the files have. */
  readonly mergeSchema: boolean;
}

const CREDENTIAL_OPTIONS = [
  ['AWS_ACCESS_KEY', 'AWS_SECRET_KEY'],
  ['AWS_ACCESS_KEY', 'AWS_SECRET_KEY', 'AWS_SESSION_TOKEN'],
  ['AZURE_SAS_TOKEN'],
];

/** Parses `COPY INTO …`. Throws WarehouseError, also for what Databricks has and this warehouse has not. */
export function parseCopyInto(sql: string): CopyInto {
  return new Parser(sql).statement();
}

class Parser {
  private readonly sql: string;
  private readonly tokens: readonly Token[];
  private at = 0;

  constructor(sql: string) {
    this.sql = sql;
    this.tokens = tokens(sql);
  }

  statement(): CopyInto {
    this.expect('COPY');
    this.expect('INTO');
    const table = this.tableName();
    const byPosition = this.accept('BY');
    if (byPosition) this.expect('POSITION');
    const columns = this.isAt('(') ? this.text(() => this.parentheses()) : undefined;
    this.expect('FROM');
    const from = this.isAt('(') ? this.subquery() : this.location();
    this.expect('FILEFORMAT');
    this.expect('=');
    const format = this.word();
    if (format.toUpperCase() !== 'PARQUET') throw unsupported(`FILEFORMAT = ${format}`);
    let files: string[] | undefined;
    let pattern: string | undefined;
    let formatOptions: Record<string, string> = {};
    let copyOptions: Record<string, string> = {};
    while (this.at < this.tokens.length) {
      if (this.accept('FILES')) {
        this.expect('=');
        files = this.list(() => this.string());
      } else if (this.accept('PATTERN')) {
        this.expect('=');
        pattern = this.string();
      } else if (this.accept('FORMAT_OPTIONS')) formatOptions = this.options();
      else if (this.accept('COPY_OPTIONS')) copyOptions = this.options();
      else if (this.accept(';')) continue;
      else throw this.unexpected('FILES, PATTERN, FORMAT_OPTIONS or COPY_OPTIONS');
    }
    if (files && pattern !== undefined)
      throw new WarehouseError('COPY INTO takes FILES or PATTERN, not both.');
    return {
      table,
      byPosition,
      ...(columns ? { columns } : {}),
      ...from,
      ...(files ? { files } : {}),
      ...(pattern === undefined ? {} : { pattern }),
      formatOptions: booleans('FORMAT_OPTIONS', formatOptions, {
        ignoreCorruptFiles: false,
        mergeSchema: false,
      }),
      copyOptions: booleans('COPY_OPTIONS', copyOptions, { force: false, mergeSchema: false }),
    };
  }

  private location(): Pick<CopyInto, 'source' | 'credential'> {
    const source = this.string();
    return this.accept('WITH') ? { source, credential: this.withCredential() } : { source };
  }

  private tableName(): string {
    return this.text(() => {
      do this.at++;
      while (this.accept('.'));
    });
  }

  /** `(SELECT … FROM 'source' [WITH (…)] …)` with the place of the source left open. */
  private subquery(): Pick<CopyInto, 'source' | 'select' | 'credential'> {
    const open = this.peek();
    const first = this.at;
    this.parentheses();
    const last = this.at - 1;
    const inner = this.tokens.slice(first, last);
    const place = inner.findIndex((token, i) => token.kind === 'string' && is(inner[i - 1], 'FROM'));
    const source = inner[place];
    if (!source) {
      throw new WarehouseError('COPY INTO: the SELECT has no FROM with the location of files.', '42601');
    }
    this.at = first + place + 1;
    const credential = this.accept('WITH') ? this.withCredential() : undefined;
    const rest = (this.tokens[this.at - 1] as Token).end;
    this.at = last + 1;
    const close = this.tokens[last] as Token;
    return {
      source: source.text,
      select: { before: this.sql.slice(open.end, source.start), after: this.sql.slice(rest, close.start) },
      ...(credential ? { credential } : {}),
    };
  }

  private withCredential(): Credential {
    this.expect('(');
    this.expect('CREDENTIAL');
    if (!this.isAt('(')) {
      const name = this.take().text;
      this.expect(')');
      return { name };
    }
    const entries = this.list(() => this.pair());
    this.expect(')');
    const options = Object.fromEntries(entries.map(([key, value]) => [key.toUpperCase(), value]));
    const given = Object.keys(options).sort().join();
    if (!CREDENTIAL_OPTIONS.some((known) => [...known].sort().join() === given)) {
      throw new WarehouseError(`COPY INTO: a CREDENTIAL cannot be made of ${given || 'nothing'}.`);
    }
    return { options };
  }

  private options(): Record<string, string> {
    return Object.fromEntries(this.list(() => this.pair()));
  }

  private pair(): [string, string] {
    const key = this.take().text;
    this.expect('=');
    return [key, this.take().text];
  }

  private list<T>(item: () => T): T[] {
    this.expect('(');
    const items: T[] = [];
    if (this.accept(')')) return items;
    do items.push(item());
    while (this.accept(','));
    this.expect(')');
    return items;
  }

  private parentheses(): void {
    let depth = 0;
    do {
      const token = this.take();
      if (token.kind === 'symbol' && token.text === '(') depth++;
      if (token.kind === 'symbol' && token.text === ')') depth--;
    } while (depth > 0);
  }

  private text(read: () => void): string {
    const { start } = this.peek();
    read();
    return this.sql.slice(start, (this.tokens[this.at - 1] as Token).end);
  }

  private string(): string {
    const token = this.take();
    if (token.kind !== 'string') throw this.unexpected('a string', token);
    return token.text;
  }

  private word(): string {
    const token = this.take();
    if (token.kind !== 'word') throw this.unexpected('a word', token);
    return token.text;
  }

  private expect(text: string): void {
    if (!this.accept(text)) throw this.unexpected(text);
  }

  private accept(text: string): boolean {
    if (!this.isAt(text)) return false;
    this.at++;
    return true;
  }

  private isAt(text: string): boolean {
    return is(this.tokens[this.at], text);
  }

  private take(): Token {
    const token = this.peek();
    this.at++;
    return token;
  }

  private peek(): Token {
    const token = this.tokens[this.at];
    if (!token)
      throw new WarehouseError('[PARSE_SYNTAX_ERROR] COPY INTO ends too early. SQLSTATE: 42601', '42601');
    return token;
  }

  private unexpected(wanted: string, token = this.tokens[this.at]): WarehouseError {
    const found = token ? `at or near '${token.text}'` : 'at the end';
    return new WarehouseError(
      `[PARSE_SYNTAX_ERROR] Syntax error ${found}: COPY INTO wants ${wanted} there. SQLSTATE: 42601`,
      '42601',
    );
  }
}

function is(token: Token | undefined, text: string): boolean {
  return (
    (token?.kind === 'word' || token?.kind === 'symbol') && token.text.toUpperCase() === text.toUpperCase()
  );
}

function unsupported(what: string): WarehouseError {
  return new WarehouseError(`COPY INTO: ${what} is not available at this local warehouse.`, '0A000');
}

/** Reads options that are true or false. Databricks lets a misspelt one pass unseen; here it is an error. */
function booleans<K extends string>(
  clause: string,
  given: Readonly<Record<string, string>>,
  defaults: Record<K, boolean>,
): Record<K, boolean> {
  const read = { ...defaults };
  for (const [name, value] of Object.entries(given)) {
    const key = (Object.keys(defaults) as K[]).find((known) => known.toLowerCase() === name.toLowerCase());
    if (!key) throw unsupported(`the option ${name} of ${clause}`);
    if (!/^(true|false)$/i.test(value)) throw new WarehouseError(`COPY INTO: ${name} is 'true' or 'false'.`);
    read[key] = value.toLowerCase() === 'true';
  }
  return read;
}
