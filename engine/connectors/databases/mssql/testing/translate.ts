import { poolTokens } from '../synapse/testing/pool-tokens.ts';
import { isWord, listed, type Token, tokensOf, wordAt } from './tokens.ts';
import { typeAt } from './types.ts';

/** A statement in Postgres's words. */
export interface Translated {
  readonly sql: string;
  /** Domains that it needs, by name. */
  readonly domains: ReadonlyMap<string, string>;
}

/** T-SQL as the connector and its tests write it, in a Postgres's words. It is no translator of all T-SQL. */
export function translate(batch: string): Translated {
  const domains = new Map<string, string>();
  const sql = statement(poolTokens(tokensOf(batch)), domains);
  return { sql, domains };
}

type Domains = Map<string, string>;

function statement(tokens: readonly Token[], domains: Domains): string {
  const inner = (some: readonly Token[]) => expression(some, domains);
  const last = tokens.at(-1);
  if (last?.kind === 'sign' && last.text === ';') return statement(tokens.slice(0, -1), domains);
  const [first, second] = tokens;
  if (isWord(first, 'IF') && isWord(second, 'OBJECT_ID', 'SCHEMA_ID')) {
    // IF OBJECT_ID(…) IS NULL, and what follows.
    const rest = tokens.slice(5);
    if (isWord(rest[0], 'EXEC') && rest[1]?.kind === 'group') {
      const [text] = rest[1].inside;
      return statement(tokensOf(text && 'text' in text ? text.text : ''), domains).replace(
        'CREATE SCHEMA',
        'CREATE SCHEMA IF NOT EXISTS',
      );
    }
    return statement(rest, domains).replace(/^CREATE (TEMPORARY )?TABLE/, 'CREATE $1TABLE IF NOT EXISTS');
  }
  if (isWord(first, 'CREATE') && isWord(second, 'TABLE')) {
    const isTemporary = tokens.some((token) => token.kind === 'name' && token.text.startsWith('#'));
    return `CREATE ${isTemporary ? 'TEMPORARY ' : ''}TABLE ${inner(tokens.slice(2))}`;
  }
  if (isWord(first, 'ALTER') && isWord(second, 'TABLE')) return alterTable(tokens, inner);
  if (isWord(first, 'UPDATE')) return update(tokens, inner);
  if (isWord(first, 'DECLARE')) return merge(tokens, inner);
  return inner(tokens);
}

/** ADD of a column, or ALTER COLUMN with the type and whether it may be NULL. */
function alterTable(tokens: readonly Token[], inner: (some: readonly Token[]) => string): string {
  const add = wordAt(tokens, 'ADD');
  if (add >= 0) return `${inner(tokens.slice(0, add))} ADD COLUMN ${inner(tokens.slice(add + 1))}`;
  const alter = wordAt(tokens, 'COLUMN');
  const column = inner(tokens.slice(alter + 1, alter + 2));
  const isNotNull = isWord(tokens.at(-2), 'NOT');
  const type = inner(tokens.slice(alter + 2, isNotNull ? -2 : -1));
  return `${inner(tokens.slice(0, alter - 1))} ALTER COLUMN ${column} TYPE ${type}, ALTER COLUMN ${column} ${isNotNull ? 'SET' : 'DROP'} NOT NULL`;
}

/** UPDATE t SET … FROM table AS t, other AS s: a Postgres names the table at the front. */
function update(tokens: readonly Token[], inner: (some: readonly Token[]) => string): string {
  const from = wordAt(tokens, 'FROM');
  const comma = tokens.findIndex((t, i) => i > from && t.kind === 'sign' && t.text === ',');
  if (from < 0 || !isWord(tokens[2], 'SET')) return inner(tokens);
  const table = inner(tokens.slice(from + 1, comma));
  return `UPDATE ${table} ${inner(tokens.slice(2, from))} FROM ${inner(tokens.slice(comma + 1))}`;
}

/**
 * DECLARE @done … MERGE INTO … OUTPUT $action INTO @done; SELECT the counts of both actions: a Postgres before 17 does not say
 * what a MERGE did to a row, so that it is an UPDATE and an INSERT of one moment here.
 */
function merge(tokens: readonly Token[], inner: (some: readonly Token[]) => string): string {
  const at = (word: string, from = 0) => wordAt(tokens, word, from);
  const into = at('INTO');
  const [holding, using, on] = [at('WITH'), at('USING'), at('ON')];
  const matched = at('WHEN');
  const then = at('THEN', matched);
  const unmatched = at('WHEN', then);
  const target = inner(tokens.slice(into + 1, holding));
  const source = inner(tokens.slice(using + 1, on));
  const same = inner(tokens.slice(on + 1, matched));
  const insert = at('INSERT', unmatched);
  const [columns, , values] = tokens.slice(insert + 1, insert + 4);
  const [names, cells] = [columns, values].map((group) =>
    group?.kind === 'group' ? inner(group.inside) : '',
  );
  // WHEN MATCHED AND (differs) THEN UPDATE SET …
  const differs = inner(tokens.slice(matched + 3, then));
  const assignments = inner(tokens.slice(then + 3, unmatched));
  const changed = `UPDATE ${target} AS t SET ${assignments} FROM ${source} WHERE ${same} AND ${differs} RETURNING 1`;
  const added = `INSERT INTO ${target} (${names}) SELECT ${cells} FROM ${source} WHERE NOT EXISTS (SELECT 1 FROM ${target} AS t WHERE ${same}) RETURNING 1`;
  return `WITH changed AS (${changed}), added AS (${added}) SELECT (SELECT count(*) FROM added), (SELECT count(*) FROM changed)`;
}

