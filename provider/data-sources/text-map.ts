/**
 * Texts by name as a map of strings. Elements of Terraform's maps may be null, as the codec sends them, which the framework's
 * type of a map does not say.
 */
export function textMap(
  entries: Iterable<readonly [string, string | null]>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(entries) as Record<string, string>;
}
