import type {
  DefineFacet,
  ExistingTable,
  TableChange,
  TargetColumn,
  TargetTable,
} from '../../../contract/contract.ts';
import { fixedConflicts } from '../../../contract/existing-rules.ts';
import { keptTypes } from '../../../contract/kept-types.ts';
import { nameConflicts, underNames } from '../../../contract/name-conflicts.ts';
import { hasValue } from '../../../contract/own-rows.ts';
import { narrowing } from '../../../families/sql/narrowing.ts';
import { isRecreatedOnResync } from '../../../families/sql/table-configs.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { shortStatement } from '../../../kit/short-statement.ts';
import { targetType } from '../../../types/map-types.ts';
import type { MysqlConfig } from './config.ts';
import { describeTarget, type ExistingColumn, type ExistingTarget, isView } from './describe-target.ts';
import {
  forgetTable,
  formatTableId,
  nameFault,
  nameRules,
  parseTableId,
  quoteList,
  quoteTable,
  tableName,
} from './dialect.ts';
import { isServerError, statementError } from './failures.ts';
import { narrowTypes } from './narrow-types.ts';
import { creationConflicts, lackedRights } from './rights.ts';
import { MOST_ROW_BYTES, rowBytes } from './row-size.ts';
import type { Session, Sessions } from './sessions.ts';
import { quoteIdentifier } from './sql.ts';
import { withRules } from './table-rules.ts';
import { mysqlTypes } from './types.ts';
import { holds, isBinaryType, isTextType, isWider } from './widening.ts';

/** Makes and alters tables. MySQL commits every such statement by itself; each can be repeated. */
export function defineFacet(config: MysqlConfig, sessions: Sessions): DefineFacet {
  return {
    isRecreatedOnResync,
    tableId(name, { database, mirror_schemas }, sourceSchema) {
      if (mirror_schemas === true && sourceSchema !== undefined)
        return formatTableId({ schema: sourceSchema, table: name });
      if (typeof database === 'string') return formatTableId({ schema: database, table: name });
      const parsed = parseTableId(name);
      if (parsed) return formatTableId(parsed);
      if (config.dbname !== undefined) return formatTableId({ schema: config.dbname, table: name });
      throw new SyncformError('invalid', `no database is given for table ${name}`, {
        path: ['database'],
        hint: 'Set database here, or dbname in the connection.',
      });
    },
    sameTable: (id, signal) =>
      sessions.use(signal, async (session) => {
        const [row] = await session.rows('SELECT @@lower_case_table_names');
        return row?.[0] === '0' ? id : id.toLowerCase();
      }),
    columnType(fieldType) {
      const mapped = targetType(mysqlTypes, fieldType);
      if (!mapped) throw new SyncformError('unsupported', `MySQL has no type for ${fieldType}`);
      return { target_type: mapped.type, ...(mapped.lossy ? { lossy: mapped.lossy } : {}) };
    },
    narrows: (there, carried) => narrowing(narrowTypes, there, carried),
    async describe(id, signal) {
      const name = tableName(id, config.dbname);
      // The server would look for another name, or complain.
      if (nameFault(name.schema) ?? nameFault(name.table)) return null;
      return sessions.use(signal, async (session) => {
        const target = await describeTarget(session, name);
        if (!target) return null;
        const lacks = await lackedRights(session, name, target.columns[0]?.name);
        return { ...(await withRules(session, name, target)), lacks };
      });
    },
    async creationConflicts(id, signal) {
      const name = tableName(id, config.dbname);
      if (nameFault(name.schema) ?? nameFault(name.table)) return [];
      return sessions.use(signal, (session) => creationConflicts(session, name));
    },
    async isView(id, signal) {
      const name = tableName(id, config.dbname);
      if (nameFault(name.schema) ?? nameFault(name.table)) return false;
      return sessions.use(signal, (session) => isView(session, name));
    },
    countRows: (id, limit, signal, filled) =>
      sessions.use(signal, async (session) => {
        const [row] = await session.rows(
          `SELECT count(*) FROM (SELECT 1 FROM ${quoteTable(tableName(id, config.dbname))}${hasValue(filled, quoteIdentifier)} LIMIT ${limit}) AS counted`,
        );
        return Number(row?.[0]);
      }),
    change: (wanted, existing) => changeTable(config, wanted, existing),
    apply: (change, signal) =>
      sessions.use(signal, async (session) => {
        if (change.conflicts.length > 0) throw new SyncformError('invalid', change.conflicts.join('; '));
        for (const statement of change.statements) await applyStatement(session, statement);
      }),
    drop: (id, signal) =>
      sessions.use(signal, async (session) => {
        const name = tableName(id, config.dbname);
        if (nameFault(name.schema) ?? nameFault(name.table)) return;
        try {
          await session.run(`DROP TABLE IF EXISTS ${quoteTable(name)}`);
          await forgetTable(session, name);
        } catch (error) {
          throw statementError(`dropping ${id}`, error);
        }
      }),
  };
}

