/*
 * Collections without a schema have the fields that their documents have. What kinds of values they have is found out by
 * looking at some, or all, of them.
 */

/** The kinds of values that documents have in their fields, in the system's own words. Fields are in the order of coming. */
export type FoundKinds = Map<string, Set<string>>;

/** Takes down what a document has. `kindOf` answers undefined of a value that says nothing of its kind, as NULL does. */
export function noteKinds<V>(
  found: FoundKinds,
  document: Readonly<Record<string, V>>,
  kindOf: (value: V) => string | undefined,
): void {
  for (const [name, value] of Object.entries(document)) {
    const kinds = found.get(name) ?? new Set<string>();
    found.set(name, kinds);
    const kind = kindOf(value);
    if (kind !== undefined) kinds.add(kind);
  }
}

/** Adds what was learned earlier; of fields that nobody has found just now too where `isWhole` says that all fields count. */
export function addKinds(
  found: FoundKinds,
  learned: Readonly<Record<string, readonly string[]>>,
  isWhole: boolean,
): void {
  for (const [name, kinds] of Object.entries(learned))
    if (isWhole || found.has(name)) found.set(name, new Set([...(found.get(name) ?? []), ...kinds]));
}
