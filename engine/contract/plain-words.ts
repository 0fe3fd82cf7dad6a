import type { z } from 'zod';

/** What a user calls a value of one of zod's types. */
const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'a map',
};

/** What a text of one of zod's formats is. */
const FORMATS: Readonly<Record<string, string>> = {
  url: 'an address such as https://example.com',
  email: 'an e-mail address',
  uuid: 'a UUID',
  regex: 'of the form that its description names',
};

/** A fault of a setting in plain words, as the end of a sentence that begins with its name; zod's words reach no user. */
export function plainWords(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? 'is required'
        : `has to be ${TYPES[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `has to be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return bound(issue.origin, 'at least', issue.minimum);
    case 'too_big':
      return bound(issue.origin, 'at most', issue.maximum);
    case 'invalid_format':
      return `has to be ${FORMATS[issue.format] ?? FORMATS.regex}`;
    case 'not_multiple_of':
      return `has to be a multiple of ${issue.divisor}`;
    case 'invalid_key':
      return 'has a key that is not allowed';
    default:
      return 'is not a value that this setting can have';
  }
}

function bound(origin: string, words: 'at least' | 'at most', limit: number | bigint): string {
  const isOne = Number(limit) === 1;
  if (origin === 'string')
    return isOne && words === 'at least'
      ? 'must not be empty'
      : `has to have ${words} ${limit} character${isOne ? '' : 's'}`;
  if (origin === 'array' || origin === 'set' || origin === 'map')
    return `has to have ${words} ${limit} element${isOne ? '' : 's'}`;
  return `has to be ${words} ${limit}`;
}
