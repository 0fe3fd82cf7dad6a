/** An element of an array: its text as the element type prints it, or NULL, or an array within. */
export type ArrayElement = string | null | readonly ArrayElement[];

/** Reads an array as array_out writes it: `{1,NULL,"a b"}`, maybe with bounds before: `[0:1]={…}`. */
export function parseArray(text: string): readonly ArrayElement[] {
  const start = text.indexOf('{');
  const open: ArrayElement[][] = [];
  for (let at = start; at >= 0 && at < text.length; ) {
    const current = open.at(-1);
    switch (text[at]) {
      case '{': {
        const inner: ArrayElement[] = [];
        current?.push(inner);
        open.push(inner);
        at++;
        break;
      }
      case '}':
        if (open.length === 1) return open[0] as readonly ArrayElement[];
        open.pop();
        at++;
        break;
      case ',':
        at++;
        break;
      case '"': {
        const end = endOfQuoted(text, at + 1);
        const quoted = text.slice(at + 1, end);
        current?.push(quoted.includes('\\') ? quoted.replace(/\\(.)/gs, '$1') : quoted);
        at = end + 1;
        break;
      }
      default: {
        const end = endOfPlain(text, at);
        const plain = text.slice(at, end);
        current?.push(plain === 'NULL' ? null : plain);
        at = end;
      }
    }
  }
  throw new SyntaxError('not the text of an array');
}

/** An array as JSON, in the spelling of the server's to_json: elements that JSON has as they are are left so. */
export function arrayJson(elements: readonly ArrayElement[], element: (text: string) => string): string {
  const parts = elements.map((each) =>
    each === null ? 'null' : typeof each === 'string' ? element(each) : arrayJson(each, element),
  );
  return `[${parts.join(',')}]`;
}

function endOfQuoted(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

function endOfPlain(text: string, from: number): number {
  for (let at = from; at < text.length; at++) if (text[at] === ',' || text[at] === '}') return at;
  return text.length;
}
