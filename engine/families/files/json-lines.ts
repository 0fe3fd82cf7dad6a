import type { Column } from '../../contract/contract.ts';
import { quoteIdentifier, quoteLiteral } from '../../kit/sql.ts';
import { fromText, toText } from '../../movement/csv-dialect.ts';
import { fieldType } from '../../types/field-type.ts';

/*
 * Documents one a line that have JSON values and arrays as parts, in the digits that they came with. DuckDB would make
 * doubles of numbers with a fraction, both where it writes JSON and where it reads a part of it. So a line is put together
 * as text, and each such part stands between two tabs: they are white space to any reader, cannot occur within what JSON
 * has between them, and tell here where the part begins and ends. A NULL is `null`, and a null of JSON has a blank before.
 */

/** A line's length is limited as a document's, in bytes. */
const LONGEST_LINE = 128 * 1024 * 1024;
const TAB = 'chr(9)';

/** COPY's options for lines that are written as the texts that they are. */
export const LINES = "FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\n'";

/** Whether a column's values are parts of the document, rather than texts or numbers. */
export function isDocument({ type }: Column): boolean {
  return /^(json|jsonarray|object\{\}|array<.*)$/.test(type);
}

/** The line of a row `r`, which is in the hub's types. `simple` answers the value of a column that is no document. */
export function jsonLine(columns: readonly Column[], simple: (column: Column) => string): string {
  const parts = columns.map((column, i) => {
    const value = isDocument(column)
      ? `${TAB} || ${rawPart(column)} || ${TAB}`
      : `coalesce(CAST(to_json(${simple(column)}) AS VARCHAR), 'null')`;
    return `${quoteLiteral(`${i === 0 ? '' : ','}${JSON.stringify(column.name)}:`)} || ${value}`;
  });
  return `'{' || ${parts.join(' || ')} || '}'`;
}

/** A document's own text. A line has no line break, and only tabs of its own; within texts JSON has neither as they are. */
function rawPart({ name, type }: Column): string {
  const text = toText(`r.${quoteIdentifier(name)}`, fieldType(type));
  return `coalesce(CASE WHEN trim(${text}) = 'null' THEN ' null' ELSE translate(${text}, chr(9) || chr(10) || chr(13), '   ') END, 'null')`;
}

/** A SELECT of the columns, in the hub's types, of files of such lines; `from` is an argument of DuckDB's readers. */
export function selectJsonLines(from: string, columns: readonly Column[]): string {
  const simple = columns.filter((column) => !isDocument(column));
  const structure = Object.fromEntries(simple.map(({ name }) => [name, 'VARCHAR']));
  const documents = columns.filter(isDocument);
  const values = columns.map((column) => {
    const { name, type } = column;
    const part = `p[${2 * documents.indexOf(column) + 2}]`;
    const text = isDocument(column)
      ? `CASE WHEN ${part} = ' null' THEN 'null' WHEN ${part} <> 'null' THEN ${part} END`
      : `struct_extract(s, ${quoteLiteral(name)})`;
    return `${fromText(text, fieldType(type))} AS ${quoteIdentifier(name)}`;
  });
  const structured =
    simple.length > 0 ? `json_transform(json, ${quoteLiteral(JSON.stringify(structure))})` : 'NULL';
  return `SELECT ${values.join(', ')} FROM (SELECT ${structured} AS s, string_split(CAST(json AS VARCHAR), ${TAB}) AS p
    FROM read_json_objects(${from}, format = 'newline_delimited', maximum_object_size = ${LONGEST_LINE}))`;
}
