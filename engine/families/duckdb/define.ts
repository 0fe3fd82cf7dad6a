import type { ExistingTable, FacetOf, TableChange, TargetTable } from '../../contract/contract.ts';
import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { lacksOf } from '../../contract/existing-rules.ts';
import { nameConflicts, underNames } from '../../contract/name-conflicts.ts';
import { hasValue } from '../../contract/own-rows.ts';
import { SyncformError } from '../../kit/errors.ts';
import { quoteIdentifier, quoteLiteral } from '../../kit/sql.ts';
import { toText } from '../../movement/csv-dialect.ts';
import { fieldType } from '../../types/field-type.ts';
import { sourceType } from '../../types/map-types.ts';
import { type Altering, alteredTable } from '../sql/change-table.ts';
import { columnTypes } from '../sql/column-type.ts';
import { narrowing } from '../sql/narrowing.ts';
import { tableIds } from '../sql/table-ids.ts';
import type { duckdbCapabilities } from './capabilities.ts';
import { CREATE_SCHEMA, defineAlone, dropTable, inTransaction } from './change-table.ts';
import { forgetTable } from './commits.ts';
import type { DuckdbDatabase } from './database.ts';
import { fieldOf } from './fields.ts';
import {
  DEFAULT_SCHEMA,
  formatTableId,
  nameRules,
  parseTableId,
  qualifyTable,
  quoteTable,
  tableName,
} from './names.ts';
import { narrowTypes } from './narrow-types.ts';
import { describeColumns, isView, keyComment, keysOf } from './objects.ts';
import { type RuledColumn, ruledColumns, type TableRules, tableIndexes, tableRules } from './table-rules.ts';
import { duckdbTypes, typeName } from './types.ts';
import { holds } from './widening.ts';

/*
 * A table that is made here has no PRIMARY KEY constraint, although its key's columns are NOT NULL and its rows unique:
 * loading keeps them so (see load.ts). The constraint's index must fit into memory whole, whatever the memory limit, and
 * makes replacing a million rows 2.4 times as slow. The key is kept in the table's comment instead, from where it is
 * found again; a constraint that a table brings along is honoured anyway.
 */

/** Makes and alters tables of a DuckDB file. Everything that `apply` does is one transaction. */
export function defineFacet(database: DuckdbDatabase): FacetOf<typeof duckdbCapabilities, 'define'> {
  return {
    tableId: tableIds({ formatTableId, parseTableId }, { container: 'schema' }, DEFAULT_SCHEMA),
    sameTable: async (id) => id.toLowerCase(),
    columnType,
    narrows: (there, carried) => narrowing(narrowTypes, there, carried),
    async describe(id, signal) {
      const table = await database.reading(signal, (session, catalog) => describeTable(session, catalog, id));
      return table ? { ...table, ...lacksOf((await database.writeConflicts?.()) ?? []) } : null;
    },
    creationConflicts: async () => (await database.writeConflicts?.()) ?? [],
    isView: async (id, signal) =>
      (await database.reading(signal, (session, catalog) => isView(session, catalog, tableName(id)))) ===
      true,
    countRows: async (id, limit, signal, filled) =>
      (await database.reading(signal, async (session, catalog) => {
        const [row] = await session.all(
          `SELECT count(*) FROM (FROM ${qualifyTable(catalog, tableName(id))}${hasValue(filled, quoteIdentifier)} LIMIT ${limit})`,
        );
        return Number(row?.[0]);
      })) ?? 0,
    change: changeTable,
    async apply({ statements, conflicts, drops }, signal) {
      if (conflicts.length > 0) throw new SyncformError('invalid', conflicts.join('; '));
      if (statements.length === 0) return;
      await database.writing(signal, async (session, catalog) => {
        const wanted = statements.map((statement) => unambiguous(statement, catalog));
        if (drops === undefined) await defineAlone(session, wanted);
        else
          await inTransaction(session, async () => {
            await dropTable(session, catalog, tableName(drops));
            for (const statement of wanted) await session.run(statement);
          });
      });
    },
    async drop(id, signal) {
      // A file that is not there is not made for it.
      if ((await database.reading(signal, async () => true)) === undefined) return;
      await database.writing(signal, async (session, catalog) => {
        const name = tableName(id);
        if (!(await describeTable(session, catalog, id))) return;
        await defineAlone(session, [`DROP TABLE IF EXISTS ${qualifyTable(catalog, name)}`]);
        await forgetTable(session, catalog, name);
      });
    },
  };
}

/**
 * A statement that `change` gave, for a database whose own name is one of its schemas' (sales.duckdb with a schema
 * sales): DuckDB would refuse "sales"."orders" there as ambiguous. Plans do not know the name under which a file will be
 * attached, and nothing else in the statements can look like a quoted name with a dot behind it.
 */
function unambiguous(statement: string, catalog: string): string {
  const pattern = catalog.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return statement.replace(new RegExp(`${pattern}\\.`, 'gi'), (schema) => `${catalog}.${schema}`);
}

/** DuckDB's type for a field type. */
export const columnType = columnTypes(nameRules.system, duckdbTypes);

