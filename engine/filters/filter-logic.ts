import { type Issue, SyncformError } from '../kit/errors.ts';

/** How filters are combined, over their labels. */
export type FilterLogic =
  | { readonly kind: 'label'; readonly label: string; readonly column: number }
  | { readonly kind: 'not'; readonly of: FilterLogic }
  | { readonly kind: 'and' | 'or'; readonly of: readonly FilterLogic[] };

/** Deeper than anything a person writes, and shallow enough for every database's parser. */
const MAX_DEPTH = 100;

interface Token {
  readonly kind: 'label' | 'and' | 'or' | 'not' | '(' | ')' | 'end';
  readonly text: string;
  /** Where it starts, counted from 1. */
  readonly column: number;
}

/**
 * Reads a logic over labels: `A AND (B OR NOT C)`. NOT binds tighter than AND, AND tighter than OR; the operators'
 * case does not matter, the labels' does. A label is made of letters, digits, `_`, `-` and `.`.
 * Throws `invalid`, with the column at fault counted from 1.
 */
export function parseFilterLogic(text: string): FilterLogic {
  const tokens = tokenize(text);
  let position = 0;
  let depth = 0;
  const peek = () => tokens[position] as Token;

  const operands = (kind: 'and' | 'or', operand: () => FilterLogic): FilterLogic => {
    const of = [operand()];
    while (peek().kind === kind) {
      position++;
      of.push(operand());
    }
    return of.length === 1 ? (of[0] as FilterLogic) : { kind, of };
  };
  const disjunction = (): FilterLogic => operands('or', conjunction);
  const conjunction = (): FilterLogic => operands('and', negation);
  const nested = (token: Token, parse: () => FilterLogic): FilterLogic => {
    if (++depth > MAX_DEPTH) throw fault(token.column, `is nested deeper than ${MAX_DEPTH} levels`);
    const logic = parse();
    depth--;
    return logic;
  };
  const negation = (): FilterLogic => {
    const token = peek();
    position++;
    switch (token.kind) {
      case 'label':
        return { kind: 'label', label: token.text, column: token.column };
      case 'not':
        return { kind: 'not', of: nested(token, negation) };
      case '(': {
        const inner = nested(token, disjunction);
        if (peek().kind !== ')')
          throw fault(
            peek().column,
            `expected AND, OR or the ")" that closes the "(" at column ${token.column}, found ${describe(peek())}`,
          );
        position++;
        return inner;
      }
      default:
        throw fault(token.column, `expected a label, NOT or "(", found ${describe(token)}`);
    }
  };

  const logic = disjunction();
  if (peek().kind !== 'end') throw fault(peek().column, `expected AND or OR, found ${describe(peek())}`);
  return logic;
}

/** The logic of a definition: undefined where it has none, which means that every filter must match. */
export function filterLogicOf(text: string | null | undefined): FilterLogic | undefined {
  return text?.trim() ? parseFilterLogic(text) : undefined;
}

/**
 * Faults of a logic against the labels of its filters, in order. With a logic, every filter needs a label of its own and
 * every label must appear in it: a filter that the logic leaves out would be dropped in silence.
 */
export function checkFilterLogic(
  text: string | null | undefined,
  labels: readonly (string | null | undefined)[],
): readonly Issue[] {
  let logic: FilterLogic | undefined;
  try {
    logic = filterLogicOf(text);
  } catch (error) {
    if (error instanceof SyncformError) return [{ path: [], message: error.message }];
    throw error;
  }
  if (!logic) return [];
  const issues: Issue[] = [];
  const known = new Set<string>();
  for (const [i, label] of labels.entries()) {
    if (!label) issues.push({ path: [], message: `filter ${i + 1} has no label for filter_logic to name` });
    else if (known.has(label)) issues.push({ path: [], message: `two filters have the label "${label}"` });
    else known.add(label);
  }
  const used = new Set<string>();
  for (const { label, column } of labelsOf(logic)) {
    if (!known.has(label) && !used.has(label)) {
      const have = known.size ? `the filters' labels are ${[...known].join(', ')}` : 'no filter has a label';
      issues.push({ path: [], message: `column ${column}: no filter has the label "${label}"; ${have}` });
    }
    used.add(label);
  }
  for (const label of known)
    if (!used.has(label))
      issues.push({ path: [], message: `the filter with the label "${label}" does not appear in it` });
  return issues;
}

function labelsOf(logic: FilterLogic): readonly Extract<FilterLogic, { kind: 'label' }>[] {
  if (logic.kind === 'label') return [logic];
  return logic.kind === 'not' ? labelsOf(logic.of) : logic.of.flatMap(labelsOf);
}

const TOKEN = /\s*(?:([\p{L}\p{M}\p{N}_.-]+)|([()])|(\S)|$)/uy;

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const token = new RegExp(TOKEN);
  while (true) {
    const start = token.lastIndex;
    const match = token.exec(text);
    const [whole = '', word, bracket, other] = match ?? [];
    const found = word ?? bracket ?? other ?? '';
    const column = start + whole.length - found.length + 1;
    if (other !== undefined)
      throw fault(
        column,
        `"${other}" cannot stand in a filter_logic; it is made of labels, AND, OR, NOT and ( )`,
      );
    if (bracket) tokens.push({ kind: bracket as '(' | ')', text: bracket, column });
    else if (word) tokens.push({ kind: operatorOf(word) ?? 'label', text: word, column });
    else {
      tokens.push({ kind: 'end', text: '', column: text.length + 1 });
      return tokens;
    }
  }
}

function operatorOf(word: string): 'and' | 'or' | 'not' | undefined {
  const lower = word.toLowerCase();
  return lower === 'and' || lower === 'or' || lower === 'not' ? lower : undefined;
}

function describe(token: Token): string {
  return token.kind === 'end' ? 'the end' : `"${token.text}"`;
}

function fault(column: number, message: string): SyncformError {
  return new SyncformError('invalid', `column ${column}: ${message}`);
}
