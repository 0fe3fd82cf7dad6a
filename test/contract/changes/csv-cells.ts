/** Rows of the engine's dialect of CSV as texts: NULL where a field is empty and unquoted. */
export function csvRows(text: string): readonly (readonly (string | null)[])[] {
  const rows: (string | null)[][] = [];
  let row: (string | null)[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  while (field.lastIndex < text.length) {
    const found = field.exec(text);
    if (!found) throw new SyntaxError(`no CSV: ${text.slice(field.lastIndex, field.lastIndex + 80)}`);
    row.push(found[1]?.replaceAll('""', '"') ?? (found[2] || null));
    if (found[3] === ',') {
      if (field.lastIndex === text.length) row.push(null);
      else continue;
    }
    rows.push(row);
    row = [];
  }
  return rows;
}
