import type { DefineFacet, ExistingTable, FacetOf } from '../../contract/contract.ts';
import { hasValue } from '../../contract/own-rows.ts';
import type { sqlCapabilities } from './capabilities.ts';
import { carryOut, type Definer, dropTable } from './carry-out.ts';
import { changeTable } from './change-table.ts';
import { columnTypes } from './column-type.ts';
import type { CommitSession } from './commits.ts';
import type { DefiningDialect } from './dialect.ts';
import { type TableName, tableNames } from './names.ts';
import { narrowing } from './narrowing.ts';
import { lookupByName } from './read-object.ts';
import type { SessionPool } from './session-pool.ts';
import type { SqlSession, SqlSystem, SqlTable } from './system.ts';
import { tableIds } from './table-ids.ts';

/** What there is of a name: the table, or null; views are none. */
export interface FoundTable {
  readonly table: ExistingTable | null;
  readonly isView: boolean;
  /** Why the user can make no table of that name, as sentences, where there is none and it is known. */
  readonly unmakable: readonly string[];
}

/** What makes and alters tables, of a system whose catalog answers questions of its own. */
export interface DefiningSystem<S extends CommitSession> extends Definer {
  readonly dialect: DefiningDialect;
  readonly sessions: SessionPool<S>;
  look(name: TableName, signal: AbortSignal): Promise<FoundTable>;
}

const NOTHING: FoundTable = { table: null, isView: false, unmakable: [] };

/** Makes and alters tables: in one transaction where the system can, else statement by statement, each of which can be repeated. */
export function definingFacet<S extends CommitSession>(system: DefiningSystem<S>) {
  const { dialect, sessions, bareIn } = system;
  const names = tableNames(dialect);
  const { transaction } = dialect.ddl;
  const first = dialect.merging?.first ?? ((count, rest) => `SELECT ${rest} LIMIT ${count}`);
  /** Of names that were no table's, whether they were a view's, and why none can be made of them: asked next, and known already. */
  const [views, unmakable] = [new Map<string, boolean>(), new Map<string, readonly string[]>()];
  /** Whether a name is none that the system has: it would cut the name short, take another table for it, or complain. */
  const isFaulty = ({ schema, table }: TableName) =>
    (names.nameFault(schema) ?? names.nameFault(table)) !== undefined;
  const look = async (id: string, signal: AbortSignal) => {
    const name = names.tableName(id, bareIn);
    return isFaulty(name) ? NOTHING : system.look(name, signal);
  };
  /** What was noted of an id, once; else what is there now. */
  const noted = <T>(of: Map<string, T>, id: string, found: () => Promise<T>) => {
    const known = of.get(id);
    of.delete(id);
    return known === undefined ? found() : Promise.resolve(known);
  };
  return {
    tableId: tableIds(names, dialect.names, bareIn),
    columnType: columnTypes(dialect.system, dialect.types),
    narrows: (there, carried) => narrowing(dialect.narrowTypes, there, carried),
    async describe(id, signal) {
      const { table, isView, unmakable: reasons } = await look(id, signal);
      if (table) {
        views.delete(id);
        unmakable.delete(id);
      } else {
        views.set(id, isView);
        unmakable.set(id, reasons);
      }
      return table;
    },
    isView: (id, signal) => noted(views, id, async () => (await look(id, signal)).isView),
    creationConflicts: (id, signal) => noted(unmakable, id, async () => (await look(id, signal)).unmakable),
    countRows: (id, limit, signal, filled) =>
      sessions.use(signal, async (session) => {
        const from = `1 AS one FROM ${names.quoteTable(names.tableName(id, bareIn))}${hasValue(filled, dialect.quoteIdentifier)}`;
        const [row] = await session.rows(`SELECT count(*) FROM (${first(limit, from)}) AS counted`);
        return Number(row?.[0]);
      }),
    change: (wanted, existing) => changeTable(dialect, wanted, existing, bareIn),
    apply: (change, signal) =>
      sessions.use(signal, async (session) => {
        if (transaction) {
          await session.run(transaction.begin);
          await session.run(transaction.lock);
        }
        await carryOut(system, session, change);
        if (transaction) await session.run(transaction.commit);
      }),
    drop: (id, signal) =>
      sessions.use(signal, async (session) => {
        const name = names.tableName(id, bareIn);
        if (isFaulty(name)) return;
        if (transaction) await session.run(transaction.begin);
        await dropTable(system, session, id);
        if (transaction) await session.run(transaction.commit);
      }),
  } satisfies DefineFacet;
}

/** The same of a system whose catalog the family knows; what a user may make it does not tell. */
export function defineFacet<S extends SqlSession>(
  system: SqlSystem<S>,
): FacetOf<typeof sqlCapabilities, 'define'> {
  const look = lookupByName<S, SqlTable>({
    names: tableNames(system.dialect),
    sessions: system.sessions,
    describeObjects: (session, wanted) => system.describe(session, wanted),
  });
  const { creationConflicts: _, ...facet } = definingFacet({
    ...system,
    async look(name, signal) {
      const found = await look(name, signal);
      if (!found) return NOTHING;
      if (found.isView) return { ...NOTHING, isView: true };
      const rules = await system.sessions.use(signal, async (s) => system.rulesOf?.(s, found.table));
      return { ...NOTHING, table: { ...existingTable(found), ...rules } };
    },
  });
  return facet;
}

/** A table of the catalog, as a target. */
export function existingTable({ id, fields, columns }: SqlTable): ExistingTable {
  return {
    id,
    columns: columns.map(({ name, type, mapping, hasDefault, takesNoValue, fixedBy }, i) => ({
      name,
      type,
      target_type: mapping,
      nullable: fields[i]?.nullable ?? true,
      needsValue: fields[i]?.nullable === false && !hasDefault,
      ...(takesNoValue ? { takesNoValue } : {}),
      ...(fixedBy ? { fixedBy } : {}),
    })),
    key: fields.filter((field) => field.is_primary_key).map(({ name }) => name),
    unique: [],
  };
}
