import type { Token } from './tokens.ts';

/** Types of SQL Server that a Postgres has itself, under its own name. */
const OWN: Readonly<Record<string, string>> = {
  smallint: 'smallint',
  int: 'integer',
  bigint: 'bigint',
  real: 'real',
  float: 'double precision',
  date: 'date',
  time: 'time',
  datetime2: 'timestamp',
  datetimeoffset: 'timestamptz',
  decimal: 'numeric',
  numeric: 'numeric',
  uniqueidentifier: 'uuid',
  nvarchar: 'varchar',
  xml: 'xml',
};

/** Those that are domains there, by what each is made of. A length goes into the domain's name. */
const DOMAINS: Readonly<Record<string, (length: string | undefined) => string>> = {
  bit: () => 'smallint CHECK (VALUE IN (0, 1))',
  tinyint: () => 'smallint CHECK (VALUE BETWEEN 0 AND 255)',
  money: () => 'numeric(19,4)',
  smallmoney: () => 'numeric(10,4)',
  datetime: () => 'timestamp(3)',
  smalldatetime: () => 'timestamp(0)',
  hierarchyid: () => "text CHECK (VALUE ~ '^/([0-9.-]+/)*$')",
  timestamp: () => 'bytea',
  ntext: () => 'text',
  varchar: (length) => (length === 'max' ? 'text' : `varchar(${length ?? 1})`),
  char: (length) => `char(${length ?? 1})`,
  nchar: (length) => `char(${length ?? 1})`,
  binary: (length) => `bytea CHECK (octet_length(VALUE) <= ${length ?? 1})`,
  varbinary: (length) => (length === 'max' ? 'bytea' : `bytea CHECK (octet_length(VALUE) <= ${length ?? 1})`),
};

/** A type in Postgres's words, how many pieces it took, and the domain that it needs. */
export interface PostgresType {
  readonly sql: string;
  readonly taken: number;
  readonly domain?: { readonly name: string; readonly definition: string };
}

/** The type that stands at the beginning of these pieces; undefined where there is none. */
export function typeAt(tokens: readonly Token[], at = 0): PostgresType | undefined {
  const [first, second] = tokens.slice(at);
  if (first?.kind !== 'word') return undefined;
  const word = first.text.toLowerCase().replace('rowversion', 'timestamp');
  const inside =
    second?.kind === 'group' ? second.inside.map((t) => ('text' in t ? t.text : '')).join('') : undefined;
  const own = OWN[word];
  if (own !== undefined) {
    const taken = inside === undefined ? 1 : 2;
    if (word === 'nvarchar') return { sql: inside === 'max' ? 'text' : `varchar(${inside ?? 1})`, taken };
    // A Postgres keeps six digits of a second.
    const most = /^(time|datetime)/.test(word) ? String(Math.min(6, Number(inside ?? 7))) : inside;
    return { sql: most === undefined ? own : `${own}(${most})`, taken };
  }
  const make = DOMAINS[word];
  if (!make) return undefined;
  const hasLength = /^n?(var)?char$|binary$/.test(word);
  const length = hasLength ? inside?.toLowerCase() : undefined;
  const name = hasLength ? `${word}(${length ?? 1})` : word;
  return {
    sql: `sys."${name}"`,
    taken: hasLength && inside !== undefined ? 2 : 1,
    domain: { name: `sys."${name}"`, definition: make(length) },
  };
}
