import { camelCase } from '../cdktf/camel-case.ts';

/** Contents of files by their path, with `/` between its parts. */
export type Files = ReadonlyMap<string, string>;

/** A name in Terraform as a class is named: `bulk_sync` → `BulkSync`. */
export function pascalCase(name: string): string {
  const camel = camelCase(name);
  return camel.slice(0, 1).toUpperCase() + camel.slice(1);
}

/** A name in Terraform as a file is named: `bulk_sync` → `bulk-sync`. */
export function fileName(name: string): string {
  return name.replaceAll('_', '-');
}

/** A text as the inside of a comment: one line that ends as a sentence does. */
export function sentence(text: string): string {
  const line = text.replaceAll('*/', '* /').replaceAll(/\s+/g, ' ').trim();
  return /[.!?]$/.test(line) ? line : `${line}.`;
}

/** Texts as a union of their literals. */
export function union(texts: readonly unknown[]): string {
  return texts.map((text) => `'${String(text)}'`).join(' | ');
}

export interface Member {
  readonly name: string;
  readonly comment: string;
  readonly isNeeded: boolean;
  readonly type: string;
}

/** An object type, each of its members with its comment. Members have their names in Terraform. */
export function objectType(members: readonly Member[], indent: string): string {
  const lines = members.flatMap(({ name, comment, isNeeded, type }) => [
    `${indent}  /** ${comment} */`,
    `${indent}  readonly ${camelCase(name)}${isNeeded ? '' : '?'}: ${type};`,
  ]);
  return ['{', ...lines, `${indent}}`].join('\n');
}
