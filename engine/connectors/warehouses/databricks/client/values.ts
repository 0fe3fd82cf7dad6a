/** A row by its columns' names; every value is text. */
export type Row = Readonly<Record<string, string | null>>;

/** A row of the driver's as text. Statements that read data ask for text themselves; this is for the warehouse's answers. */
export function textRow(row: object): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, text(value)]));
}

function text(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}
