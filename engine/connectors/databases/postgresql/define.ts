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
import { statementError } from '../../../families/postgresql/failures.ts';
import type { Session, Sessions } from '../../../families/postgresql/sessions.ts';
import { gathered } from '../../../families/sql/gathered.ts';
import type { TableName } from '../../../families/sql/names.ts';
import { narrowing } from '../../../families/sql/narrowing.ts';
import { isRecreatedOnResync } from '../../../families/sql/table-configs.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { shortStatement } from '../../../kit/short-statement.ts';
import { targetType } from '../../../types/map-types.ts';
import { describeTargets } from './describe-target.ts';
import {
  DEFAULT_SCHEMA,
  forgetTable,
  formatTableId,
  nameFault,
  nameRules,
  parseTableId,
  quoteList,
  quoteTable,
  tableName,
} from './dialect.ts';
import { narrowTypes } from './narrow-types.ts';
import { quoteIdentifier } from './sql.ts';
import { postgresqlTypes } from './types.ts';
import { holds, isWider } from './widening.ts';

/** Makes and alters tables. Everything that `apply` does is one transaction. */
export function defineFacet(sessions: Sessions): DefineFacet {
  const look = gathered((names: readonly TableName[], signal) =>
    sessions.use(signal, (session) => describeTargets(session, names)),
  );
  /** Of names that were no table's, whether they were a view's: asked next, and known already. */
  const views = new Map<string, boolean>();
  /** Of the same names, why none can be made of them. */
  const unmakable = new Map<string, readonly string[]>();
  return {
    tableId(name, { schema, mirror_schemas }, sourceSchema) {
      if (mirror_schemas === true && sourceSchema !== undefined)
        return formatTableId({ schema: sourceSchema, table: name });
      if (typeof schema === 'string') return formatTableId({ schema, table: name });
      return formatTableId(parseTableId(name) ?? { schema: DEFAULT_SCHEMA, table: name });
    },
    columnType(fieldType) {
      const mapped = targetType(postgresqlTypes, fieldType);
      if (!mapped) throw new SyncformError('unsupported', `Postgres has no type for ${fieldType}`);
      return { target_type: mapped.type, ...(mapped.lossy ? { lossy: mapped.lossy } : {}) };
    },
    narrows: (there, carried) => narrowing(narrowTypes, there, carried),
    async describe(id, signal) {
      const name = tableName(id);
      // The server would look for the table that has what is left of the name.
      if (nameFault(name.schema) ?? nameFault(name.table)) return null;
      const { table, isView, unmakable: reasons } = await look(name, signal);
      if (table) views.delete(id);
      else {
        views.set(id, isView);
        unmakable.set(id, reasons);
      }
      return table;
    },
    async isView(id, signal) {
      const name = tableName(id);
      if (nameFault(name.schema) ?? nameFault(name.table)) return false;
      const known = views.get(id);
      views.delete(id);
      return known ?? (await look(name, signal)).isView;
    },
    async creationConflicts(id, signal) {
      const name = tableName(id);
      if (nameFault(name.schema) ?? nameFault(name.table)) return [];
      const known = unmakable.get(id);
      unmakable.delete(id);
      return known ?? (await look(name, signal)).unmakable;
    },
    countRows: (id, limit, signal, filled) =>
      sessions.use(signal, async (session) => {
        const [row] = await session.rows(
          `SELECT count(*) FROM (SELECT FROM ${quoteTable(tableName(id))}${hasValue(filled, quoteIdentifier)} LIMIT ${limit}) AS counted`,
        );
        return Number(row?.[0]);
      }),
    change: changeTable,
    isRecreatedOnResync,
    apply: (change, signal) =>
      sessions.use(signal, async (session) => {
        await session.run('BEGIN');
        await lockDefinitions(session);
        await carryOut(session, change);
        await session.run('COMMIT');
      }),
    drop: (id, signal) =>
      sessions.use(signal, async (session) => {
        const name = tableName(id);
        // The server would cut the name short and drop the table that has what is left of it.
        if (nameFault(name.schema) ?? nameFault(name.table)) return;
        await session.run('BEGIN');
        try {
          await session.run(`DROP TABLE IF EXISTS ${quoteTable(name)}`);
          await forgetTable(session, name);
        } catch (error) {
          throw statementError(`dropping ${id}`, error);
        }
        await session.run('COMMIT');
      }),
  };
}

const CREATE_SCHEMA = 'CREATE SCHEMA IF NOT EXISTS ';

/** Carries a change out within the open transaction. Where it makes something, `lockDefinitions` has to come first. */
export async function carryOut(session: Session, { statements, conflicts }: TableChange): Promise<void> {
  if (conflicts.length > 0) throw new SyncformError('invalid', conflicts.join('; '));
  for (const statement of statements) {
    try {
      const schema = schemaOf(statement);
      // Where the schema is there, the statement would still ask for a right that nobody needs then.
      if (schema === undefined || !(await schemaExists(session, schema))) await session.run(statement);
    } catch (error) {
      throw statementError(shortStatement(statement), error);
    }
  }
}

