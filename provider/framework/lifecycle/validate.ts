import type { Attribute, Finding } from '../attributes.ts';
import { plain } from '../cty/dynamic.ts';
import { same } from '../cty/same.ts';
import { isUnknown, isWhollyKnown } from '../cty/unknown.ts';
import type { Diagnostics } from '../diagnostics.ts';
import { steps } from '../diagnostics.ts';
import { ctyType } from '../schema/cty-types.ts';
import { type Fields, fieldsOf, itemsOf } from '../schema/nesting.ts';
import type { Attributes, Type } from '../types.ts';

type Steps = readonly (string | number)[];

/** Runs the checks of every attribute on what is known of a configuration. */
export function checkAttributes(
  attributes: Attributes,
  config: Fields,
  diagnostics: Diagnostics,
  at: Steps = [],
): void {
  for (const [name, attribute] of Object.entries(attributes)) {
    const value = config[name] ?? null;
    if (value === null || isUnknown(value)) continue;
    const path = [...at, name];
    const errors = diagnostics.all.length;
    checkType(attribute.type, value, diagnostics, path);
    const isOfItsType = attribute.type.kind !== 'integer' || diagnostics.all.length === errors;
    if (isOfItsType && isWhollyKnown(value)) checkAttribute(attribute, value, diagnostics, path);
  }
}

/** What the type in Terraform's type system cannot say: whole numbers, and the checks of attributes further in. */
function checkType(type: Type, value: unknown, diagnostics: Diagnostics, at: Steps): void {
  if (value === null || isUnknown(value)) return;
  if (type.kind === 'integer') {
    if (!Number.isSafeInteger(value)) {
      diagnostics.error(
        at,
        'Not a whole number',
        'It must be a whole number between -9007199254740991 and 9007199254740991.',
      );
    }
  } else if (type.kind === 'object') {
    checkAttributes(type.attributes, value as Fields, diagnostics, at);
  } else if (type.kind === 'map') {
    for (const [key, item] of Object.entries(fieldsOf(value) ?? {}))
      checkType(type.element as Type, item, diagnostics, [...at, key]);
  } else if (type.kind === 'list' || type.kind === 'set') {
    itemsOf(value).forEach((item, index) => {
      checkType(type.element as Type, item, diagnostics, [...at, index]);
    });
  }
}

function checkAttribute(attribute: Attribute, value: unknown, diagnostics: Diagnostics, at: Steps): void {
  const { oneOf, validators } = attribute.options;
  if (oneOf && !oneOf.some((choice) => same(ctyType(attribute.type), choice, value))) {
    const given = attribute.options.sensitive || typeof value !== 'string' ? '' : `, not "${value}"`;
    diagnostics.error(
      at,
      'Invalid value',
      `${at.join('.')} must be one of ${oneOf
        .filter((one) => one !== '')
        .map((one) => `"${one}"`)
        .join(', ')}${given}.`,
    );
  }
  for (const validator of validators) {
    const finding = validator(plain(value));
    if (finding !== undefined)
      report(typeof finding === 'string' ? { message: finding } : finding, diagnostics, at);
  }
}

function report({ message, path, severity = 'error' }: Finding, diagnostics: Diagnostics, at: Steps): void {
  const place = path === undefined ? at : [...at, ...steps(path)];
  diagnostics[severity](place, severity === 'error' ? 'Invalid value' : 'Questionable value', message);
}
