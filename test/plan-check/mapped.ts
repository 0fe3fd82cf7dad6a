import type { TablePlan } from '../../engine/api/documents.ts';
import { typeOf } from './by-hand.ts';
import { canon, type Family } from './canon.ts';
import { recordColumns } from './conditions.ts';
import { constantsOf, hiddenColumn, type Places, partlyFilled } from './definition.ts';
import type { Look } from './faults.ts';
import type { CaseSpec } from './spec.ts';
import { familyOf, type Row } from './system.ts';

/** What is known of a run whose rows are to be judged. */
export interface Ran {
  readonly spec: CaseSpec;
  readonly places: Places;
  readonly plan: TablePlan;
  readonly warnings: readonly string[];
  readonly before: Look;
  readonly after: Look;
  /** The source's rows as they were read by the run. */
  readonly source: readonly Row[];
  /** Rows of the source at the run before; undefined at the first. */
  readonly earlier: readonly Row[] | undefined;
  readonly refused: number;
}

/** A column of a target, and what of the source's records fills it. */
export interface Mapped {
  readonly from: string;
  readonly to: string;
  readonly family: Family;
  readonly isExact: boolean;
  /** Whether the target's readers cannot tell JSON's null from no value. */
  readonly hasOneNull: boolean;
  /** It must not arrive in clear. */
  readonly isHidden: boolean;
  /** What all records get in place of a value of their own. */
  readonly constant?: string | undefined;
}

/** A record's value in a column, at the source or at the target, as it is compared. */
export function canonOf(mapped: Mapped, row: Row, side: 'from' | 'to'): string | null {
  const given = side === 'from' ? mapped.constant : undefined;
  const value = canon(mapped.family, given ?? row[mapped[side]] ?? null);
  return mapped.hasOneNull && value === 'null' ? null : value;
}

/** The columns of a run's table that a field or a constant fills. */
export function mappedColumns(ran: Ran): readonly Mapped[] {
  const { spec, places, plan, after } = ran;
  const name = places.target.nameOf(places.to, plan.table);
  const is = after.rows[name] ?? [];
  const records = recordColumns(spec);
  const constants = constantsOf(spec);
  return plan.columns.flatMap((column): Mapped[] => {
    const from = records.findIndex(({ name, isJoined }) =>
      isJoined ? column.source === `joined model ${spec.seed}.${name}` : name === column.source,
    );
    const isConstant = column.source === null && constants[column.name] !== undefined;
    const record = records[from];
    if (!record && !isConstant) return [];
    const family = record ? typeOf(spec, record).family : familyOf(column.target_type);
    const isHidden = from >= 0 && from === hiddenColumn(spec);
    // No case has dates with a zero year.
    const losses = (column.lossy?.split('; ') ?? []).filter((loss) => !/zero year/.test(loss));
    const isStale =
      record?.isJoined === true && spec.joined?.enrichesOnly === true && ran.earlier !== undefined;
    const isPartly = record !== undefined && record.name === partlyFilled(spec)?.name;
    const isExact = !isHidden && losses.length === 0 && !isPartly && !isStale;
    // A column that is there may be called otherwise by its case.
    const called = Object.keys(is[0] ?? {});
    const to =
      called.find((name) => name === column.name) ??
      called.find((name) => name.toLowerCase() === column.name.toLowerCase()) ??
      column.name;
    const hasOneNull = family === 'json' && places.target.name === 'json';
    const named = record ? { from: record.name } : { from: column.name, constant: constants[column.name] };
    return [{ ...named, to, family, isExact, isHidden, hasOneNull }];
  });
}

/** Those of the columns that tell records apart. */
export function keysOf({ columns, kind }: CaseSpec, mapped: readonly Mapped[]): readonly Mapped[] {
  const keys = mapped.filter((m) => columns.some((c) => c.name === m.from && c.isKey));
  return kind === 'model' ? keys.slice(0, 1) : keys;
}
