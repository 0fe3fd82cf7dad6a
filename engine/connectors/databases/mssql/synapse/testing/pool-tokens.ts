import { isWord, type Token } from '../../testing/tokens.ts';

const word = (text: string): Token => ({ kind: 'word', text });
const sign = (text: string): Token => ({ kind: 'sign', text });
const number = (text: string): Token => ({ kind: 'number', text });

/** The words of a dedicated SQL pool that SQL Server has not, in words that the stand-in knows of that one. */
export function poolTokens(tokens: readonly Token[]): readonly Token[] {
  const [first, second] = tokens;
  if (isWord(first, 'CREATE') && isWord(second, 'TABLE')) return createTable(tokens);
  if (isWord(first, 'IF') && isWord(second, 'OBJECT_ID')) {
    if (isWord(tokens[4], 'NOT') && isWord(tokens[6], 'DROP'))
      return ['DROP', 'TABLE', 'IF', 'EXISTS'].map(word).concat(tokens.slice(8));
    if (isWord(tokens[5], 'CREATE')) return [...tokens.slice(0, 5), ...createTable(tokens.slice(5))];
  }
  if (isWord(first, 'UPDATE')) return update(tokens);
  return tokens;
}

/** Without how the table is kept; a key that is not enforced is a condition that always holds, from which the catalog knows it. */
function createTable(tokens: readonly Token[]): readonly Token[] {
  const isKept = isWord(tokens.at(-2), 'WITH');
  return (isKept ? tokens.slice(0, -2) : tokens).map((token) =>
    token.kind === 'group' ? { kind: 'group', inside: columns(token.inside) } : token,
  );
}

function columns(tokens: readonly Token[]): readonly Token[] {
  const at = tokens.findIndex((token) => isWord(token, 'NONCLUSTERED'));
  const key = tokens[at + 1];
  if (at < 2 || !key) return tokens;
  const holds: Token = {
    kind: 'group',
    inside: [key, word('IS'), word('NULL'), word('OR'), number('1'), sign('='), number('1')],
  };
  return [
    ...tokens.slice(0, at - 2),
    word('CONSTRAINT'),
    { kind: 'name', text: 'unenforced key' },
    word('CHECK'),
    holds,
    ...tokens.slice(at + 4),
  ];
}

/** UPDATE table SET … FROM table JOIN other AS s ON …: a Postgres names the table once. */
function update(tokens: readonly Token[]): readonly Token[] {
  const set = tokens.findIndex((token) => isWord(token, 'SET'));
  const from = tokens.findIndex((token) => isWord(token, 'FROM'));
  const join = tokens.findIndex((token) => isWord(token, 'JOIN'));
  if (from < 0 || join !== from + set) return tokens;
  const on = tokens.findIndex((token, i) => i > join && isWord(token, 'ON'));
  return [
    ...tokens.slice(0, from + 1),
    ...tokens.slice(join + 1, on),
    word('WHERE'),
    ...tokens.slice(on + 1),
  ];
}
