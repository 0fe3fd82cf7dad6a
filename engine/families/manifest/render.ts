import { type ExactJson, isObject, jsonText, numberText, parseExactly } from './json.ts';
import { filled, type Placeholders } from './template.ts';

/** What placeholders of a template stand for: JSON where one is a whole text, plain text within others. */
export interface RenderValues {
  /** JSON texts, by name. */
  readonly json: Readonly<Record<string, string>>;
  readonly text: Placeholders;
}

/** A key whose value is an object that has its members here. */
export const SPREAD = '...';

const WHOLE = /^\{([a-z][a-z0-9_]*(?:\.[A-Za-z0-9_]+)?)\}$/;

/** What begins the name of a single field's value: `{fields.email}`. */
export const FIELD = 'fields.';

/**
 * The JSON text of a template: a text that is nothing but a placeholder becomes its value, whatever that is; within other texts,
 * and in keys, placeholders are filled in. A member whose value is not known is left out.
 */
export function rendered(template: unknown, values: RenderValues): string {
  return render(template, values) ?? 'null';
}

function render(template: unknown, values: RenderValues): string | undefined {
  if (typeof template === 'string') {
    const name = WHOLE.exec(template)?.[1];
    if (name !== undefined && Object.hasOwn(values.json, name)) return values.json[name];
    if (name?.startsWith(FIELD)) return undefined;
    return JSON.stringify(filled(template, values.text));
  }
  if (Array.isArray(template))
    return `[${template.flatMap((element: unknown) => render(element, values) ?? []).join(',')}]`;
  if (typeof template === 'object' && template !== null) {
    const members = Object.entries(template).flatMap(([key, inner]) => {
      const text = render(inner, values);
      // The members of an object among those of another.
      if (key === SPREAD) return text === undefined || text === '{}' ? [] : [text.slice(1, -1)];
      return text === undefined || text === '' ? [] : [`${JSON.stringify(filled(key, values.text))}:${text}`];
    });
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(template);
}

/** JSON as a form: `metadata[key]=value`, `items[0][price]=…`. What is null is an empty text. */
export function formOf(json: string): string {
  const form = new URLSearchParams();
  const add = (name: string, value: ExactJson): void => {
    const of = (key: string) => (name === '' ? key : `${name}[${key}]`);
    if (Array.isArray(value)) for (const [i, element] of value.entries()) add(of(String(i)), element);
    else if (isObject(value)) for (const [key, inner] of Object.entries(value)) add(of(key), inner);
    else
      form.append(
        name,
        value === null ? '' : typeof value === 'string' ? value : (numberText(value) ?? jsonText(value)),
      );
  };
  add('', parseExactly(json));
  return form.toString();
}
