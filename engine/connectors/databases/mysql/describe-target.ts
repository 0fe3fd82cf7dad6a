import type { ExistingTable } from '../../../contract/contract.ts';
import type { TableName } from '../../../families/sql/names.ts';
import { type CatalogColumn, catalogColumns } from './catalog.ts';
import { formatTableId } from './dialect.ts';
import type { Session } from './session.ts';

/** A column of a table that is there. */
export type ExistingColumn = ExistingTable['columns'][number] &
  Pick<CatalogColumn, 'charset' | 'collation' | 'isPlain'> & {
    /** Its type as a column of another table can be given it, character set and collation included. */
    readonly definition: string;
  };

/** A table to write to, with what decides how it can be written to. */
export interface ExistingTarget extends ExistingTable {
  readonly columns: readonly ExistingColumn[];
  /** The storage engine: InnoDB. */
  readonly engine: string;
  /** Whether the storage engine can take back what was written. */
  readonly isTransactional: boolean;
  /** Whether nothing but its columns' types, what takes no NULL and its primary key says what a row may be. */
  readonly isPlain: boolean;
}

/** Whether that name is a view's. */
export async function isView(session: Session, { schema: database, table }: TableName): Promise<boolean> {
  const found = await session.rows(
    'SELECT 1 FROM information_schema.VIEWS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?',
    [database, table],
  );
  return found.length > 0;
}

const GENERATED = { because: 'is generated from other columns', wayOut: 'leave it out of the fields' };

/** The table of that name, or null; views are none. */
export async function describeTarget(session: Session, name: TableName): Promise<ExistingTarget | null> {
  const where = [name.schema, name.table];
  const [table] = await session.rows(
    `SELECT t.ENGINE, e.TRANSACTIONS = 'YES',
       EXISTS (SELECT 1 FROM information_schema.TRIGGERS r
         WHERE r.EVENT_OBJECT_SCHEMA = t.TABLE_SCHEMA AND r.EVENT_OBJECT_TABLE = t.TABLE_NAME)
       OR EXISTS (SELECT 1 FROM information_schema.TABLE_CONSTRAINTS c
         WHERE c.TABLE_SCHEMA = t.TABLE_SCHEMA AND c.TABLE_NAME = t.TABLE_NAME AND c.CONSTRAINT_TYPE <> 'PRIMARY KEY')
       OR t.CREATE_OPTIONS LIKE '%partitioned%' OR t.TABLE_TYPE <> 'BASE TABLE'
     FROM information_schema.TABLES t LEFT JOIN information_schema.ENGINES e ON e.ENGINE = t.ENGINE
     WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')`,
    where,
  );
  if (!table) return null;
  const id = formatTableId(name);
  const columns = (await catalogColumns(session, [name])).get(id) ?? [];
  // An index over part of a column, or over an expression, keeps other rows apart than those of a key.
  const indexes = await session.rows(
    `SELECT INDEX_NAME, COLUMN_NAME, SUB_PART FROM information_schema.STATISTICS
     WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND NON_UNIQUE = 0 ORDER BY INDEX_NAME, SEQ_IN_INDEX`,
    where,
  );
  const byName = Map.groupBy(indexes, ([index]) => index as string);
  const keys = [...byName].filter(([, parts]) =>
    parts.every(([, column, part]) => column !== null && part === null),
  );
  const namesOf = (parts: typeof indexes) => parts.map(([, column]) => column as string);
  return {
    id,
    columns: columns.map(({ name, type, remote_type, mapping, nullable, charset, collation, ...more }) => ({
      name,
      type,
      target_type: mapping,
      nullable,
      charset,
      collation,
      isPlain: more.isPlain,
      ...(more.isGenerated ? { takesNoValue: GENERATED } : {}),
      needsValue: !nullable && !more.hasDefault,
      definition: charset ? `${remote_type} CHARACTER SET ${charset} COLLATE ${collation}` : remote_type,
    })),
    key: keys.filter(([index]) => index === 'PRIMARY').flatMap(([, parts]) => namesOf(parts)),
    unique: keys.filter(([index]) => index !== 'PRIMARY').map(([, parts]) => namesOf(parts)),
    engine: table[0] ?? '',
    isTransactional: table[1] === '1',
    isPlain: table[2] === '0',
  };
}
