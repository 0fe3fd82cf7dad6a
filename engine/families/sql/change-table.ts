import type { ExistingTable, TableChange, TargetTable } from '../../contract/contract.ts';
import { fixedConflicts } from '../../contract/existing-rules.ts';
import { keptTypes } from '../../contract/kept-types.ts';
import { nameConflicts, underNames } from '../../contract/name-conflicts.ts';
import type { DdlOfDialect, DefiningDialect, ExistingColumn } from './dialect.ts';
import { tableNames } from './names.ts';

/** What it takes to have a table as wanted; a column that it has beyond that stays as it is. A bare name is in `bareIn`. */
export function changeTable(
  dialect: DefiningDialect,
  wanted: TargetTable,
  existing: ExistingTable | null,
  bareIn: string | undefined,
): TableChange {
  const { nameRules, tableName, quoteTable } = tableNames(dialect);
  const name = tableName(wanted.id, bareIn);
  return underNames(
    nameConflicts(wanted, [name.schema, name.table], existing, nameRules),
    existing
      ? alteredTable({ ...dialect, fold: nameRules.fold }, quoteTable(name), wanted, existing)
      : newTable(dialect, wanted, bareIn),
  );
}

/** How a table that is there is altered: what also a system says whose other statements are of its own. */
export interface Altering {
  /** For people: "Postgres". */
  readonly system: string;
  quoteIdentifier(name: string): string;
  /** A text that is the same of two names where they are one name. */
  fold(name: string): string;
  /** Whether a column of type `wide` keeps every value of type `narrow` exactly. */
  holds(wide: string, narrow: string): boolean;
  /** Whether a column of a type can become one of another without loss. Absent: where the other holds it. */
  canBecome?(from: string, to: string): boolean;
  /** What a key is to the system. Absent: a primary key. */
  readonly keyWord?: 'key';
  readonly ddl: Pick<
    DdlOfDialect,
    'column' | 'keyType' | 'unusable' | 'isBound' | 'addColumn' | 'alterType' | 'dropNotNull' | 'redefine'
  >;
}

type Typed = Pick<TargetTable['columns'][number], 'name' | 'target_type'>;

/** The types that the wanted columns have, which are others in a key that bounds them. */
function typesIn({ ddl }: Pick<Altering, 'ddl'>, { columns, key }: TargetTable): (column: Typed) => string {
  const typesOfKey = columns.filter((c) => key.includes(c.name)).map((c) => c.target_type);
  return ({ name, target_type }) =>
    key.includes(name) ? (ddl.keyType?.(target_type, typesOfKey) ?? target_type) : target_type;
}

function definitionsOf({ ddl, quoteIdentifier }: Pick<Altering, 'ddl' | 'quoteIdentifier'>) {
  const column: NonNullable<typeof ddl.column> =
    ddl.column ?? ((quoted, type, isNullable) => `${quoted} ${type} ${isNullable ? 'NULL' : 'NOT NULL'}`);
  return (name: string, type: string, isNullable: boolean) => column(quoteIdentifier(name), type, isNullable);
}

function newTable(dialect: DefiningDialect, wanted: TargetTable, bareIn: string | undefined): TableChange {
  const { ddl } = dialect;
  const { tableName, quoteTable, quoteList } = tableNames(dialect);
  const name = tableName(wanted.id, bareIn);
  const table = quoteTable(name);
  const typeOf = typesIn(dialect, wanted);
  const definition = definitionsOf(dialect);
  const tooLarge = ddl.tooLarge?.(wanted.columns.map(typeOf));
  const lines = wanted.columns.map(
    (c) => `  ${definition(c.name, typeOf(c), c.nullable && !wanted.key.includes(c.name))}`,
  );
  const key = quoteList(wanted.key);
  if (wanted.key.length > 0) lines.push(`  ${ddl.primaryKey?.(key) ?? `PRIMARY KEY (${key})`}`);
  const columns = `(\n${lines.join(',\n')}\n)${ddl.storedAs?.(wanted.key.map(dialect.quoteIdentifier)) ?? ''}`;
  const bounded = wanted.columns.filter((c) => typeOf(c) !== c.target_type);
  return {
    action: 'create',
    statements: [
      ...(name.schema === bareIn ? [] : [ddl.createSchema(name.schema)]),
      ddl.createTable?.(table, columns) ?? `CREATE TABLE IF NOT EXISTS ${table} ${columns}`,
    ],
    conflicts:
      tooLarge === undefined
        ? []
        : [`${wanted.id} would have ${wanted.columns.length} columns, ${tooLarge}: choose fewer fields`],
    ...keptTypes(Object.fromEntries(bounded.map((c) => [c.name, typeOf(c)]))),
  };
}

