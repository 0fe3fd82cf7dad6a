/** How many names a message shows. */
const SHOWN = 20;

/** Names for a message; of many the first ones. */
export function shortList(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  return names.length <= SHOWN
    ? names.join(', ')
    : `${names.slice(0, SHOWN).join(', ')} and ${(names.length - SHOWN).toLocaleString('en-US')} more`;
}
