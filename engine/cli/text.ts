import { stripVTControlCharacters } from 'node:util';

/** Text from elsewhere on one line, without anything that a terminal would obey. */
export function oneLine(text: string): string {
  return (
    stripVTControlCharacters(text)
      .replace(/\s+/g, ' ')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that are to go.
      .replace(/[\u0000-\u001f\u007f-\u009f]/g, '')
  );
}

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** How many columns of a terminal a text takes; styles take none. */
export function width(text: string): number {
  let columns = 0;
  for (const character of stripVTControlCharacters(text)) {
    columns += wide.test(character) ? 2 : /\p{Mark}|\u200d/u.test(character) ? 0 : 1;
  }
  return columns;
}

export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)));
}

export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - width(text))) + text;
}

/** The text, cut with an ellipsis so that it fits; unstyled where it had to be cut. */
export function fit(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let cut = '';
  for (const character of stripVTControlCharacters(text)) {
    if (width(cut) + width(character) > columns - 1) break;
    cut += character;
  }
  return `${cut}…`;
}

/** Rows as aligned columns, two spaces apart. A column whose heading ends in `>` is aligned to the right. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const titles = headings.map((heading) => heading.replace(/>$/, ''));
  const widths = titles.map((title, i) => Math.max(width(title), ...rows.map((row) => width(row[i] ?? ''))));
  return [titles, ...rows].map((row) =>
    row
      .map((cell, i) => (headings[i]?.endsWith('>') ? padStart : padEnd)(cell, widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
