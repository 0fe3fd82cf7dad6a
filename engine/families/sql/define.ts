import type { DefineFacet, ExistingTable, TableChange, TargetTable } from '../../contract/contract.ts';
import { keptTypes } from '../../contract/kept-types.ts';
import { nameConflicts, underNames } from '../../contract/name-conflicts.ts';
import { hasValue } from '../../contract/own-rows.ts';
import { SyncformError } from '../../kit/errors.ts';
import { shortStatement } from '../../kit/short-statement.ts';
import { targetType } from '../../types/map-types.ts';
import { sqlCommits } from './commits.ts';
import type { SqlDialect } from './dialect.ts';
import { tableNames } from './names.ts';
import { narrowing } from './narrowing.ts';
import { lookupByName } from './read-object.ts';
import type { SqlSession, SqlSystem, SqlTable } from './system.ts';
import { isRecreatedOnResync } from './table-configs.ts';

/** Makes and alters tables, statement by statement; each can be repeated. */
export function defineFacet<S extends SqlSession>(system: SqlSystem<S>): DefineFacet {
  const { dialect, sessions, bareIn } = system;
  const names = tableNames(dialect);
  const { forgetTable } = sqlCommits(dialect);
  const look = lookupByName<S, SqlTable>({
    names,
    sessions,
    describeObjects: (session, wanted) => system.describe(session, wanted),
  });
  /** What is there of an id; nothing where the system would cut the name short or complain. */
  const found = (id: string, signal: AbortSignal): Promise<SqlTable | undefined> => {
    const name = names.tableName(id, bareIn);
    return (names.nameFault(name.schema) ?? names.nameFault(name.table))
      ? Promise.resolve(undefined)
      : look(name, signal);
  };
  return {
    isRecreatedOnResync,
    tableId(name, configuration, sourceSchema) {
      const { [dialect.names.container]: schema, mirror_schemas } = configuration;
      if (mirror_schemas === true && sourceSchema !== undefined)
        return names.formatTableId({ schema: sourceSchema, table: name });
      if (typeof schema === 'string') return names.formatTableId({ schema, table: name });
      return names.formatTableId(names.parseTableId(name, bareIn) ?? { schema: bareIn, table: name });
    },
    columnType(fieldType) {
      const mapped = targetType(dialect.types, fieldType);
      if (!mapped) throw new SyncformError('unsupported', `${dialect.system} has no type for ${fieldType}`);
      return { target_type: mapped.type, ...(mapped.lossy ? { lossy: mapped.lossy } : {}) };
    },
    narrows: (there, carried) => narrowing(dialect.narrowTypes, there, carried),
    async describe(id, signal) {
      const table = await found(id, signal);
      return table && !table.isView ? existingTable(table) : null;
    },
    isView: async (id, signal) => (await found(id, signal))?.isView ?? false,
    countRows: (id, limit, signal, filled) =>
      sessions.use(signal, async (session) => {
        const from = `1 AS one FROM ${names.quoteTable(names.tableName(id, bareIn))}${hasValue(filled, dialect.quoteIdentifier)}`;
        const [row] = await session.rows(
          `SELECT count(*) FROM (${dialect.merging.first(limit, from)}) AS counted`,
        );
        return Number(row?.[0]);
      }),
    change: (wanted, existing) => changeTable(dialect, wanted, existing, bareIn),
    apply: (change, signal) =>
      sessions.use(signal, async (session) => {
        if (change.conflicts.length > 0) throw new SyncformError('invalid', change.conflicts.join('; '));
        for (const statement of change.statements)
          try {
            await session.run(statement);
          } catch (error) {
            if (!dialect.ddl.isDone(error)) throw system.statementError(shortStatement(statement), error);
          }
      }),
    drop: (id, signal) =>
      sessions.use(signal, async (session) => {
        const name = names.tableName(id, bareIn);
        if (names.nameFault(name.schema) ?? names.nameFault(name.table)) return;
        try {
          await session.run(`DROP TABLE IF EXISTS ${names.quoteTable(name)}`);
          await forgetTable(session, name);
        } catch (error) {
          throw system.statementError(`dropping ${id}`, error);
        }
      }),
  };
}

