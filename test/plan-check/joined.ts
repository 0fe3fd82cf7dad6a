import { canon } from './canon.ts';
import { type SourceType, sourceTypes } from './column-types.ts';
import { JOINED_FIELD } from './conditions.ts';
import type { Places } from './definition.ts';
import type { CaseSpec } from './spec.ts';
import type { Row } from './system.ts';

/** The other table of a case whose sync joins two models. */
export const JOINED_TABLE = 'joined';
/** Its column that is joined to one of the case's table. */
export const JOINED_BY = 'ref';

/** In place of the values of a record with several partners: any of them may be sent. */
export const ANY_PARTNER = '\0any';

/** What is joined with which column, or undefined where a case joins nothing. */
export function joinOf(spec: CaseSpec) {
  const { joined, columns, source } = spec;
  if (!joined || spec.kind !== 'model') return undefined;
  const on = columns[joined.on % columns.length];
  const types = sourceTypes[source];
  const [onType, infoType] = [on && types[on.type], types[joined.type]];
  return on && onType && infoType ? { joined, on, onType, infoType } : undefined;
}

/** The statements that make the other table with its rows. */
export function joinedStatements(spec: CaseSpec, { source, from }: Places): readonly string[] {
  const join = joinOf(spec);
  if (!join) return [];
  const { joined, onType, infoType } = join;
  return [
    ...source.createTable(from, {
      name: JOINED_TABLE,
      columns: [
        { name: JOINED_BY, type: onType.type, nullable: true },
        { name: JOINED_FIELD, type: infoType.type, nullable: true },
      ],
      key: [],
    }),
    ...joined.rows.map(({ partner, value }) => insertPartner(spec, { source, from }, partner, value)),
  ];
}

/** Inserts a row that is a partner of those that have one of the values of the column that is joined. */
export function insertPartner(
  spec: CaseSpec,
  { source, from }: Pick<Places, 'source' | 'from'>,
  partner: number,
  value: number | null,
): string {
  const { on, onType, infoType } = joinOf(spec) as NonNullable<ReturnType<typeof joinOf>>;
  const by = on.isKey ? (onType.key?.(partner) ?? null) : valueAt(onType, partner);
  const literals = [
    source.literal(by, onType.family, onType.type),
    source.literal(value === null ? null : valueAt(infoType, value), infoType.family, infoType.type),
  ];
  const names = [JOINED_BY, JOINED_FIELD].map((name) => source.quote(name));
  return `INSERT INTO ${source.table(from, JOINED_TABLE)} (${names.join(', ')}) VALUES (${literals.join(', ')})`;
}

function valueAt({ values }: SourceType, at: number): string {
  return values[at % values.length] ?? '';
}

/** What somebody does to the other table. */
export function joinedChange(
  spec: CaseSpec,
  { source, from }: Places,
  what: string,
  at: number,
): readonly string[] {
  const join = joinOf(spec);
  if (!join) return [];
  const { infoType } = join;
  const table = source.table(from, JOINED_TABLE);
  const value = source.literal(valueAt(infoType, at), infoType.family, infoType.type);
  if (what === 'joined: update') return [`UPDATE ${table} SET ${source.quote(JOINED_FIELD)} = ${value}`];
  if (what === 'joined: insert') return [insertPartner(spec, { source, from }, at, at)];
  return [`DELETE FROM ${table}`];
}

/** The case's records with what the other table's partners bring. */
export function withPartners(spec: CaseSpec, rows: readonly Row[], others: readonly Row[]): readonly Row[] {
  const join = joinOf(spec);
  if (!join) return rows;
  const { on, onType } = join;
  return rows.map((row) => {
    const value = row[on.name] ?? null;
    const found = others.filter((other) => {
      const by = other[JOINED_BY] ?? null;
      return value !== null && by !== null && canon(onType.family, by) === canon(onType.family, value);
    });
    const info = found.length > 1 ? ANY_PARTNER : (found[0]?.[JOINED_FIELD] ?? null);
    return { ...row, [JOINED_FIELD]: info };
  });
}
