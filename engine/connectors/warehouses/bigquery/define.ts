import type { ExistingTable, FacetOf, TableChange, TargetTable } from '../../../contract/contract.ts';
import { nameConflicts, underNames } from '../../../contract/name-conflicts.ts';
import { carryOut } from '../../../families/sql/carry-out.ts';
import { alteredTable } from '../../../families/sql/change-table.ts';
import { defineFacet as familyFacet } from '../../../families/sql/define.ts';
import type { SqlDialect } from '../../../families/sql/dialect.ts';
import type { SqlSystem } from '../../../families/sql/system.ts';
import type { bigqueryCapabilities } from './capabilities.ts';
import { locationOf, tablePath } from './catalog.ts';
import { wordOf } from './column-type.ts';
import { forgetTable } from './commits.ts';
import { statementError } from './failures.ts';
import { columnRules, fold, names } from './names.ts';
import type { Session } from './sessions.ts';
import { quoteIdentifier } from './sql.ts';

/** Columns by which a table may be clustered, and their types. */
const MOST_CLUSTERED = 4;
const CLUSTERED = /^(INT64|STRING|BOOL|NUMERIC|BIGNUMERIC|DATE|DATETIME|TIMESTAMP)$/;

/** Makes and alters tables as the family does, but for what a table is made of. */
export function defineFacet(system: SqlSystem<Session>): FacetOf<typeof bigqueryCapabilities, 'define'> {
  const { dialect, sessions } = system;
  return {
    ...familyFacet(system),
    change: (wanted, existing) => change(dialect, wanted, existing),
    apply: (change, signal) =>
      sessions.use(signal, async (session) => {
        // To make a dataset, even one that is there, takes a right that nobody needs otherwise.
        const statements: string[] = [];
        for (const statement of change.statements)
          if (!(await isDatasetThere(session, dialect, statement))) statements.push(statement);
        await carryOut({ dialect, bareIn: undefined, statementError }, session, { ...change, statements });
      }),
    drop: (id, signal) =>
      sessions.use(signal, async (session) => {
        const name = names.tableName(id);
        try {
          await session.client.remove(tablePath(name), signal);
          await forgetTable(session, name);
        } catch (error) {
          throw statementError(`dropping ${id}`, error);
        }
      }),
  };
}

/** Whether a statement makes a dataset that is there. */
async function isDatasetThere(
  { client, signal }: Session,
  { ddl }: SqlDialect,
  statement: string,
): Promise<boolean> {
  const name = /^CREATE SCHEMA IF NOT EXISTS `((?:[^`\\]|\\.)*)`/.exec(statement)?.[1];
  if (name === undefined || statement !== ddl.createSchema(name)) return false;
  return (await locationOf(client, name, signal)) !== undefined;
}

/** What it takes to make a table as wanted; pure. */
export function change(
  dialect: SqlDialect,
  wanted: TargetTable,
  existing: ExistingTable | null,
): TableChange {
  const name = names.tableName(wanted.id);
  const badNames = [
    ...nameConflicts({ ...wanted, columns: [] }, [name.schema, name.table], existing, names.nameRules),
    ...nameConflicts(wanted, [], existing, columnRules),
  ];
  return underNames(
    badNames,
    existing
      ? alteredTable({ ...dialect, fold }, names.quoteTable(name), wanted, existing)
      : create(dialect, wanted),
  );
}

function create({ ddl }: SqlDialect, { id, columns, key }: TargetTable): TableChange {
  const name = names.tableName(id);
  const lines = columns.map(
    (c) => `  ${ddl.column?.(quoteIdentifier(c.name), c.target_type, c.nullable && !key.includes(c.name))}`,
  );
  if (key.length > 0) lines.push(`  PRIMARY KEY (${names.quoteList(key)}) NOT ENFORCED`);
  // Rows of a key are found without reading the whole table.
  const clustered = key
    .filter((of) => {
      const type = columns.find((c) => c.name === of)?.target_type;
      return type !== undefined && CLUSTERED.test(wordOf(type));
    })
    .slice(0, MOST_CLUSTERED);
  return {
    action: 'create',
    statements: [
      ddl.createSchema(name.schema),
      `CREATE TABLE IF NOT EXISTS ${names.quoteTable(name)} (\n${lines.join(',\n')}\n)${clustered.length > 0 ? `\nCLUSTER BY ${names.quoteList(clustered)}` : ''}`,
    ],
    conflicts: [],
  };
}