const GENERATED = { because: 'is generated from other columns', wayOut: 'leave it out of the fields' };

/** The table as it is, or undefined. */
export async function describeTable(
  session: DuckdbSession,
  catalog: string,
  id: string,
): Promise<ExistingTable | undefined> {
  const name = tableName(id);
  const columns = await describeColumns(session, qualifyTable(catalog, name));
  const keys = columns && (await keysOf(session, catalog, name));
  if (!keys) return undefined;
  const ruled = new Map((await ruledColumns(session, catalog, name)).map((column) => [column.name, column]));
  const rules = await tableRules(session, catalog, name);
  const { checks, references, referencedBy } = rules;
  const [reference] = referencedBy;
  const [index] = await tableIndexes(session, catalog, name);
  const fixedBy = reference ? `a foreign key of ${reference.id}` : index && `the index "${index}"`;
  return {
    id: formatTableId(name),
    columns: columns.map((column) => ({
      name: column.name,
      type: fieldOf(column.name, column.type, true, false).type,
      target_type: column.type,
      nullable: column.nullable,
      ...(ruled.get(column.name)?.isGenerated ? { takesNoValue: GENERATED } : {}),
      needsValue: !column.nullable && ruled.get(column.name)?.initial === undefined,
      ...fixed(column.name, rules, ruled),
    })),
    ...(fixedBy === undefined ? {} : { fixedBy }),
    rules: [
      ...checks.map(({ text, columns: of }) => ({ text, columns: of })),
      ...references.map(({ columns: of, id: other, others }) => ({
        text: `FOREIGN KEY (${of.join(', ')}) REFERENCES ${other} (${others.join(', ')})`,
        columns: of,
      })),
    ],
    ...keys,
  };
}

/** What keeps a column's type from being changed. */
function fixed(
  name: string,
  { checks, unique, references }: TableRules,
  columns: ReadonlyMap<string, RuledColumn>,
): Pick<ExistingTable['columns'][number], 'fixedBy'> {
  const has = (names: readonly string[]) => names.includes(name);
  if (unique.some(has)) return { fixedBy: 'a PRIMARY KEY or UNIQUE constraint' };
  if (checks.some((check) => has(check.columns))) return { fixedBy: 'a CHECK constraint' };
  if (references.some((reference) => has(reference.columns))) return { fixedBy: 'a FOREIGN KEY' };
  const mentions = new RegExp(
    `(?<![\\w"])(${RegExp.escape(name)}|${RegExp.escape(quoteIdentifier(name))})(?![\\w"])`,
  );
  const generated = [...columns.values()].find((c) => c.isGenerated && mentions.test(c.initial ?? ''));
  return generated ? { fixedBy: `the generated column "${generated.name}"` } : {};
}

const tableOf = (wanted: TargetTable) => quoteTable(tableName(wanted.id));

function createTable(wanted: TargetTable): string {
  const columns = wanted.columns.map(
    ({ name, target_type, nullable }) =>
      `  ${columnDefinition(quoteIdentifier(name), target_type, nullable)}`,
  );
  return `CREATE TABLE IF NOT EXISTS ${tableOf(wanted)} (\n${columns.join(',\n')}\n)`;
}

function columnDefinition(quoted: string, type: string, isNullable: boolean): string {
  return `${quoted} ${type}${isNullable ? '' : ' NOT NULL'}`;
}

function nameKey(wanted: TargetTable): string[] {
  if (wanted.key.length === 0) return [];
  return [`COMMENT ON TABLE ${tableOf(wanted)} IS ${quoteLiteral(keyComment(wanted.key))}`];
}

/** What has a column that becomes text written as everywhere (NaN, 0044-03-15 BC), where DuckDB has other words. */
function inDialect(column: string, from: string): string {
  const text = toText(column, fieldType(sourceType(duckdbTypes, typeName(from)).type));
  return text === column || text === `CAST(${column} AS VARCHAR)` ? '' : ` USING ${text}`;
}

const altering: Altering = {
  system: 'DuckDB',
  quoteIdentifier,
  fold: nameRules.fold,
  holds,
  keyWord: 'key',
  ddl: {
    column: columnDefinition,
    addColumn: 'ADD COLUMN IF NOT EXISTS',
    alterType: (table, column, from, to) =>
      `ALTER TABLE ${table} ALTER COLUMN ${column} SET DATA TYPE ${to}${to === 'VARCHAR' ? inDialect(column, from) : ''}`,
    dropNotNull: (table, column) => `ALTER TABLE ${table} ALTER COLUMN ${column} DROP NOT NULL`,
  },
};

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
  const { schema } = tableName(wanted.id);
  if (!existing) {
    const statements = [
      ...(schema === DEFAULT_SCHEMA ? [] : [CREATE_SCHEMA + quoteIdentifier(schema)]),
      createTable(wanted),
      ...nameKey(wanted),
    ];
    return { action: 'create', statements, conflicts: [] };
  }
  return alteredTable(altering, tableOf(wanted), wanted, existing);
}
