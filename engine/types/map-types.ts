import { fieldType, formatFieldType } from './field-type.ts';
import type { MappedType, TypeRule, TypeTables } from './type-tables.ts';

/**
 * The field type of a system's type text, by the first rule of `tables.source` that matches. Case and the amount of
 * white space do not matter. Throws a RangeError where no rule matches: a source table ends with the catch-all `*`.
 */
export function sourceType(tables: TypeTables, systemType: string): MappedType {
  const mapped = apply(tables.source, systemType);
  if (!mapped)
    throw new RangeError(
      `no rule for the type "${systemType}": the source type table lacks its last line, *`,
    );
  return { ...mapped, type: formatFieldType(fieldType(mapped.type)) };
}

/**
 * The system's type for a field type's text, by the first rule of `tables.target` that matches, or undefined where the
 * system has none. Throws a RangeError where the text is no field type.
 */
export function targetType(tables: TypeTables, type: string): MappedType | undefined {
  return apply(tables.target, formatFieldType(fieldType(type)));
}

/** How many types are remembered of a table: there are few, but for those that list their values. */
const KNOWN_AT_MOST = 1000;

/** What types came to, by table and type: tables have the same few types over and over. */
const known = new WeakMap<readonly TypeRule[], Map<string, MappedType | undefined>>();

function apply(rules: readonly TypeRule[], text: string): MappedType | undefined {
  const of = known.get(rules) ?? new Map<string, MappedType | undefined>();
  known.set(rules, of);
  if (of.has(text)) return of.get(text);
  if (of.size >= KNOWN_AT_MOST) of.clear();
  const mapped = firstThatMatches(rules, text);
  of.set(text, mapped);
  return mapped;
}

function firstThatMatches(rules: readonly TypeRule[], text: string): MappedType | undefined {
  const subject = normalise(text);
  for (const rule of rules) {
    const bound = match(rule.from, subject);
    if (!bound) continue;
    const element = bound.T === undefined ? undefined : apply(rules, bound.T);
    if (bound.T !== undefined && !element) continue;
    const type = rule.to.replace(WORDS, (word) => {
      if (word === 'T') return element?.type ?? word;
      return bound[word as 'p' | 's'] ?? word;
    });
    const lossy = [rule.lossy, element?.lossy && `elements: ${element.lossy}`].filter(Boolean).join('; ');
    return lossy ? { type, lossy } : { type };
  }
  return undefined;
}

interface Bound {
  readonly p?: string;
  readonly s?: string;
  readonly T?: string;
}

const WORDS = /\b[psT]\b/g;
interface Pattern {
  readonly regex: RegExp;
  readonly maxPrecision: number;
  readonly maxScale: number;
}

const patterns = new Map<string, Pattern>();

function match(from: string, subject: string): Bound | undefined {
  let pattern = patterns.get(from);
  if (!pattern) {
    pattern = compile(from);
    patterns.set(from, pattern);
  }
  const found = pattern.regex.exec(subject);
  if (!found) return undefined;
  const bound: Bound = { ...found.groups };
  const { maxPrecision, maxScale } = pattern;
  if (Number(bound.p) > maxPrecision || Number(bound.s) > Math.min(maxScale, Number(bound.p)))
    return undefined;
  return bound;
}

function compile(from: string): Pattern {
  let maxPrecision = Number.POSITIVE_INFINITY;
  let maxScale = Number.POSITIVE_INFINITY;
  const source = normalise(from).replace(
    /\b[ps]<=(?<max>\d+)|\b[psT]\b|\*|[.+?^${}()|[\]\\]/g,
    (token, max: string | undefined) => {
      if (max && token.startsWith('p')) maxPrecision = Number(max);
      if (max && token.startsWith('s')) maxScale = Number(max);
      if (token === 'T') return '(?<T>.+)';
      if (token.startsWith('s')) return '(?<s>\\d+)';
      if (token.startsWith('p')) return '(?<p>\\d+)';
      return token === '*' ? '.*' : `\\${token}`;
    },
  );
  return { regex: new RegExp(`^${source}$`, 'is'), maxPrecision, maxScale };
}

function normalise(type: string): string {
  return type.trim().replace(/\s+/g, ' ').replace(/ ?, ?/g, ',');
}
