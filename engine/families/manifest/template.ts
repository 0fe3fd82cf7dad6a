/*
 * Texts of a manifest with placeholders: `{domain}` is a setting of the connection, `{parent.id}` the key of the row above.
 */

const PLACEHOLDER = /\{([a-z][a-z0-9_]*(?:\.[A-Za-z0-9_]+)?)\}/g;

/** Values of placeholders, by name. */
export type Placeholders = Readonly<Record<string, string>>;

/** A text with the values of the placeholders that are known; others stay as they are. */
export function filled(
  text: string,
  values: Placeholders,
  written: (value: string) => string = (value) => value,
): string {
  return text.replaceAll(PLACEHOLDER, (whole, name: string) =>
    Object.hasOwn(values, name) ? written(values[name] as string) : whole,
  );
}

/** The same of a path: a value is one segment of it, whatever characters it has. */
export function filledPath(text: string, values: Placeholders): string {
  return filled(text, values, encodeURIComponent);
}

/** The same of JSON text: a value is written as the inside of a string. */
export function filledJson(text: string, values: Placeholders): string {
  return filled(text, values, (value) => JSON.stringify(value).slice(1, -1));
}

/** The names of a text's placeholders. */
export function placeholdersOf(text: string): readonly string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
}
