import type { ExistingTable } from '../../../contract/contract.ts';
import { isOneOf } from '../../../families/sql/described-tables.ts';
import type { TableName } from '../../../families/sql/names.ts';
import { mssqlDialect } from './dialect.ts';
import type { Session } from './sessions.ts';

/** A part of a rule: the rule's kind and its own name, what it says, and a column of it with the one that it refers to. */
type Part = readonly [
  kind: string,
  rule: string,
  says: string | null,
  column: string | null,
  other: string | null,
];

/** What a table's constraints and triggers may refuse rows for; those that are switched off are none. */
export async function rulesOf(
  session: Session,
  table: TableName,
): Promise<Pick<ExistingTable, 'rules' | 'unique'>> {
  const parts = (await session.rows(
    `${[
      `SELECT 'check', k.name, k.definition, ${columnOf('k.parent_object_id', 'k.parent_column_id')}, NULL, 0 FROM sys.check_constraints AS k ${of(table, 'k.parent_object_id')} AND k.is_disabled = 0`,
      `SELECT 'foreign', f.name, ${named('f.referenced_object_id')}, ${columnOf('p.parent_object_id', 'p.parent_column_id')}, ${columnOf('p.referenced_object_id', 'p.referenced_column_id')}, p.constraint_column_id FROM sys.foreign_keys AS f JOIN sys.foreign_key_columns AS p ON p.constraint_object_id = f.object_id ${of(table, 'f.parent_object_id')} AND f.is_disabled = 0`,
      `SELECT 'trigger', g.name, NULL, NULL, NULL, 0 FROM sys.triggers AS g ${of(table, 'g.parent_id')} AND g.is_disabled = 0`,
      `SELECT 'unique', i.name, NULL, ${columnOf('p.object_id', 'p.column_id')}, NULL, p.key_ordinal FROM sys.indexes AS i JOIN sys.index_columns AS p ON p.object_id = i.object_id AND p.index_id = i.index_id ${of(table, 'i.object_id')} AND i.is_unique = 1 AND i.is_primary_key = 0 AND p.key_ordinal > 0`,
    ].join('\nUNION ALL ')}\nORDER BY 1, 2, 6`,
  )) as unknown as readonly Part[];
  const rules = [...Map.groupBy(parts, ([kind, rule]) => `${kind} ${rule}`).values()].map((some) => {
    const [kind, rule, says] = some[0] as Part;
    const columns = some.map(([, , , column]) => column).filter((column) => column !== null);
    return { kind, columns, text: textOf(kind, rule, says, columns, some) };
  });
  return {
    rules: rules.filter(({ kind }) => kind !== 'unique').map(({ text, columns }) => ({ text, columns })),
    unique: rules.filter(({ kind }) => kind === 'unique').map(({ columns }) => columns),
  };
}

function textOf(
  kind: string,
  rule: string,
  says: string | null,
  columns: readonly string[],
  parts: readonly Part[],
): string {
  if (kind === 'trigger') return `the trigger "${rule}"`;
  if (kind === 'check') return `CHECK ${says}`;
  return `FOREIGN KEY (${columns.join(', ')}) REFERENCES ${says} (${parts.map(([, , , , other]) => other).join(', ')})`;
}

/** That a rule is of the table: SQL from the JOIN on. */
function of(table: TableName, parent: string): string {
  return `JOIN sys.objects AS o ON o.object_id = ${parent} JOIN sys.schemas AS s ON s.schema_id = o.schema_id WHERE ${isOneOf(mssqlDialect, [table], { schema: 's.name', table: 'o.name' })}`;
}

function columnOf(table: string, column: string): string {
  return `(SELECT c.name FROM sys.columns AS c WHERE c.object_id = ${table} AND c.column_id = ${column})`;
}

function named(table: string): string {
  return `(SELECT CONCAT(e.name, N'.', b.name) FROM sys.objects AS b JOIN sys.schemas AS e ON e.schema_id = b.schema_id WHERE b.object_id = ${table})`;
}
