import { canon } from './canon.ts';
import { joinTypes, type SourceType, sourceTypes } from './column-types.ts';
import { isNameable, JOINED_FIELD } from './conditions.ts';
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
  const [onType, infoType] = [on && sourceTypes[source][on.type], sourceTypes[joined.source][joined.type]];
  if (!on || !onType || !infoType) return undefined;
  if (joined.source === source) return { joined, on, onType, infoType, byType: onType.type };
  const byType = isNameable(spec, onType) ? joinTypes[joined.source][onType.family] : undefined;
  return byType === undefined ? undefined : { joined, on, onType, infoType, byType };
}

/** The statements that make the other table with its rows. */
export function joinedStatements(spec: CaseSpec, { other }: Places): readonly string[] {
  const join = joinOf(spec);
  if (!join) return [];
  const { joined, byType, infoType } = join;
  return [
    ...other.system.createTable(other.place, {
      name: JOINED_TABLE,
      columns: [
        { name: JOINED_BY, type: byType, nullable: true },
        { name: JOINED_FIELD, type: infoType.type, nullable: true },
      ],
      key: [],
    }),
    ...joined.rows.map(({ partner, value }) => insertPartner(spec, other, partner, value)),
  ];
}

/** Inserts a row that is a partner of those that have one of the values of the column that is joined. */
export function insertPartner(
  spec: CaseSpec,
  { system, place }: Places['other'],
  partner: number,
  value: number | null,
): string {
  const { on, onType, byType, infoType } = joinOf(spec) as NonNullable<ReturnType<typeof joinOf>>;
  const by = on.isKey ? (onType.key?.(partner) ?? null) : valueAt(onType, partner);
  const literals = [
    system.literal(by, onType.family, byType),
    system.literal(value === null ? null : valueAt(infoType, value), infoType.family, infoType.type),
  ];
  const names = [JOINED_BY, JOINED_FIELD].map((name) => system.quote(name));
  return `INSERT INTO ${system.table(place, JOINED_TABLE)} (${names.join(', ')}) VALUES (${literals.join(', ')})`;
}

function valueAt({ values }: SourceType, at: number): string {
  return values[at % values.length] ?? '';
}

/** What somebody does to the other table. */
export function joinedChange(spec: CaseSpec, { other }: Places, what: string, at: number): readonly string[] {
  const join = joinOf(spec);
  if (!join) return [];
  const { infoType } = join;
  const { system, place } = other;
  const table = system.table(place, JOINED_TABLE);
  const value = system.literal(valueAt(infoType, at), infoType.family, infoType.type);
  if (what === 'joined: update') return [`UPDATE ${table} SET ${system.quote(JOINED_FIELD)} = ${value}`];
  if (what === 'joined: insert') return [insertPartner(spec, other, at, at)];
  return [`DELETE FROM ${table}`];
}

/** A record of the case with what the other table's partners bring: as many as it has partners, or one. */
export function withPartners(spec: CaseSpec, row: Row, others: readonly Row[]): readonly Row[] {
  const join = joinOf(spec);
  if (!join) return [row];
  const { on, onType } = join;

  const value = row[on.name] ?? null;
  const found = others.filter((other) => {
    const by = other[JOINED_BY] ?? null;
    return value !== null && by !== null && canon(onType.family, by) === canon(onType.family, value);
  });
  return (found.length > 0 ? found : [{}]).map((one: Row) => ({
    ...row,
    [JOINED_FIELD]: one[JOINED_FIELD] ?? null,
  }));
}

/** What may be sent of a record with these partners: one of them, so that where they differ nobody knows the value. */
export function anyOf(pairs: readonly Row[]): readonly Row[] {
  const [first] = pairs;
  if (!first) return [];
  const values = Object.entries(first).map(([name, value]) => [
    name,
    pairs.every((pair) => pair[name] === value) ? value : ANY_PARTNER,
  ]);
  return [Object.fromEntries(values)];
}
