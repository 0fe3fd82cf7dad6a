import { SPREAD } from '../../engine/families/manifest/render.ts';
import { put } from './fake-rows.ts';

/** What the placeholders of a template stood for. */
export type Values = Record<string, unknown>;

const WHOLE = /^\{([a-z][a-z0-9_]*(?:\.[A-Za-z0-9_]+)?)\}$/;
const PLACEHOLDER = /\{([a-z][a-z0-9_]*(?:\.[A-Za-z0-9_]+)?)\}/g;

/**
 * Whether a document is what a template becomes; what its placeholders stood for is put into `values`. Members that the template
 * has and the document has not count as left out. With `mayHaveMore` the document may have others beside.
 */
export function extracted(
  template: unknown,
  document: unknown,
  values: Values,
  mayHaveMore = false,
): boolean {
  if (typeof template === 'string') {
    const name = WHOLE.exec(template)?.[1];
    if (name !== undefined) {
      if (document === undefined || document === null) return false;
      values[name] = document;
      return true;
    }
    return typeof document === 'string' && matchesText(template, document, values);
  }
  if (Array.isArray(template))
    return (
      Array.isArray(document) &&
      template.length === document.length &&
      template.every((one: unknown, i) => extracted(one, document[i], values, mayHaveMore))
    );
  if (typeof template !== 'object' || template === null)
    return template === document || String(template) === document;
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return false;
  const left = new Set(Object.keys(document));
  const { [SPREAD]: spread, ...named } = template as Values;
  for (const [key, inner] of Object.entries(named)) {
    const found = [...left].find((name) => matchesText(key, name, values));
    if (found === undefined) {
      if (typeof inner === 'string' && WHOLE.test(inner)) continue;
      return false;
    }
    left.delete(found);
    if (!extracted(inner, (document as Values)[found], values, mayHaveMore)) return false;
  }
  if (typeof spread === 'string') {
    const rest = Object.fromEntries([...left].map((key) => [key, (document as Values)[key]]));
    return extracted(spread, rest, values, mayHaveMore);
  }
  return mayHaveMore || left.size === 0;
}

function matchesText(template: string, text: string, values: Values): boolean {
  const names = [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
  const parts = template
    .split(/\{[a-z][a-z0-9_]*(?:\.[A-Za-z0-9_]+)?\}/)
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const found = new RegExp(`^${parts.join('([^/{}]+?)')}$`, 's').exec(text);
  if (!found) return false;
  for (const [i, name] of names.entries()) values[name] = found[i + 1];
  return true;
}

/** A form as the document that it is of: `metadata[key]=value` is a member of an object. */
export function formDocument(text: string): Values {
  const document: Values = {};
  for (const [name, value] of new URLSearchParams(text))
    put(document, name.replaceAll(']', '').split('[').join('.'), value);
  return document;
}