/** What it takes to have a table that is there as wanted, whatever the names are. */
export function alteredTable(
  system: Altering,
  table: string,
  wanted: TargetTable,
  existing: ExistingTable,
): TableChange {
  const { ddl, holds, fold, canBecome = (from, to) => holds(to, from), keyWord = 'primary key' } = system;
  const typeOf = typesIn(system, wanted);
  const definition = definitionsOf(system);
  const unusable = ddl.unusable?.(existing, table);
  const conflicts = unusable === undefined ? [] : [unusable];
  const statements: string[] = [];
  const types: Record<string, string> = {};
  for (const column of wanted.columns) {
    const there = existing.columns.find((c) => fold(c.name) === fold(column.name));
    const type = typeOf(column);
    if (!there) {
      if (wanted.key.includes(column.name))
        conflicts.push(`${wanted.id} has no column "${column.name}", which is part of the key`);
      // Rows that are there have no value for it, whatever new ones must have.
      else
        statements.push(
          `ALTER TABLE ${table} ${ddl.addColumn} ${definition(column.name, column.target_type, true)}`,
        );
      continue;
    }
    const isBound = ddl.isBound?.(existing, there, type) ?? false;
    const fits = isBound || holds(there.target_type, type);
    if (fits && (isBound || !holds(type, there.target_type))) types[column.name] = there.target_type;
    else if (type !== column.target_type) types[column.name] = type;
    const takesNull = column.nullable && !there.nullable && !existing.key.includes(there.name);
    if (fits && !takesNull) continue;
    const forbidden = [
      ...(fits
        ? []
        : fixedConflicts(wanted.id, column.name, `become ${type}`, existing.fixedBy ?? there.fixedBy)),
      ...(takesNull ? fixedConflicts(wanted.id, column.name, 'take NULL', existing.fixedBy) : []),
    ];
    if (!fits && !canBecome(there.target_type, type))
      conflicts.push(
        `column "${column.name}" of ${wanted.id} is ${there.target_type} and cannot become ${type} without loss`,
      );
    else if (forbidden.length > 0) conflicts.push(...forbidden);
    else {
      const to = { type: fits ? undefined : type, takesNull };
      const altered = alteredColumn(system, table, there, to);
      statements.push(...altered.statements);
      conflicts.push(
        ...altered.faults.map((fault) => `column "${column.name}" of ${wanted.id} has to ${fault}`),
      );
    }
  }
  if (
    wanted.key.length > 0 &&
    existing.key.length > 0 &&
    !areSame(wanted.key.map(fold), existing.key.map(fold))
  )
    conflicts.push(
      `the ${keyWord} of ${wanted.id} is (${existing.key.join(', ')}), not (${wanted.key.join(', ')})`,
    );
  return { action: statements.length > 0 ? 'alter' : 'none', statements, conflicts, ...keptTypes(types) };
}

/** What gives a column another type, lets it be NULL, or both; and what the system cannot do of it, as ends of a sentence. */
function alteredColumn(
  { ddl, quoteIdentifier, system }: Altering,
  table: string,
  there: ExistingColumn,
  { type, takesNull }: { readonly type: string | undefined; readonly takesNull: boolean },
): { readonly statements: readonly string[]; readonly faults: readonly string[] } {
  if (ddl.redefine) {
    const answer = ddl.redefine(table, there, { type, isNullable: there.nullable || takesNull });
    if ('statement' in answer) return { statements: [answer.statement], faults: [] };
    const becomes = [...(type === undefined ? [] : [`become ${type}`]), ...(takesNull ? ['take NULL'] : [])];
    return { statements: [], faults: [`${becomes.join(' and ')}, ${answer.but}`] };
  }
  const column = quoteIdentifier(there.name);
  const parts: (readonly [statement: string | undefined, becomes: string])[] = [];
  if (type !== undefined)
    parts.push([
      ddl.alterType?.(table, column, there.target_type, type, there.nullable),
      `become ${type}, and is ${there.target_type}`,
    ]);
  if (takesNull) parts.push([ddl.dropNotNull?.(table, column, type ?? there.target_type), 'take NULL']);
  return {
    statements: parts.map(([statement]) => statement).filter((statement) => statement !== undefined),
    faults: parts
      .filter(([statement]) => statement === undefined)
      .map(
        ([, becomes]) =>
          `${becomes}, which ${system} cannot do to a column that is there: choose another name for it`,
      ),
  };
}

function areSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}
