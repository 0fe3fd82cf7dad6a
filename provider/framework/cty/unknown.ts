/** A value that Terraform does not know yet: it depends on something that has not been applied. */
export const Unknown: unique symbol = Symbol.for('syncform.terraform.unknown');
export type Unknown = typeof Unknown;

/** True when `value` is not known yet, as a whole. Values inside it may still be unknown; see {@link isWhollyKnown}. */
export function isUnknown(value: unknown): value is Unknown {
  return value === Unknown;
}

/** True when neither `value` nor anything inside it is unknown. */
export function isWhollyKnown(value: unknown): boolean {
  if (value === Unknown) return false;
  if (Array.isArray(value)) return value.every(isWhollyKnown);
  if (value instanceof Wrapped) return isWhollyKnown(value.value);
  if (value !== null && typeof value === 'object') return Object.values(value).every(isWhollyKnown);
  return true;
}

/** Something that holds a value together with more about it, and is looked through by {@link isWhollyKnown}. */
export abstract class Wrapped {
  abstract readonly value: unknown;
}
