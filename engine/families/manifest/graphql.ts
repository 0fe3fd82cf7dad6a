import { fieldTypes, type ManifestStream } from './manifest.ts';

interface Selection {
  readonly [name: string]: Selection | string;
}

/** What a stream's fields are in GraphQL: `id title assignee { id }`. */
export function selectionOf(declared: ManifestStream): string {
  let selection: Selection = {};
  for (const name of fieldTypes(declared).keys()) {
    const odd = declared.odd_fields?.[name];
    selection = withPath(selection, (odd?.path ?? name).split('.'), odd?.select ?? '');
  }
  return textOf(selection);
}

function withPath(selection: Selection, [name = '', ...rest]: readonly string[], end: string): Selection {
  const inner = selection[name];
  if (rest.length === 0) return { ...selection, [name]: inner ?? end };
  return { ...selection, [name]: withPath(typeof inner === 'object' ? inner : {}, rest, end) };
}

function textOf(selection: Selection): string {
  return Object.entries(selection)
    .map(([name, inner]) => {
      const text = typeof inner === 'string' ? inner : textOf(inner);
      return text === '' ? name : `${name} { ${text} }`;
    })
    .join(' ');
}
