import { stableDigest } from '@syncform/engine/kit/digest.ts';

/** What is longer is shortened for people: in lines, and in characters. */
const LINES = 60;
const CHARACTERS = 6_000;

/** How much of a long text is shown before and after what is left out. */
const HEAD_LINES = 20;
const TAIL_LINES = 3;
const HEAD_CHARACTERS = 2_000;
const TAIL_CHARACTERS = 200;

/** How many statements a sentence shows. */
const STATEMENTS = 10;

/**
 * Statements as a plan shows them: whole, or where they are long without the middle, in place of which stands how much it is
 * and a digest of the whole, so that two texts that differ there differ still.
 */
export function shortened(text: string): string {
  const lines = text.split('\n');
  if (lines.length <= LINES) return shortenedLine(text);
  const left = lines.length - HEAD_LINES - TAIL_LINES;
  return [
    ...lines.slice(0, HEAD_LINES).map(shortenedLine),
    `  … ${left} lines more; digest of all: ${stableDigest(text)} …`,
    ...lines.slice(-TAIL_LINES).map(shortenedLine),
  ].join('\n');
}

/** Statements as one sentence of a plan shows them. */
export function shortStatements(statements: readonly string[]): string {
  const shown = statements.slice(0, STATEMENTS).map(shortenedLine).join('; ');
  const left = statements.length - STATEMENTS;
  return left > 0 ? `${shown}; and ${left} statements more` : shown;
}

function shortenedLine(text: string): string {
  if (text.length <= CHARACTERS) return text;
  const characters = Array.from(text);
  const left = characters.length - HEAD_CHARACTERS - TAIL_CHARACTERS;
  const head = characters.slice(0, HEAD_CHARACTERS).join('');
  return `${head} … ${left} characters more; digest of all: ${stableDigest(text)} … ${characters.slice(-TAIL_CHARACTERS).join('')}`;
}
