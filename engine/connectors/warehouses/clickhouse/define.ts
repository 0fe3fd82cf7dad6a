import type { ExistingTable, FacetOf, TableChange, TargetTable } from '../../../contract/contract.ts';
import { nameConflicts, underNames } from '../../../contract/name-conflicts.ts';
import { changeTable } from '../../../families/sql/change-table.ts';
import { defineFacet as familyFacet } from '../../../families/sql/define.ts';
import type { TableName } from '../../../families/sql/names.ts';
import type { SqlSystem } from '../../../families/sql/system.ts';
import type { clickhouseCapabilities } from './capabilities.ts';
import { DELETED, names, VERSION } from './catalog.ts';
import { clickhouseDialect } from './dialect.ts';
import type { Session } from './sessions.ts';
import { quoteIdentifier } from './sql.ts';

/** Makes and alters tables as the family does, but for what a table is made of. */
export function defineFacet(
  system: SqlSystem<Session> & { readonly bareIn: string },
): FacetOf<typeof clickhouseCapabilities, 'define'> {
  return {
    ...familyFacet(system),
    change: (wanted, existing) => change(wanted, existing, system.bareIn),
  };
}

/** What it takes to make a table as wanted; pure. */
export function change(wanted: TargetTable, existing: ExistingTable | null, bareIn: string): TableChange {
  if (!existing) return create(wanted, bareIn);
  const key = new Set(existing.key.map(quoteIdentifier));
  const { ddl } = clickhouseDialect;
  const dialect = {
    ...clickhouseDialect,
    ddl: {
      ...ddl,
      // What rows are sorted by keeps its type.
      alterType: (table, column, from, to, isNullable) =>
        key.has(column) ? undefined : ddl.alterType?.(table, column, from, to, isNullable),
    } satisfies typeof ddl,
  };
  return changeTable(dialect, wanted, existing, bareIn);
}

function create(wanted: TargetTable, bareIn: string): TableChange {
  const name = names.tableName(wanted.id, bareIn);
  const badNames = [
    ...nameConflicts(wanted, [name.schema, name.table], null, names.nameRules),
    ...tooLong(name),
  ];
  const { key } = wanted;
  const columns = wanted.columns.map(
    (column) =>
      `  ${quoteIdentifier(column.name)} ${column.nullable && !key.includes(column.name) ? `Nullable(${column.target_type})` : column.target_type}`,
  );
  if (key.length > 0) columns.push(`  ${VERSION} UInt64`, `  ${DELETED} UInt8`);
  const engine =
    key.length > 0
      ? `ReplacingMergeTree(${VERSION}, ${DELETED}) ORDER BY (${names.quoteList(key)})`
      : 'MergeTree ORDER BY tuple()';
  const database = name.schema === bareIn ? [] : [clickhouseDialect.ddl.createSchema(name.schema)];
  return underNames(badNames, {
    action: 'create',
    statements: [
      ...database,
      `CREATE TABLE IF NOT EXISTS ${names.quoteTable(name)} (\n${columns.join(',\n')}\n) ENGINE = ${engine}`,
    ],
    conflicts: [],
  });
}

/** The longest name that a file system takes, without what ClickHouse puts around the names of a dropped table. */
const LONGEST_FILE = 213;

/** Tables are files, in whose names every character beyond letters and digits takes three for each of its bytes. */
function tooLong({ schema, table }: TableName): readonly string[] {
  const length = (text: string) =>
    Buffer.byteLength(text.replace(/[^A-Za-z0-9_]/g, (c) => '%XX'.repeat(Buffer.byteLength(c))));
  const most = LONGEST_FILE - length(schema);
  return length(table) > most
    ? [
        `the name "${table}" takes ${length(table)} characters as that of a file, and ClickHouse has room for ${most}`,
      ]
    : [];
}
