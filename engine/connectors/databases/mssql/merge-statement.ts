import type { UpsertParts } from '../../../families/sql/dialect.ts';

/**
 * A batch that merges staged rows into a table and answers how many rows it inserted and how many it updated. HOLDLOCK keeps
 * others from inserting a key between the look and the INSERT. The actions go into a table variable, for a table with triggers
 * takes no OUTPUT to the client.
 */
export function mergeStatement(parts: UpsertParts): string {
  const { table, from, where, isSame, differs, assignments, columns, values } = parts;
  return [
    'DECLARE @done TABLE (action nvarchar(10) NOT NULL);',
    `MERGE INTO ${table} WITH (HOLDLOCK) AS t`,
    `USING (SELECT * FROM ${from} AS s WHERE ${where}) AS s ON ${isSame}`,
    `WHEN MATCHED AND (${differs}) THEN UPDATE SET ${assignments}`,
    `WHEN NOT MATCHED BY TARGET THEN INSERT (${columns}) VALUES (${values})`,
    'OUTPUT $action INTO @done;',
    "SELECT COUNT(CASE action WHEN N'INSERT' THEN 1 END) AS inserted, COUNT(CASE action WHEN N'UPDATE' THEN 1 END) AS updated FROM @done;",
  ].join('\n');
}
