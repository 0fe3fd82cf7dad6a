import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSchema, type GraphQLSchema } from 'graphql';

/*
 * Linear's GraphQL schema, read off the declarations of Linear's own client (@linear/sdk): Linear publishes no other description that
 * may be used here. The declarations are made by Linear from its schema, and name every type, field, argument and nullability.
 */

/** Names under which GraphQL knows a type; the client's declarations capitalise others differently, which no request says. */
const BUILT_IN: ReadonlySet<string> = new Set(['ID', 'String', 'Boolean', 'Int', 'Float']);

interface Declared {
  readonly name: string;
  readonly above: readonly string[];
  readonly fields: ReadonlyMap<string, string>;
}

/** The schema, as far as queries and mutations reach. Throws where the declarations have another form than they had. */
export function linearSchema(): GraphQLSchema {
  const folder = dirname(fileURLToPath(import.meta.resolve('@linear/sdk')));
  const file = readdirSync(folder).find((name) => /^index-.*\.d\.mts$/.test(name));
  if (file === undefined) throw new Error(`${folder} has no declarations of types`);
  return buildSchema(schemaText(readFileSync(join(folder, file), 'utf8')), { assumeValidSDL: true });
}

function schemaText(text: string): string {
  const types = new Map<string, Declared>();
  // What webhooks send, and what the client itself asks for, is declared there too: it is no part of the schema.
  for (const [, name = '', above = '', body = ''] of text.matchAll(
    /^type (\w+) = ((?:\w+ & )*)\{\n(.*?)^\};$/gms,
  ))
    if (!/\wWebhookPayload|WebhookEvent|_|Fragment$/.test(name))
      types.set(name, { name, above: above.match(/\w+/g) ?? [], fields: fieldsIn(body) });
  const scalars = [...(types.get('Scalars')?.fields.keys() ?? [])].filter((name) => !BUILT_IN.has(name));
  types.delete('Scalars');
  const interfaces = new Set([...types.values()].flatMap(({ above }) => above));
  const parts = scalars.map((name) => `scalar ${name}`);
  for (const [, name = '', body = ''] of text.matchAll(/^declare enum (\w+) \{\n(.*?)^\}$/gms))
    parts.push(`enum ${name} { ${[...body.matchAll(/= "(\w+)"/g)].map(([, value]) => value).join(' ')} }`);
  for (const [, name = '', members = ''] of text.matchAll(/^type (\w+) = (\w+(?: \| \w+)*);$/gm))
    if (members.split(' | ').every((member) => types.has(member)) && !types.has(name))
      parts.push(`union ${name} = ${members}`);
  for (const { name, above, fields } of types.values()) {
    const kind = interfaces.has(name) ? 'interface' : fields.has('__typename') ? 'type' : 'input';
    if (kind === 'input' && name.endsWith('Args')) continue;
    const lines = [...fields].flatMap(([field, type]) =>
      field === '__typename'
        ? []
        : [`  ${field}${kind === 'input' ? '' : argumentsOf(types, name, field)}: ${type}`],
    );
    const under = above.length > 0 ? ` implements ${above.join(' & ')}` : '';
    if (lines.length > 0) parts.push(`${kind} ${name}${under} {\n${lines.join('\n')}\n}`);
  }
  return parts.join('\n');
}

/** The fields of a declared type, by name, in their GraphQL types. */
function fieldsIn(body: string): ReadonlyMap<string, string> {
  return new Map(
    [...body.matchAll(/^ {2}(\w+)(\??): (.+);$/gm)].map(([, name = '', mark, type = '']) => [
      name,
      graphqlType(type).replace(/!$/, mark === '?' ? '' : '!'),
    ]),
  );
}

/** `Maybe<Array<Scalars["String"]>>` is `[String!]`; what is not null ends in `!`. */
function graphqlType(text: string): string {
  const inner = /^(?:Input)?Maybe<(.*)>$/.exec(text)?.[1];
  if (inner !== undefined) return graphqlType(inner).replace(/!$/, '');
  const element = /^Array<(.*)>$/.exec(text)?.[1];
  if (element !== undefined) return `[${graphqlType(element)}]!`;
  return `${/^Scalars\["(\w+)"\]$/.exec(text)?.[1] ?? text}!`;
}

function argumentsOf(types: ReadonlyMap<string, Declared>, type: string, field: string): string {
  const found = types.get(`${type}${field.slice(0, 1).toUpperCase()}${field.slice(1)}Args`);
  if (!found) return '';
  return `(${[...found.fields].map(([name, of]) => `${name}: ${of}`).join(', ')})`;
}