const CREATE_DATABASE = 'CREATE DATABASE IF NOT EXISTS ';
const DUPLICATE_COLUMN = 1060;

async function applyStatement(session: Session, statement: string): Promise<void> {
  try {
    // Where the database is there, the statement would still ask for a right that nobody needs then.
    if (statement.startsWith(CREATE_DATABASE)) {
      const name = statement.slice(CREATE_DATABASE.length).slice(1, -1).replaceAll('``', '`');
      const found = await session.rows('SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?', [
        name,
      ]);
      if (found.length > 0) return;
    }
    await session.run(statement);
  } catch (error) {
    // MySQL has no ADD COLUMN IF NOT EXISTS.
    if (isServerError(error) && error.errno === DUPLICATE_COLUMN) return;
    throw statementError(shortStatement(statement), error);
  }
}

/**
 * The statement. Text is compared by its bytes, trailing spaces included, so that keys which differ stay apart: each of
 * the two families of servers has its own collation for that, and takes the other's for a comment.
 */
function createTable(wanted: TargetTable, database: string | undefined): string {
  const lines = wanted.columns.map((column) => `  ${columnDefinition(wanted, column)}`);
  if (wanted.key.length > 0) lines.push(`  PRIMARY KEY (${quoteList(wanted.key)})`);
  return (
    `CREATE TABLE IF NOT EXISTS ${quoteTable(tableName(wanted.id, database))} (\n${lines.join(',\n')}\n) ` +
    'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 /*!80017 COLLATE=utf8mb4_0900_bin */ /*M!100203 COLLATE=utf8mb4_nopad_bin */'
  );
}

function columnDefinition(wanted: TargetTable, column: TargetColumn): string {
  const type = columnType(wanted, column);
  const notNull = column.nullable && !wanted.key.includes(column.name) ? '' : ' NOT NULL';
  const comment = type.indexOf(' COMMENT ');
  if (comment < 0) return `${quoteIdentifier(column.name)} ${type}${notNull}`;
  return `${quoteIdentifier(column.name)} ${type.slice(0, comment)}${notNull}${type.slice(comment)}`;
}

/** What an index of InnoDB can hold, in bytes, and what of it a column that is neither text nor bytes may take. */
const INDEX_BYTES = 3072;
const SHORT_COLUMN_BYTES = 32;
const BYTES_PER_CHARACTER = 4;

/**
 * The column's type. In a key, text and bytes have to have a bound: as long as an index can hold, shared evenly. A record
 * whose key is longer is rejected.
 */
function columnType(wanted: TargetTable, { name, target_type }: TargetColumn): string {
  const isUnbounded = (type: string) => /^(long|medium|tiny)?(text|blob)$|^json$/.test(type);
  if (!wanted.key.includes(name) || !isUnbounded(target_type)) return target_type;
  const inKey = wanted.columns.filter((c) => wanted.key.includes(c.name));
  const unbounded = inKey.filter((c) => isUnbounded(c.target_type));
  const bytes = INDEX_BYTES - SHORT_COLUMN_BYTES * (inKey.length - unbounded.length);
  const each = Math.floor(bytes / unbounded.length);
  return target_type.endsWith('blob')
    ? `varbinary(${each})`
    : `varchar(${Math.floor(each / BYTES_PER_CHARACTER)})`;
}

/** What it takes; a column that the table has beyond what is wanted stays as it is. */
export function changeTable(
  config: Pick<MysqlConfig, 'dbname'>,
  wanted: TargetTable,
  existing: ExistingTable | null,
): TableChange {
  const { schema, table } = tableName(wanted.id, config.dbname);
  return underNames(
    nameConflicts(wanted, [schema, table], existing, nameRules),
    changeUnnamed(config, wanted, existing),
  );
}

