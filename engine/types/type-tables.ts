/**
 * One line of a connector's type table. Types are written as text; `p` and `s` stand for a precision and a scale,
 * `T` for an element type that goes through the table itself: `numeric(p,s)` → `decimal(p,s)`, `T[]` → `array<T>`.
 * A scale above its precision matches no rule; `p<=38` and `s<=30` match what is not beyond that. `*` stands for any text.
 */
export interface TypeRule {
  readonly from: string;
  readonly to: string;
  /** What a value may lose on this way, a phrase for the plan; absent where nothing is lost. */
  readonly lossy?: string;
}

/** How a system's types map to field types and back: two tables, first match wins. Docs are printed from them. */
export interface TypeTables {
  /** system type → field type */
  readonly source: readonly TypeRule[];
  /** field type → system type */
  readonly target: readonly TypeRule[];
}

/** What a type became, and what may be lost on the way. */
export interface MappedType {
  readonly type: string;
  readonly lossy?: string;
}

/** What a system loses of JSON that it keeps in a form of its own. */
export const KEYS_TWICE = 'all but the last value of a key that an object has twice';
