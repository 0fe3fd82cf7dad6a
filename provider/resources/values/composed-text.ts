import { stableText } from '@syncform/engine/kit/digest.ts';
import { isUnknown } from '../../framework/index.ts';

/**
 * JSON text of a value by its meaning, the same whichever form of Unicode its texts and keys have: Terraform gives them back
 * in composed form.
 */
export function composedText(value: unknown): string {
  return stableText(composed(value));
}

function composed(value: unknown): unknown {
  if (typeof value === 'string') return value.normalize();
  if (Array.isArray(value)) return value.map(composed);
  if (typeof value !== 'object' || value === null || isUnknown(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.normalize(), composed(inner)]));
}
