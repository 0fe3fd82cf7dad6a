/** How names of objects and fields become names of tables and columns (a bulk sync's `normalize_names`). */
export type NameNormalization = 'enabled' | 'disabled' | 'legacy';

/**
 * `enabled` (the default): lower case, every run of characters that are neither letters nor digits becomes one
 * underscore, camelCase is split: "Total Gross ($)" → total_gross, "IMDB Rating" → imdb_rating.
 * `legacy`: only lower case and underscores for what is not a letter, digit or underscore. `disabled`: as it is.
 * Letters and digits are Unicode's; a name with none of them is kept as it is.
 */
export function outputName(name: string, normalization: NameNormalization = 'enabled'): string {
  if (normalization === 'disabled') return name;
  const text = name.normalize('NFC');
  if (normalization === 'legacy') return text.toLowerCase().replace(/[^\p{L}\p{N}_]/gu, '_') || visible(name);
  const snake = text
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1_$2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
  return snake || visible(name);
}

/** A name without characters that nobody sees and no database takes. */
function visible(name: string): string {
  return name.replace(/\p{Cc}/gu, '_');
}

/**
 * Output names for all names at once: a second one of the same spelling (in any case), or one of a reserved name's, gets
 * `_2`, then `_3`, in order.
 */
export function outputNames(
  names: readonly string[],
  normalization?: NameNormalization,
  chosen: ReadonlyMap<string, string> = new Map(),
  reserved: readonly string[] = [],
): ReadonlyMap<string, string> {
  const taken = new Set([...reserved, ...chosen.values()].map((n) => n.toLowerCase()));
  const result = new Map<string, string>();
  for (const name of names) {
    const own = chosen.get(name);
    if (own !== undefined) {
      result.set(name, own);
      continue;
    }
    const base = outputName(name, normalization);
    let candidate = base;
    for (let n = 2; taken.has(candidate.toLowerCase()); n++) candidate = `${base}_${n}`;
    taken.add(candidate.toLowerCase());
    result.set(name, candidate);
  }
  return result;
}
