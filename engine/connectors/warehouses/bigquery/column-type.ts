/*
 * Types as GoogleSQL says them: `NUMERIC(12, 2)`, `ARRAY<STRUCT<a INT64, b STRING>>`. The API tells them of columns and
 * results as schemas (https://cloud.google.com/bigquery/docs/reference/rest/v2/tables#TableFieldSchema).
 */

/** A column of a schema as the API has it. */
export interface SchemaField {
  readonly name: string;
  readonly type: string;
  readonly mode?: 'NULLABLE' | 'REQUIRED' | 'REPEATED';
  readonly fields?: readonly SchemaField[];
  readonly precision?: string;
  readonly scale?: string;
  readonly maxLength?: string;
  readonly rangeElementType?: { readonly type: string };
  readonly defaultValueExpression?: string;
}

/** Names of the older dialect, in which the API tells schemas. */
const NEW_NAMES: Readonly<Record<string, string>> = {
  INTEGER: 'INT64',
  FLOAT: 'FLOAT64',
  BOOLEAN: 'BOOL',
  RECORD: 'STRUCT',
};

/** The type of a column of a schema. */
export function typeOf(field: SchemaField): string {
  const element = elementTypeOf(field);
  return field.mode === 'REPEATED' ? `ARRAY<${element}>` : element;
}

function elementTypeOf({
  type,
  fields = [],
  precision,
  scale,
  maxLength,
  rangeElementType,
}: SchemaField): string {
  const word = NEW_NAMES[type] ?? type;
  if (word === 'STRUCT')
    return `STRUCT<${fields.map((of) => `${nameInType(of.name)} ${typeOf(of)}`).join(', ')}>`;
  if (word === 'RANGE') return `RANGE<${rangeElementType?.type ?? 'DATE'}>`;
  if (precision !== undefined && precision !== '0')
    return `${word}(${precision}${scale === undefined || scale === '0' ? '' : `, ${scale}`})`;
  return maxLength === undefined || maxLength === '0' ? word : `${word}(${maxLength})`;
}

function nameInType(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `\`${name}\``;
}

/** The name of a type without its arguments: `NUMERIC`, `ARRAY`. */
export function wordOf(type: string): string {
  return type.replace(/[(<].*$/s, '');
}

/** The elements' type of an array; undefined of what is none. */
export function elementType(type: string): string | undefined {
  return /^ARRAY<(.*)>$/s.exec(type)?.[1];
}

/** The fields of a STRUCT, in order; undefined of what is none. */
export function structFields(
  type: string,
): readonly { readonly name: string; readonly type: string }[] | undefined {
  const inner = /^STRUCT<(.*)>$/s.exec(type)?.[1];
  if (inner === undefined) return undefined;
  return splitTopLevel(inner).map((part) => {
    const [, quoted, bare, of = ''] = /^(?:`([^`]+)`|(\w+))\s+(.*)$/s.exec(part.trim()) ?? [];
    return { name: quoted ?? bare ?? '', type: of };
  });
}

/** Parts between commas that stand within no brackets. */
function splitTopLevel(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  let isQuoted = false;
  for (const [i, c] of [...text].entries()) {
    if (c === '`') isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (c === '<' || c === '(') depth++;
    if (c === '>' || c === ')') depth--;
    if (c === ',' && depth === 0) {
      parts.push(text.slice(from, i));
      from = i + 1;
    }
  }
  return [...parts, text.slice(from)];
}

/**
 * How many digits a decimal has before the point and after it
 * (https://cloud.google.com/bigquery/docs/reference/standard-sql/data-types#decimal_types). A BIGNUMERIC has a few values of one
 * digit more before the point. Undefined of what is no decimal.
 */
export function decimalOf(type: string): { readonly whole: number; readonly scale: number } | undefined {
  const found = /^(NUMERIC|BIGNUMERIC)(?:\((\d+)(?:,\s*(\d+))?\))?$/.exec(type);
  if (!found) return undefined;
  const [, word, precision, scale = '0'] = found;
  if (precision !== undefined) return { whole: Number(precision) - Number(scale), scale: Number(scale) };
  return word === 'NUMERIC' ? { whole: 29, scale: 9 } : { whole: 38, scale: 38 };
}

/** The most characters of a STRING(n) or bytes of a BYTES(n); undefined where there is no such bound. */
export function lengthOf(type: string): number | undefined {
  const found = /^(?:STRING|BYTES)\((\d+)\)$/.exec(type)?.[1];
  return found === undefined ? undefined : Number(found);
}
