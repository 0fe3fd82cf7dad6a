/** A value that Terraform does not know yet: it depends on something that has not been applied. */
export const Unknown: unique symbol = Symbol.for('syncform.terraform.unknown');
export type Unknown = typeof Unknown;

const TEXT = 'syncform.terraform.unknown text:';

/**
 * An unknown text that is sure to begin with `prefix`: what cty calls a refined unknown. Terraform hands the prefix on with
 * every reference to the value, so that who gets an unknown id can tell whose it will be.
 */
export function unknownText(prefix: string): Unknown {
  return Symbol.for(TEXT + prefix) as Unknown;
}

/** How an unknown text is sure to begin; undefined where nothing is known of it, and of every known value. */
export function knownPrefix(value: unknown): string | undefined {
  const key = typeof value === 'symbol' ? Symbol.keyFor(value) : undefined;
  return key?.startsWith(TEXT) ? key.slice(TEXT.length) : undefined;
}

/** True when `value` is not known yet, as a whole. Values inside it may still be unknown; see {@link isWhollyKnown}. */
export function isUnknown(value: unknown): value is Unknown {
  return value === Unknown || knownPrefix(value) !== undefined;
}

/** True when neither `value` nor anything inside it is unknown. */
export function isWhollyKnown(value: unknown): boolean {
  if (isUnknown(value)) return false;
  if (Array.isArray(value)) return value.every(isWhollyKnown);
  if (value instanceof Wrapped) return isWhollyKnown(value.value);
  if (value !== null && typeof value === 'object') return Object.values(value).every(isWhollyKnown);
  return true;
}

/** Something that holds a value together with more about it, and is looked through by {@link isWhollyKnown}. */
export abstract class Wrapped {
  abstract readonly value: unknown;
}
