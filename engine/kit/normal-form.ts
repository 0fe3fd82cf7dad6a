/**
 * A name as those who have it spell it: Terraform brings every text into Unicode's composed normal form, and a system may
 * keep the same name decomposed. The name itself where it is there, or where none or several are the same in normal form.
 */
export function spelledAsThere(name: string, there: readonly string[]): string {
  if (there.includes(name)) return name;
  const composed = name.normalize('NFC');
  const same = there.filter((other) => other.normalize('NFC') === composed);
  return same.length === 1 ? (same[0] as string) : name;
}
