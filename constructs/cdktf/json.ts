import { Fn, Token } from 'cdktf';

/** A value as an attribute takes it that wants JSON text; references within are put in by Terraform. */
export function asJson(value: unknown): string {
  return isKnown(value) ? JSON.stringify(value) : Fn.jsonencode(value);
}

/** Whether no part of a value is a reference, which only Terraform knows the value of. */
export function isKnown(value: unknown): boolean {
  if (Token.isUnresolved(value)) return false;
  // An expression that is written out is a reference too.
  if (typeof value === 'string') return !value.includes('${');
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(isKnown);
}