/** The same, whatever the names are. */
function changeUnnamed(
  { dbname }: Pick<MysqlConfig, 'dbname'>,
  wanted: TargetTable,
  existing: ExistingTable | null,
): TableChange {
  const name = tableName(wanted.id, dbname);
  const conflicts: string[] = [];
  if (!existing) {
    const bytes = rowBytes(wanted.columns.map((column) => columnType(wanted, column)));
    if (bytes > MOST_ROW_BYTES)
      conflicts.push(
        `${wanted.id} would have ${wanted.columns.length} columns, for which InnoDB counts ${bytes} bytes a row and takes ${MOST_ROW_BYTES}: choose fewer fields`,
      );
    const database = name.schema === dbname ? [] : [CREATE_DATABASE + quoteIdentifier(name.schema)];
    const bounded = wanted.columns.map((c) => [c.name, columnType(wanted, c)] as const);
    const types = Object.fromEntries(
      bounded.filter(([, type], i) => type !== wanted.columns[i]?.target_type),
    );
    return {
      action: 'create',
      statements: [...database, createTable(wanted, dbname)],
      conflicts,
      ...keptTypes(types),
    };
  }
  const alter = `ALTER TABLE ${quoteTable(name)}`;
  const statements: string[] = [];
  const types: Record<string, string> = {};
  if ((existing as Partial<ExistingTarget>).isTransactional === false)
    conflicts.push(
      `${wanted.id} is a table of ${(existing as ExistingTarget).engine}, which has no transactions: ${alter} ENGINE=InnoDB`,
    );
  const indexed = new Set([...existing.key, ...existing.unique.flat()]);
  for (const column of wanted.columns) {
    const there = existing.columns.find((c) => c.name.toLowerCase() === column.name.toLowerCase());
    if (!there) {
      if (wanted.key.includes(column.name))
        conflicts.push(`${wanted.id} has no column "${column.name}", which is part of the key`);
      // Rows that are there have no value for it, whatever new ones must have.
      else statements.push(`${alter} ADD COLUMN ${columnDefinition(wanted, { ...column, nullable: true })}`);
      continue;
    }
    const type = columnType(wanted, column);
    // An index bounds its columns: a record whose value is too long is rejected.
    const isBound =
      indexed.has(there.name) &&
      ((isTextType(type) && isTextType(there.target_type)) ||
        (isBinaryType(type) && isBinaryType(there.target_type)));
    const fits = isBound || holds(there.target_type, type);
    if (fits ? isBound || isWider(there.target_type, type) : type !== column.target_type)
      types[column.name] = fits ? there.target_type : type;
    const nullable = there.nullable || (column.nullable && !existing.key.includes(there.name));
    if (fits && nullable === there.nullable) continue;
    if (!fits && !holds(type, there.target_type))
      conflicts.push(
        `column "${column.name}" of ${wanted.id} is ${there.target_type} and cannot become ${type} without loss`,
      );
    else if (!fits && there.fixedBy !== undefined)
      conflicts.push(...fixedConflicts(wanted.id, column.name, `become ${type}`, there.fixedBy));
    else if (!(there as Partial<ExistingColumn>).isPlain)
      conflicts.push(
        `column "${column.name}" of ${wanted.id} has to become ${type}${nullable ? ' and take NULL' : ''}, but has a default, a comment or a rule of its own: alter it yourself`,
      );
    else
      statements.push(
        `${alter} MODIFY COLUMN ${modified(there as ExistingColumn, fits ? undefined : type, nullable)}`,
      );
  }
  if (wanted.key.length > 0 && existing.key.length > 0 && !sameNames(wanted.key, existing.key))
    conflicts.push(
      `the primary key of ${wanted.id} is (${existing.key.join(', ')}), not (${wanted.key.join(', ')})`,
    );
  return { action: statements.length > 0 ? 'alter' : 'none', statements, conflicts, ...keptTypes(types) };
}

/** The whole of a column's new definition, as MODIFY wants it: what is not said again is lost. */
function modified(there: ExistingColumn, newType: string | undefined, nullable: boolean): string {
  const [type, comment] = (newType ?? there.target_type).split(/(?= COMMENT )/);
  const charset =
    there.charset && isTextType(type as string)
      ? ` CHARACTER SET ${there.charset} COLLATE ${there.collation}`
      : '';
  return `${quoteIdentifier(there.name)} ${type}${charset}${nullable ? '' : ' NOT NULL'}${comment ?? ''}`;
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}
