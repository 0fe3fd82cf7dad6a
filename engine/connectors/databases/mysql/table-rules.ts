import type { ExistingTable } from '../../../contract/contract.ts';
import type { TableName } from '../../../families/sql/names.ts';
import type { ExistingTarget } from './describe-target.ts';
import type { Session } from './session.ts';
import { quoteIdentifier } from './sql.ts';

/** The table with what its constraints and triggers say of rows: for plans, as it takes some more questions. */
export async function withRules(
  session: Session,
  name: TableName,
  target: ExistingTarget,
): Promise<ExistingTable> {
  const where = [name.schema, name.table];
  const checks = await session.rows(
    session.isMariadb
      ? `SELECT CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS
         WHERE CONSTRAINT_SCHEMA = ? AND TABLE_NAME = ? ORDER BY CONSTRAINT_NAME`
      : `SELECT k.CHECK_CLAUSE FROM information_schema.TABLE_CONSTRAINTS c
         JOIN information_schema.CHECK_CONSTRAINTS k ON k.CONSTRAINT_SCHEMA = c.CONSTRAINT_SCHEMA AND k.CONSTRAINT_NAME = c.CONSTRAINT_NAME
         WHERE c.CONSTRAINT_TYPE = 'CHECK' AND c.TABLE_SCHEMA = ? AND c.TABLE_NAME = ? ORDER BY c.CONSTRAINT_NAME`,
    where,
  );
  const foreign = await session.rows(
    `SELECT CONSTRAINT_NAME, COLUMN_NAME, concat(REFERENCED_TABLE_SCHEMA, '.', REFERENCED_TABLE_NAME), REFERENCED_COLUMN_NAME
     FROM information_schema.KEY_COLUMN_USAGE
     WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND REFERENCED_TABLE_NAME IS NOT NULL ORDER BY CONSTRAINT_NAME, ORDINAL_POSITION`,
    where,
  );
  const triggers = await session.rows(
    `SELECT TRIGGER_NAME, ACTION_TIMING, EVENT_MANIPULATION FROM information_schema.TRIGGERS
     WHERE EVENT_OBJECT_SCHEMA = ? AND EVENT_OBJECT_TABLE = ? AND EVENT_MANIPULATION <> 'DELETE' ORDER BY TRIGGER_NAME`,
    where,
  );
  const inForeignKey = new Set(foreign.map(([, column]) => column));
  const fillsIn = triggers.some(([, timing, event]) => timing === 'BEFORE' && event === 'INSERT');
  const columnsIn = (clause: string) =>
    target.columns.map((c) => c.name).filter((column) => clause.includes(quoteIdentifier(column)));
  return {
    ...target,
    // A trigger may fill in what is missing.
    columns: target.columns.map((column) => ({
      ...column,
      needsValue: column.needsValue === true && !fillsIn,
      ...(inForeignKey.has(column.name) ? { fixedBy: 'a foreign key' } : {}),
    })),
    rules: [
      ...checks
        .map(([clause]) => plainClause(clause as string))
        // What a column of type json is made of.
        .filter((clause) => !/^json_valid\(`(?:[^`]|``)+`\)$/.test(clause))
        .map((clause) => ({ text: `CHECK (${clause})`, columns: columnsIn(clause) })),
      ...[...Map.groupBy(foreign, ([constraint]) => constraint)].map(([, parts]) => {
        const columns = parts.map(([, column]) => column as string);
        const others = parts.map(([, , , other]) => other).join(', ');
        return {
          text: `FOREIGN KEY (${columns.join(', ')}) REFERENCES ${parts[0]?.[2]} (${others})`,
          columns,
        };
      }),
      ...triggers.map(([trigger]) => ({ text: `the trigger "${trigger}"`, columns: [] })),
    ],
  };
}

/** MySQL shows a condition in brackets of its own, and the quotes of its texts behind backslashes. */
function plainClause(clause: string): string {
  return clause.replaceAll("\\'", "'").replace(/^\(([^()]*)\)$/, '$1');
}
