import type { SqlTable } from '../../../../families/sql/system.ts';
import type { Session } from '../sessions.ts';
import type { FollowedTable } from './followed-table.ts';

export const notATable =
  'it is a view, and only of tables changes are kept. Leave it out, or read it in a bulk sync without change detection.';

/** What of the database keeps a snapshot from being of one moment. */
export async function databaseFaults(session: Session): Promise<readonly { readonly message: string }[]> {
  const [row] = await session.rows(
    'SELECT CAST(d.snapshot_isolation_state AS int) AS state FROM sys.databases AS d WHERE d.database_id = DB_ID()',
  );
  if (row?.[0] === '1') return [];
  return [
    {
      message:
        'The database allows no snapshots, in which rows and their changes are read as of one moment. Run: ALTER DATABASE CURRENT SET ALLOW_SNAPSHOT_ISOLATION ON.',
    },
  ];
}

/** The primary key of a table. */
export function keyOf({ fields }: SqlTable): readonly string[] {
  return fields.filter((field) => field.is_primary_key).map(({ name }) => name);
}

/** How a table differs from what its snapshot handed over; undefined where it does not. */
export function alteration({ columns: had }: FollowedTable, found: SqlTable | undefined): string | undefined {
  if (!found) return 'the table is gone';
  const is = new Map(found.columns.map(({ name, mapping }) => [name, mapping]));
  for (const [name, , mapping] of had) {
    const now = is.get(name);
    if (now === undefined) return `column ${name} was dropped or renamed`;
    if (now !== mapping) return `column ${name} is ${now} and was ${mapping}`;
  }
  const more = found.columns.find(({ name }) => !had.some(([known]) => known === name));
  return more && `column ${more.name} was added`;
}
