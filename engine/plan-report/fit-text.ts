/** A part of a document whose lines may be left out from the end. */
export interface Block {
  readonly head: readonly string[];
  /** Each may itself hold several lines, which stay together. */
  readonly lines: readonly string[];
  readonly tail: readonly string[];
}

/** What is kept free for saying that something was left out. */
const NOTE = 120;

/**
 * Blocks as one text of at most `limit` characters: the first blocks are whole, of the first that does not fit some lines are
 * left out, and it says how many; what comes after it may still fit.
 */
export function fitText(blocks: readonly Block[], limit: number): string {
  let text = '';
  for (const { head, lines, tail } of blocks) {
    const frame = [...head, ...tail].reduce((sum, line) => sum + line.length + 1, 2);
    const room = limit - text.length - frame - NOTE;
    if (room < 0) continue;
    const kept: string[] = [];
    let used = 0;
    for (const line of lines) {
      if (used + line.length + 1 > room) break;
      kept.push(line);
      used += line.length + 1;
    }
    const left = lines.length - kept.length;
    const note =
      left > 0
        ? ['', `*${left.toLocaleString('en-US')} more left out: \`syncform plan-report --json\` has all.*`]
        : [];
    if (kept.length === 0 && lines.length > 0 && text !== '' && room < NOTE) continue;
    text += `${[...head, ...kept, ...note, ...tail].join('\n')}\n\n`;
  }
  return `${text.trimEnd()}\n`;
}
