import type { SourceColumn } from '../../../families/sql/source-columns.ts';
import { fieldType } from '../../../types/field-type.ts';
import { sourceType } from '../../../types/map-types.ts';
import { type ColumnType, columnType, elementType, wordOf } from './column-type.ts';
import { clickhouseTypes } from './types.ts';

/*
 * Values as text and text as values, in ClickHouse's own SQL. Texts are those of the engine's dialect of CSV (see CsvStream).
 */

/** The value of a column as the text that is read; NULL as NULL. */
export function asText(value: string, { mapping, type }: Pick<SourceColumn, 'mapping' | 'type'>): string {
  return textOf(value, columnType(mapping), fieldType(type).kind);
}

function textOf(value: string, { inner, nullable }: ColumnType, kind: string): string {
  const word = wordOf(inner);
  switch (word) {
    case 'String':
      return value;
    case 'FixedString':
      return `replaceRegexpOne(toString(${value}), '\\\\0+$', '')`;
    case 'Float32':
    case 'Float64':
    case 'BFloat16':
      return `multiIf(isNaN(${value}), 'NaN', isInfinite(${value}), if(${value} > 0, 'Infinity', '-Infinity'), toString(${value}))`;
    case 'DateTime':
    case 'DateTime64':
      return `concat(toString(toDateTime64(${value}, 6, 'UTC')), '+00')`;
    case 'Array': {
      const element = elementType(inner);
      return element && kind === 'array'
        ? `toJSONString(${elementsAsText(value, element)})`
        : `toJSONString(${value})`;
    }
    default:
      if (!isJson(kind)) return `toString(${value})`;
      return nullable ? `if(isNull(${value}), NULL, toJSONString(${value}))` : `toJSONString(${value})`;
  }
}

function isJson(kind: string): boolean {
  return kind === 'json' || kind === 'jsonarray' || kind === 'object{}';
}

/** An array whose elements are JSON's own, or texts. */
function elementsAsText(value: string, element: ColumnType, depth = 0): string {
  if (/^(String|Bool|U?Int(8|16|32|64))$/.test(element.inner)) return value;
  const each = `e${depth}`;
  const nested = elementType(element.inner);
  const { type } = sourceType(clickhouseTypes, element.inner);
  const text = nested ? elementsAsText(each, nested, depth + 1) : textOf(each, element, fieldType(type).kind);
  return `arrayMap(${each} -> ${text}, ${value})`;
}

/** The value in which a filter compares a column. */
export function compared(value: string, column: SourceColumn): string {
  const { kind } = fieldType(column.type);
  return kind === 'string' || isJson(kind) ? asText(value, column) : value;
}

/** A text as a value that a column of a type can be compared with. */
export function fromText(text: string, type: string): string {
  const { inner } = columnType(type);
  switch (wordOf(inner)) {
    case 'String':
    case 'FixedString':
      return text;
    case 'DateTime':
    case 'DateTime64':
      return `parseDateTime64BestEffort(${text}, 6, 'UTC')`;
    default:
      return `CAST(${text} AS ${inner})`;
  }
}
