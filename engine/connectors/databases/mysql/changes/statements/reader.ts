import type { TableName } from '../../../../../families/sql/names.ts';
import { type Token, tokens } from './tokens.ts';

/** Reads a statement from left to right. */
export class StatementReader {
  readonly #tokens: readonly Token[];
  readonly #database: string;
  #at = 0;

  /** Names without a database are in `database`. Beyond `limit` characters a statement is not looked at. */
  constructor(sql: string, database: string, limit: number) {
    this.#tokens = [...tokens(sql.slice(0, limit))];
    this.#database = database;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  /** Takes one of these words, or none. */
  take(...words: readonly string[]): string | undefined {
    const token = this.#tokens[this.#at];
    const text = token?.text.toUpperCase();
    if (token?.kind !== 'word' || text === undefined || !words.includes(text)) return undefined;
    this.#at++;
    return text;
  }

  /** Takes all of these words in a row, or none. */
  takeAll(...words: readonly string[]): boolean {
    const start = this.#at;
    if (words.every((word) => this.take(word))) return true;
    this.#at = start;
    return false;
  }

  /** Takes as many of these words as there are. */
  skip(...words: readonly string[]): void {
    while (this.take(...words));
  }

  takeSign(sign: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'sign' || token.text !== sign) return false;
    this.#at++;
    return true;
  }

  /** Takes a token, whatever it is. */
  next(): Token | undefined {
    return this.#tokens[this.#at++];
  }

  /** Takes a name: `users`, `` `users` ``, `"users"`. */
  name(): string | undefined {
    const token = this.#tokens[this.#at];
    if (!token || token.kind === 'sign') return undefined;
    this.#at++;
    return token.text;
  }

  /** Takes a table's name: `users`, `shop.users`. */
  table(): TableName | undefined {
    const first = this.name();
    if (first === undefined) return undefined;
    if (!this.takeSign('.')) return { schema: this.#database, table: first };
    const table = this.name();
    return table === undefined ? undefined : { schema: first, table };
  }

  /** Takes tables' names with commas between them. */
  tables(): readonly TableName[] {
    const found: TableName[] = [];
    do {
      const table = this.table();
      if (table) found.push(table);
    } while (this.takeSign(','));
    return found;
  }

  /** Every name that is left, as a table's. */
  mentioned(): readonly TableName[] {
    const found: TableName[] = [];
    while (!this.isAtEnd) {
      const table = this.table();
      if (table) found.push(table);
      else this.next();
    }
    return found;
  }

  /** The rest, in parts: split at commas outside parentheses. */
  clauses(): readonly (readonly Token[])[] {
    const parts: Token[][] = [[]];
    for (let depth = 0; ; ) {
      const token = this.next();
      if (!token) return parts;
      const sign = token.kind === 'sign' ? token.text : '';
      if (sign === '(') depth++;
      if (sign === ')') depth--;
      if (sign === ',' && depth === 0) parts.push([]);
      else parts.at(-1)?.push(token);
    }
  }
}
