import type { Files } from './emit.ts';

export interface StaleFile {
  readonly path: string;
  /** Completes a sentence that begins with the path. */
  readonly fault: 'is missing' | 'is not generated any more' | 'is not current';
}

/** Where the files that are there differ from what would be generated now, their layout aside. */
export function staleFiles(generated: Files, present: Files): readonly StaleFile[] {
  const paths = [...new Set([...generated.keys(), ...present.keys()])].sort();
  return paths.flatMap((path): StaleFile[] => {
    const wanted = generated.get(path);
    const found = present.get(path);
    if (found === undefined) return [{ path, fault: 'is missing' }];
    if (wanted === undefined) return [{ path, fault: 'is not generated any more' }];
    return tokens(wanted) === tokens(found) ? [] : [{ path, fault: 'is not current' }];
  });
}

/** A text without what a formatter may change: white space, trailing commas, semicolons, the kind of quotes. */
function tokens(text: string): string {
  return text
    .replace(/["'`]/g, '"')
    .replace(/[\s;]+/g, '')
    .replace(/,(?=[)\]}])/g, '');
}
