import type { ExistingTable, LoadOperation } from '../../../contract/contract.ts';
import type { TableName } from '../../../families/sql/names.ts';
import { quoteTable } from './dialect.ts';
import { quoteIdentifier } from './sql.ts';

/** SQL of a JSON object: which rights the user has on the table `c`, and around it. */
export const RIGHTS = `json_build_object('user', current_user, 'database', current_database(),
    'usage', has_schema_privilege(c.relnamespace, 'USAGE'),
    'temporary', has_database_privilege(current_database(), 'TEMPORARY'),
    'commits', has_schema_privilege(c.relnamespace, 'CREATE') OR EXISTS (SELECT FROM pg_catalog.pg_class k
      WHERE k.relnamespace = c.relnamespace AND k.relname = '_syncform_commits'),
    'owner', pg_has_role(c.relowner, 'USAGE'),
    'select', has_any_column_privilege(c.oid, 'SELECT'), 'insert', has_any_column_privilege(c.oid, 'INSERT'),
    'update', has_any_column_privilege(c.oid, 'UPDATE'), 'delete', has_table_privilege(c.oid, 'DELETE'))`;

interface Rights extends Readonly<Record<Right, boolean>> {
  readonly user: string;
  readonly database: string;
}
type Right = 'usage' | 'temporary' | 'commits' | 'owner' | 'select' | 'insert' | 'update' | 'delete';

const ALL: readonly LoadOperation[] = ['replace', 'append', 'upsert', 'insert', 'update', 'delete'];

/** What the user may not do with a table, and what that is needed for. */
export function lackedRights(
  name: TableName,
  rights: Rights,
  isTruncatable: boolean,
): NonNullable<ExistingTable['lacks']> {
  const user = quoteIdentifier(rights.user);
  const table = quoteTable(name);
  const schema = quoteIdentifier(name.schema);
  const lacks = (
    right: Right,
    operations: readonly (LoadOperation | 'alter')[],
    may: string,
    letIt: string,
  ) => (rights[right] ? [] : [{ for: operations, text: `user ${rights.user} may not ${may}: ${letIt}` }]);
  const onTable = (right: Right, operations: readonly LoadOperation[]) => {
    const word = right.toUpperCase();
    return lacks(right, operations, `${word} at ${table}`, `GRANT ${word} ON ${table} TO ${user}`);
  };
  return [
    ...lacks('usage', ALL, `use schema ${schema}`, `GRANT USAGE ON SCHEMA ${schema} TO ${user}`),
    ...lacks(
      'temporary',
      ALL,
      `make temporary tables in database ${rights.database}, through which rows come`,
      `GRANT TEMPORARY ON DATABASE ${quoteIdentifier(rights.database)} TO ${user}`,
    ),
    ...lacks(
      'commits',
      ALL,
      `make tables in schema ${schema}, where _syncform_commits is kept`,
      `GRANT CREATE ON SCHEMA ${schema} TO ${user}`,
    ),
    ...lacks(
      'owner',
      ['alter'],
      `alter ${table}`,
      `ALTER TABLE ${table} OWNER TO ${user}, or alter it yourself and plan again`,
    ),
    ...onTable('select', ['upsert', 'insert', 'update', 'delete']),
    ...onTable('insert', ['replace', 'append', 'upsert', 'insert']),
    ...onTable('update', ['upsert', 'update']),
    ...onTable('delete', isTruncatable ? ['delete'] : ['replace', 'delete']),
  ];
}

/** That the user may not make a table; `newIn` is the database in which its schema would have to be made before. */
export function mayNotCreate({ schema }: TableName, user: string, newIn: string | null | undefined): string {
  const to = quoteIdentifier(user);
  const name = quoteIdentifier(schema);
  return newIn
    ? `user ${user} may not make schema ${name}: GRANT CREATE ON DATABASE ${quoteIdentifier(newIn)} TO ${to}`
    : `user ${user} may not make tables in schema ${name}: GRANT CREATE ON SCHEMA ${name} TO ${to}`;
}
