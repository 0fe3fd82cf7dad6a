import type { SyncIdentity } from '../api/documents.ts';
import { type FieldType, fieldType } from '../types/field-type.ts';

/*
 * What the identity functions compare, as lists of texts ("terms") of a value, in DuckDB's SQL. A model's value and a
 * target's match where they have a term in common; with ISubstring, where a term of the target's has one of the model's
 * within it. An empty text matches nothing.
 */

/** The terms of a value: a list of texts, which may hold NULL and ''. */
export function termsSql(name: SyncIdentity['function'], sql: string, type: string): string {
  const texts = textsSql(sql, fieldType(type));
  switch (name) {
    case 'Equality':
    case 'OneOf':
      return texts;
    case 'ISubstring':
      return `list_transform(${texts}, lambda x: lower(x))`;
    case 'HostnameMatch':
      return `list_transform(${texts}, lambda x: ${hostname('x')})`;
    case 'DomainMatch':
      return `list_transform(${texts}, lambda x: regexp_replace(${hostname('x')}, '^www[.]', ''))`;
  }
}

/** Whether two terms match. */
export function termsMatchSql(name: SyncIdentity['function'], model: string, target: string): string {
  return name === 'ISubstring' ? `contains(${target}, ${model})` : `${model} = ${target}`;
}

function textsSql(sql: string, type: FieldType): string {
  switch (type.kind) {
    case 'array':
      return `CAST(${sql} AS VARCHAR[])`;
    case 'json':
    case 'jsonarray':
      return `coalesce(TRY_CAST(${sql} AS VARCHAR[]), [json_extract_string(${sql}, '$')])`;
    default:
      return `[CAST(${sql} AS VARCHAR)]`;
  }
}

/** The host of a URL, of an e-mail address or of a bare name, in lower case. */
function hostname(text: string): string {
  const withoutScheme = `regexp_replace(lower(trim(${text})), '^[a-z][a-z0-9+.-]*://', '')`;
  const withoutUser = `regexp_replace(${withoutScheme}, '^[^/?#]*@', '')`;
  return `rtrim(regexp_extract(${withoutUser}, '^[^/?#:]*'), '.')`;
}
