import type { NarrowType } from '../../../families/sql/narrowing.ts';

/** MySQL's and MariaDB's types, as column-type.ts says them, that keep not every text, time or number. */
export const narrowTypes: readonly NarrowType[] = [
  { type: /^(?:var)?char\((\d+)\)$/i, of: 'text', loses: 'texts of more than $1 characters are refused' },
  { type: /^tinytext$/i, of: 'text', loses: 'texts of more than 255 bytes are refused' },
  { type: /^text$/i, of: 'text', loses: 'texts of more than 65535 bytes are refused' },
  { type: /^mediumtext$/i, of: 'text', loses: 'texts of more than 16777215 bytes are refused' },
  { type: /^(?:enum|set)$/i, of: 'text', loses: 'text that is none of its members is refused' },
  { type: /^(uuid|inet[46])$/i, of: 'text', loses: 'text that is no valid $1 is refused' },
  {
    type: /^timestamp\((\d)\)$/i,
    of: 'time',
    loses: 'times before 1970 and from 2038 on are refused, and fractions of a second rounded to $1 digits',
  },
  {
    type: /^timestamp$/i,
    of: 'time',
    loses: 'times before 1970 and from 2038 on are refused, and others rounded to whole seconds',
  },
  { type: /^(?:datetime|time)(?: COMMENT .*)?$/i, of: 'time', loses: 'times are rounded to whole seconds' },
  {
    type: /^(?:datetime|time)\(([1-5])\)/i,
    of: 'time',
    loses: 'fractions of a second are rounded to $1 digits',
  },
  { type: /\bunsigned\b/i, of: 'number', loses: 'negative numbers are refused' },
];
