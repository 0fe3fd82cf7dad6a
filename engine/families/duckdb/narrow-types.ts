import type { NarrowType } from '../sql/narrowing.ts';

/** DuckDB's types that keep not every text, time or number. */
export const narrowTypes: readonly NarrowType[] = [
  {
    type: /^(UUID|INTERVAL|BIT|TIME WITH TIME ZONE)$/,
    of: 'text',
    loses: 'text that is no valid $1 is refused',
  },
  { type: /^ENUM\(/, of: 'text', loses: 'text that is none of its members is refused' },
  { type: /^TIMESTAMP_S$/, of: 'time', loses: 'times are rounded to whole seconds' },
  { type: /^TIMESTAMP_MS$/, of: 'time', loses: 'fractions of a second are rounded to 3 digits' },
  { type: /^TIMESTAMP_NS$/, of: 'time', loses: 'times before 1677 and after 2262 are refused' },
  { type: /^U(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?$/, of: 'number', loses: 'negative numbers are refused' },
];