/** What stands between the parentheses of a statement, and statements that are the same in both. */
function expression(tokens: readonly Token[], domains: Domains): string {
  const out: string[] = [];
  let limit = '';
  const inner = (some: readonly Token[]) => expression(some, domains);
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    const next = tokens[i + 1];
    if (token.kind === 'group') out.push(`(${inner(token.inside)})`);
    else if (token.kind === 'text') out.push(literal(token.text));
    else if (token.kind === 'name') out.push(`"${token.text.replaceAll('"', '""')}"`);
    else if (token.kind === 'hex') out.push(`'\\x${token.text.slice(2)}'::bytea`);
    else if (token.kind === 'sign' && token.text === '.' && isWord(next, 'TOSTRING')) i += 2;
    else if (token.kind === 'sign')
      out.push(token.text === '+' && isBesideText(tokens, i) ? '||' : token.text);
    else if (token.kind === 'number') out.push(token.text);
    else if (isWord(token, 'TOP') && next?.kind === 'group') {
      limit = ` LIMIT ${inner(next.inside)}`;
      i++;
    } else if (isWord(token, 'COLLATE') && next && 'text' in next) {
      out.push(`COLLATE ${collation(next.text)}`);
      i++;
    } else if (
      isWord(token, 'LIKE') &&
      next?.kind === 'text' &&
      !isWord(tokens[i + 2], 'ESCAPE') &&
      next.text.includes('[')
    ) {
      out.push('SIMILAR TO');
    } else if (isWord(token, 'INFORMATION_SCHEMA')) out.push('sys');
    else if (next?.kind === 'group' && isWord(token, ...Object.keys(CALLS))) {
      out.push((CALLS[token.text.toUpperCase()] as Call)(next.inside, domains));
      i++;
    } else {
      const type = typeAt(tokens, i);
      if (type) {
        if (type.domain) domains.set(type.domain.name, type.domain.definition);
        out.push(type.sql);
        i += type.taken - 1;
      } else out.push(token.text);
    }
  }
  return joined(out) + limit;
}

/** Pieces with spaces between them, but for those around a dot. */
function joined(pieces: readonly string[]): string {
  return pieces
    .map((piece, i) => (i === 0 || piece === '.' || pieces[i - 1] === '.' ? piece : ` ${piece}`))
    .join('');
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function isBesideText(tokens: readonly Token[], i: number): boolean {
  return tokens[i - 1]?.kind === 'text' || tokens[i + 1]?.kind === 'text';
}

function collation(name: string): string {
  return /_BIN2?$/.test(name) ? '"C"' : /_CI_/.test(name) ? 'sys.ignores_case' : '"default"';
}

type Call = (inside: readonly Token[], domains: Domains) => string;

const CALLS: Readonly<Record<string, Call>> = {
  CAST(inside, domains) {
    const as = inside.findLastIndex((token) => isWord(token, 'AS'));
    return cast(expression(inside.slice(0, as), domains), inside.slice(as + 1), domains);
  },
  CONVERT(inside, domains) {
    const [type = [], value = [], style] = listed(inside);
    const sql = expression(value, domains);
    const word = type[0]?.kind === 'word' ? type[0].text.toLowerCase() : '';
    const number = style ? expression(style, domains) : '0';
    if (word === 'nvarchar') return `sys.as_text(${sql}, ${number})`;
    if (word === 'varchar') return `sys.in_code_page(${sql})`;
    if (/binary$/.test(word)) return `sys.as_bytes(${sql}, ${number})`;
    return cast(sql, type, domains);
  },
  DATEADD(inside, domains) {
    const [part = [], ...others] = listed(inside);
    return `sys.dateadd('${expression(part, domains)}', ${others.map((o) => expression(o, domains)).join(', ')})`;
  },
  DATEDIFF(inside, domains) {
    const [part = [], ...others] = listed(inside);
    return `sys.datediff('${expression(part, domains)}', ${others.map((o) => expression(o, domains)).join(', ')})`;
  },
  // CHANGES, the table, and a version: a function of the table's.
  CHANGETABLE(inside, domains) {
    const [table = [], version = []] = listed(inside.slice(1));
    const name = table.map((token) => ('text' in token ? token.text : '')).join('');
    return `sys."changes of ${name}"(${expression(version, domains)})`;
  },
  LEN: (inside, domains) => `length(rtrim(${expression(inside, domains)}))`,
};

/** A CAST; floats are cast by a function, for a Postgres has numbers there that SQL Server has not. */
function cast(sql: string, type: readonly Token[], domains: Domains): string {
  const to = expression(type, domains);
  return to === 'real' || to === 'double precision'
    ? `CAST(sys.finite(${sql}) AS ${to})`
    : `CAST(${sql} AS ${to})`;
}
