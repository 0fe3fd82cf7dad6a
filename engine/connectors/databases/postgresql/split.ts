import type { Column, Relation } from '../../../contract/contract.ts';
import { statementError } from '../../../families/postgresql/failures.ts';
import type { Session, Sessions, Taken } from '../../../families/postgresql/sessions.ts';
import { clause, type Selection } from '../../../families/sql/selection.ts';
import type { SourceColumn } from '../../../families/sql/source-columns.ts';
import { csvToRelation } from '../../../movement/to-relation.ts';
import { fieldType } from '../../../types/field-type.ts';
import { naturalType } from './columns.ts';
import { copyWithin } from './copy-stream.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';

export interface SplitSelection extends Selection {
  /** The values in the engine's dialect of CSV, as the list of a SELECT. */
  readonly list: string;
  /** The columns of that list. */
  readonly yielded: readonly Column[];
  readonly splitBy: SourceColumn;
}

/** A session in a transaction that shows the moment to read, and how another keeps the table from being altered or emptied. */
export interface Moment {
  readonly taken: Taken;
  readonly lock: string;
}

/**
 * Rows that two COPY streams bring at once, each a part of them, as a relation. Both transactions have one exported
 * snapshot: what they read is of one moment, as if one statement had read it. `moment` is asked for one that is there.
 */
export function splitRelation(
  selection: SplitSelection,
  sessions: Sessions,
  moment?: () => Moment,
): Relation {
  return {
    format: 'relation',
    isStream: true,
    async attach(session, signal) {
      const taken: Taken[] = [];
      try {
        const conditions = await beginAtOneMoment(selection, sessions, taken, signal, moment?.());
        const selects: string[] = [];
        for (const [i, condition] of conditions.entries()) {
          const sql = `COPY (SELECT ${selection.list} ${clause(selection, condition)}) TO STDOUT (FORMAT csv, ENCODING 'UTF8')`;
          const part = csvToRelation(
            {
              format: 'csv',
              open: async (opened) => copyWithin(taken[i] as Taken, sql, selection.what, opened),
            },
            selection.yielded,
            () => {},
          );
          selects.push(await part.attach(session, signal));
        }
        return selects.join(' UNION ALL ');
      } catch (error) {
        for (const one of taken) one.done(error);
        throw statementError(`reading ${selection.what}`, error);
      }
    },
  };
}

const BEGIN = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';

/** Takes two sessions into transactions of one snapshot, and answers the condition of each one's part. */
async function beginAtOneMoment(
  selection: SplitSelection,
  sessions: Sessions,
  taken: Taken[],
  signal: AbortSignal,
  moment: Moment | undefined,
): Promise<readonly string[]> {
  const first = moment?.taken ?? (await sessions.take(signal));
  taken.push(first);
  if (!moment) await first.session.run(BEGIN);
  const [exported] = await first.session.rows('SELECT pg_export_snapshot()');
  const conditions = await halves(first.session, selection);
  const second = await sessions.take(signal);
  taken.push(second);
  await second.session.run(BEGIN);
  await second.session.run(`SET TRANSACTION SNAPSHOT ${quoteLiteral(exported?.[0] ?? '')}`);
  if (moment) await second.session.run(moment.lock);
  return conditions;
}

/**
 * Two conditions, exactly one of which holds of each row: below and from the middle of the column's range, where its type
 * has one; else by a hash of its text. Rows without a value belong to the first.
 */
async function halves(session: Session, selection: SplitSelection): Promise<readonly [string, string]> {
  const { splitBy } = selection;
  const name = quoteIdentifier(splitBy.name);
  const middle = middleOf(splitBy);
  if (middle) {
    const [row] = await session.rows(
      `SELECT (${middle(`min(${name})`, `max(${name})`)})::text ${clause(selection)}`,
    );
    const [value] = row ?? [];
    if (value) {
      const bound = `${quoteLiteral(value)}::${naturalType(splitBy.type)}`;
      return [`(${name} < ${bound} OR ${name} IS NULL)`, `${name} >= ${bound}`];
    }
  }
  const hash = `hashtextextended(${name}::text, 0)`;
  return [`(${hash} >= 0 OR ${name} IS NULL)`, `${hash} < 0`];
}

function middleOf({ type }: SourceColumn): ((low: string, high: string) => string) | undefined {
  switch (fieldType(type).kind) {
    case 'smallint':
    case 'int':
    case 'bigint':
      return (low, high) => `${low} + trunc((${high}::numeric - ${low}::numeric) / 2)`;
    case 'date':
    case 'datetime':
    case 'datetime_tz':
      return (low, high) =>
        `CASE WHEN isfinite(${low}) AND isfinite(${high}) THEN ${low} + (${high} - ${low}) / 2 END`;
    default:
      return undefined;
  }
}