/** A table of the catalog, as a target. */
export function existingTable({ id, fields, columns }: SqlTable): ExistingTable {
  return {
    id,
    columns: columns.map(({ name, type, mapping, hasDefault, takesNoValue }, i) => ({
      name,
      type,
      target_type: mapping,
      nullable: fields[i]?.nullable ?? true,
      needsValue: fields[i]?.nullable === false && !hasDefault,
      ...(takesNoValue ? { takesNoValue } : {}),
    })),
    key: fields.filter((field) => field.is_primary_key).map(({ name }) => name),
    unique: [],
  };
}

/** What it takes; a column that the table has beyond what is wanted stays as it is. */
export function changeTable(
  dialect: SqlDialect,
  wanted: TargetTable,
  existing: ExistingTable | null,
  bareIn: string,
): TableChange {
  const { ddl, holds, quoteIdentifier, system } = dialect;
  const names = tableNames(dialect);
  const name = names.tableName(wanted.id, bareIn);
  const table = names.quoteTable(name);
  const badNames = nameConflicts(wanted, [name.schema, name.table], existing, names.nameRules);
  const conflicts: string[] = [];
  const typeOf = (column: { readonly name: string; readonly target_type: string }) =>
    wanted.key.includes(column.name)
      ? (ddl.keyType?.(column.target_type) ?? column.target_type)
      : column.target_type;
  const types: Record<string, string> = {};
  for (const column of wanted.columns)
    if (typeOf(column) !== column.target_type) types[column.name] = typeOf(column);
  if (!existing) {
    const lines = wanted.columns.map(
      (column) =>
        `  ${quoteIdentifier(column.name)} ${typeOf(column)} ${column.nullable ? 'NULL' : 'NOT NULL'}`,
    );
    if (wanted.key.length > 0) lines.push(`  PRIMARY KEY (${names.quoteList(wanted.key)})`);
    const columns = `(\n${lines.join(',\n')}\n)`;
    const create = ddl.createTable?.(table, columns) ?? `CREATE TABLE IF NOT EXISTS ${table} ${columns}`;
    const schema = name.schema === bareIn ? [] : [ddl.createSchema(name.schema)];
    return underNames(badNames, {
      action: 'create',
      statements: [...schema, create],
      conflicts,
      ...keptTypes(types),
    });
  }
  const statements: string[] = [];
  const alter = (statement: string | undefined, becomes: string, column: string) => {
    if (statement !== undefined) statements.push(statement);
    else
      conflicts.push(
        `column "${column}" of ${wanted.id} has to ${becomes}, which ${system} cannot do to a column that is there: choose another name for it`,
      );
  };
  for (const column of wanted.columns) {
    const quoted = quoteIdentifier(column.name);
    const there = existing.columns.find((c) => c.name === column.name);
    const type = typeOf(column);
    if (!there) {
      if (wanted.key.includes(column.name))
        conflicts.push(`${wanted.id} has no column "${column.name}", which is part of the key`);
      // Rows that are there have no value for it, whatever new ones must have.
      else statements.push(`ALTER TABLE ${table} ${ddl.addColumn} ${quoted} ${type} NULL`);
      continue;
    }
    if (!holds(there.target_type, type)) {
      if (holds(type, there.target_type))
        alter(
          ddl.alterType(table, quoted, there.target_type, type, there.nullable),
          `become ${type}, and is ${there.target_type}`,
          column.name,
        );
      else
        conflicts.push(
          `column "${column.name}" of ${wanted.id} is ${there.target_type} and cannot become ${type} without loss`,
        );
    } else if (!holds(type, there.target_type)) types[column.name] = there.target_type;
    else if (there.target_type === type && type !== column.target_type) types[column.name] = type;
    if (column.nullable && !there.nullable && !existing.key.includes(column.name))
      alter(ddl.dropNotNull(table, quoted, there.target_type), 'take NULL', column.name);
  }
  if (wanted.key.length > 0 && existing.key.length > 0 && !sameNames(wanted.key, existing.key))
    conflicts.push(
      `the primary key of ${wanted.id} is (${existing.key.join(', ')}), not (${wanted.key.join(', ')})`,
    );
  return underNames(badNames, {
    action: statements.length > 0 ? 'alter' : 'none',
    statements,
    conflicts,
    ...keptTypes(types),
  });
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}
