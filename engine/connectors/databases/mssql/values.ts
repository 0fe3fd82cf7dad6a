import type { ValuesOfDialect } from '../../../families/sql/dialect.ts';

/** Text of any length, in which values come and go. */
export const TEXT = 'nvarchar(max)';

/** How values become text and texts values. */
export const mssqlValues: ValuesOfDialect = {
  asText(value, { mapping }) {
    switch (wordOf(mapping)) {
      case 'nvarchar':
      case 'varchar':
      case 'nchar':
      case 'char':
        return value;
      case 'bit':
        return `CASE ${value} WHEN 1 THEN N'true' WHEN 0 THEN N'false' END`;
      case 'real':
      case 'float':
        // As many digits as it takes for the same number to come out again.
        return `CONVERT(${TEXT}, ${value}, 3)`;
      case 'money':
      case 'smallmoney':
        // All four digits after the point.
        return `CONVERT(${TEXT}, ${value}, 2)`;
      case 'date':
        return `CONVERT(${TEXT}, ${value}, 23)`;
      case 'time':
      case 'datetime2':
      case 'datetime':
      case 'smalldatetime':
        return `CONVERT(${TEXT}, ${value}, 121)`;
      case 'datetimeoffset':
        return `CONVERT(${TEXT}, CAST(SWITCHOFFSET(${value}, N'+00:00') AS datetime2), 121) + N'+00'`;
      case 'binary':
      case 'varbinary':
      case 'timestamp':
        return `N'\\x' + LOWER(CONVERT(${TEXT}, ${value}, 2))`;
      case 'image':
        return `N'\\x' + LOWER(CONVERT(${TEXT}, CONVERT(varbinary(max), ${value}), 2))`;
      case 'hierarchyid':
      case 'geometry':
      case 'geography':
        return `${value}.ToString()`;
      default:
        return `CONVERT(${TEXT}, ${value})`;
    }
  },
  compared: (value) => value,
  fromText(text, type) {
    const word = wordOf(type);
    switch (word) {
      case 'nvarchar':
      case 'nchar':
        return text;
      case 'varchar':
      case 'char':
        // A character that the column's code page has not would become a question mark.
        return `CASE WHEN CONVERT(varbinary(max), CONVERT(${TEXT}, CONVERT(varchar(max), ${text}))) = CONVERT(varbinary(max), ${text}) OR ${text} IS NULL THEN ${text} ELSE CONVERT(${TEXT}, CAST(CONCAT(${text}, N' (not of the code page)') AS int)) END`;
      case 'bit':
        // Any number but 0 would be 1.
        return `CASE WHEN ${text} IN (N'true', N't', N'1') THEN 1 WHEN ${text} IN (N'false', N'f', N'0') THEN 0 WHEN ${text} IS NOT NULL THEN CAST(CONCAT(${text}, N' (no boolean)') AS int) END`;
      case 'binary':
      case 'varbinary':
        return `CONVERT(varbinary(max), ${text}, 2)`;
      case 'timestamp':
        return `CONVERT(binary(8), ${text}, 2)`;
      case 'datetimeoffset':
        // An offset has minutes, and a space before it.
        return `CAST(CASE WHEN ${text} LIKE N'%+00' THEN CONCAT(LEFT(${text}, LEN(${text}) - 3), N' +00:00') ELSE ${said(text)} END AS ${type})`;
      case 'datetime':
      case 'smalldatetime':
        // Its own reading of a text depends on the language, and takes three digits of a second.
        return `CAST(CAST(${said(text)} AS datetime2) AS ${type})`;
      case 'money':
      case 'smallmoney':
        // Its own reading of a text leaves out commas.
        return `CAST(CAST(${said(text)} AS decimal(19,4)) AS ${type})`;
      case 'uniqueidentifier':
        // What comes after the 36th character would be left out.
        return `CAST(CASE WHEN LEN(${text}) > 36 THEN N'' ELSE ${text} END AS ${type})`;
      case 'hierarchyid':
      case 'xml':
      case 'sql_variant':
      case 'ntext':
      case 'text':
        return `CAST(${text} AS ${type})`;
      default:
        return `CAST(${said(text)} AS ${type})`;
    }
  },
  // To a collation texts may be the same that are not, and spaces at the end are nothing to any.
  exact(value, type) {
    const word = wordOf(type);
    if (isText(type)) return `CONVERT(varbinary(max), ${value})`;
    if (word === 'hierarchyid') return `${value}.ToString()`;
    return /^(xml|n?text|sql_variant)$/.test(word)
      ? `CONVERT(varbinary(max), CONVERT(${TEXT}, ${value}))`
      : value;
  },
};

/** A text with neither letter nor digit (`''`, `'-'`) would be 0, or a day in 1900: it is made one that is refused. */
function said(text: string): string {
  return `CASE WHEN ${text} LIKE N'%[0-9a-zA-Z]%' THEN ${text} ELSE N'"' + ${text} + N'"' END`;
}

function wordOf(type: string): string {
  return type.replace(/[( ].*$/, '');
}

/** Whether a type is of texts whose length it says. */
export function isText(type: string): boolean {
  return /^n?(var)?char\b/.test(type);
}

/** What a type's text says of its collation, beginning with a space; nothing where it is the database's. */
export function collationOf(type: string): string {
  return / COLLATE \w+$/.exec(type)?.[0] ?? '';
}
