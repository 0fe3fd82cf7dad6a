/*
 * ClickHouse says whether a column takes NULL, and that it keeps a dictionary of its values, around its type:
 * `LowCardinality(Nullable(String))`. What a value is, the type within says.
 */

export interface ColumnType {
  /** The type without what stands around it, its arguments included: `Decimal(12, 2)`. */
  readonly inner: string;
  readonly nullable: boolean;
}

/** A column's type as ClickHouse prints it, taken apart. */
export function columnType(text: string): ColumnType {
  const low = /^LowCardinality\((.*)\)$/s.exec(text)?.[1] ?? text;
  const within = /^Nullable\((.*)\)$/s.exec(low)?.[1];
  const inner = within ?? low;
  const simple = /^SimpleAggregateFunction\(\w+(?:\([^)]*\))?, (.*)\)$/s.exec(inner)?.[1];
  if (simple !== undefined) return columnType(simple);
  return { inner, nullable: within !== undefined || CAN_BE_NULL.test(inner) };
}

/** Types that have NULL among their values. */
const CAN_BE_NULL = /^(Dynamic|Variant\()/;

/** The elements' type of an array; undefined of what is none. */
export function elementType(inner: string): ColumnType | undefined {
  const element = /^Array\((.*)\)$/s.exec(inner)?.[1];
  return element === undefined ? undefined : columnType(element);
}

/** The name of a type without its arguments: `DateTime64`. */
export function wordOf(inner: string): string {
  return inner.replace(/\(.*$/s, '');
}

/** Precision and scale of a decimal, as `Decimal(p, s)` or `Decimal64(s)` say them. */
export function decimalOf(inner: string): { readonly precision: number; readonly scale: number } | undefined {
  const found = /^Decimal(32|64|128|256)?\((\d+)(?:, ?(\d+))?\)$/.exec(inner);
  if (!found) return undefined;
  const [, bits, first, second] = found;
  if (bits !== undefined) return { precision: DIGITS[bits] ?? 76, scale: Number(first) };
  return { precision: Number(first), scale: Number(second ?? 0) };
}

const DIGITS: Readonly<Record<string, number>> = { '32': 9, '64': 18, '128': 38, '256': 76 };

/** How many digits of seconds a time has. */
export function secondsDigits(inner: string): number {
  return Number(
    /^(?:DateTime64|Time64)\((\d+)/.exec(inner)?.[1] ?? (/^(DateTime|Time)64/.test(inner) ? 3 : 0),
  );
}

/** The arguments of a type, of what stands between its parentheses: `Int8, Map(String, Int8)`. */
export function splitArguments(within: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (const { 0: mark, index } of within.matchAll(/'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|[(),]/g)) {
    if (mark === '(') depth++;
    if (mark === ')') depth--;
    if (mark !== ',' || depth > 0) continue;
    parts.push(within.slice(from, index).trim());
    from = index + 1;
  }
  return [...parts, within.slice(from).trim()];
}