/**
 * Makes the schemas of a change that are not there, in a transaction of their own: within that of a load, whoever else makes a
 * table there would wait until its end.
 */
export async function makeSchemas(session: Session, { statements, conflicts }: TableChange): Promise<void> {
  const missing: string[] = [];
  for (const statement of statements) {
    const schema = schemaOf(statement);
    if (schema !== undefined && !(await schemaExists(session, schema))) missing.push(statement);
  }
  if (missing.length === 0) return;
  await session.run('BEGIN');
  await lockDefinitions(session);
  await carryOut(session, { action: 'create', statements: missing, conflicts });
  await session.run('COMMIT');
}

/**
 * Waits until nobody else makes what the name says: IF NOT EXISTS does not help two that make one thing at once, which would
 * fail on the catalog's own keys.
 */
export async function lockDefinitions(session: Session, name = ''): Promise<void> {
  await session.run('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`syncform define${name}`]);
}

/** The quoted name of the schema that a statement makes, or undefined. */
function schemaOf(statement: string): string | undefined {
  return statement.startsWith(CREATE_SCHEMA) ? statement.slice(CREATE_SCHEMA.length) : undefined;
}

async function schemaExists(session: Session, quoted: string): Promise<boolean> {
  const [row] = await session.rows('SELECT to_regnamespace($1) IS NOT NULL', [quoted]);
  return row?.[0] === 't';
}

function createTable(wanted: TargetTable): string {
  const lines = wanted.columns.map((column) => `  ${columnDefinition(column)}`);
  if (wanted.key.length > 0) lines.push(`  PRIMARY KEY (${quoteList(wanted.key)})`);
  return `CREATE TABLE IF NOT EXISTS ${quoteTable(tableName(wanted.id))} (\n${lines.join(',\n')}\n)`;
}

function columnDefinition({ name, target_type, nullable }: TargetColumn): string {
  return `${quoteIdentifier(name)} ${target_type}${nullable ? '' : ' NOT NULL'}`;
}

/** What it takes; a column that the table has beyond what is wanted stays as it is. */
export function changeTable(wanted: TargetTable, existing: ExistingTable | null): TableChange {
  const { schema, table } = tableName(wanted.id);
  return underNames(
    nameConflicts(wanted, [schema, table], existing, nameRules),
    changeUnnamed(wanted, existing),
  );
}

/** The same, whatever the names are. */
function changeUnnamed(wanted: TargetTable, existing: ExistingTable | null): TableChange {
  const name = tableName(wanted.id);
  const conflicts: string[] = [];
  if (!existing) {
    const schema = name.schema === DEFAULT_SCHEMA ? [] : [CREATE_SCHEMA + quoteIdentifier(name.schema)];
    return { action: 'create', statements: [...schema, createTable(wanted)], conflicts };
  }
  const alter = `ALTER TABLE ${quoteTable(name)}`;
  const statements: string[] = [];
  const types: Record<string, string> = {};
  for (const column of wanted.columns) {
    const quoted = quoteIdentifier(column.name);
    const there = existing.columns.find((c) => c.name === column.name);
    if (!there) {
      if (wanted.key.includes(column.name))
        conflicts.push(`${wanted.id} has no column "${column.name}", which is part of the key`);
      // Rows that are there have no value for it, whatever new ones must have.
      else statements.push(`${alter} ADD COLUMN IF NOT EXISTS ${quoted} ${column.target_type}`);
      continue;
    }
    if (!holds(there.target_type, column.target_type)) {
      const forbidden = fixedConflicts(wanted.id, column.name, `become ${column.target_type}`, there.fixedBy);
      if (holds(column.target_type, there.target_type) && forbidden.length > 0) conflicts.push(...forbidden);
      else if (holds(column.target_type, there.target_type))
        statements.push(
          `${alter} ALTER COLUMN ${quoted} TYPE ${column.target_type} USING ${quoted}::${column.target_type}`,
        );
      else
        conflicts.push(
          `column "${column.name}" of ${wanted.id} is ${there.target_type} and cannot become ${column.target_type} without loss`,
        );
    }
    if (isWider(there.target_type, column.target_type)) types[column.name] = there.target_type;
    if (column.nullable && !there.nullable && !existing.key.includes(column.name))
      statements.push(`${alter} ALTER COLUMN ${quoted} DROP NOT NULL`);
  }
  if (wanted.key.length > 0 && existing.key.length > 0 && !sameNames(wanted.key, existing.key))
    conflicts.push(
      `the primary key of ${wanted.id} is (${existing.key.join(', ')}), not (${wanted.key.join(', ')})`,
    );
  return { action: statements.length > 0 ? 'alter' : 'none', statements, conflicts, ...keptTypes(types) };
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}
