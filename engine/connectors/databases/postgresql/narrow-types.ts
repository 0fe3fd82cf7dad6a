import type { NarrowType } from '../../../families/sql/narrowing.ts';

/** Postgres's types, as format_type says them, that keep not every text or time. */
export const narrowTypes: readonly NarrowType[] = [
  { type: /^character varying\((\d+)\)$/, of: 'text', loses: 'texts of more than $1 characters are refused' },
  {
    type: /^character\((\d+)\)$/,
    of: 'text',
    loses: 'texts of more than $1 characters are refused, and shorter ones are filled with spaces',
  },
  {
    type: /^(uuid|inet|cidr|macaddr8?|interval|xml|tsvector|tsquery|jsonpath|pg_lsn|bit.*|time.* with time zone)$/,
    of: 'text',
    loses: 'text that is no valid $1 is refused',
  },
  { type: /^(?:timestamp|time)\(0\)/, of: 'time', loses: 'times are rounded to whole seconds' },
  {
    type: /^(?:timestamp|time)\(([1-5])\)/,
    of: 'time',
    loses: 'fractions of a second are rounded to $1 digits',
  },
];
