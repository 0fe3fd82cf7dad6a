import type { ConnectorDefinition } from '../engine/contract/contract.ts';
import { scalarTypeNames } from '../engine/types/field-type.ts';
import { targetType } from '../engine/types/map-types.ts';
import { generatedNotice } from './connector-page.ts';
import { markdownTable } from './markdown-table.ts';

/** What each field type holds; the record makes the compiler miss none. */
const MEANINGS: Readonly<Record<(typeof scalarTypeNames)[number], string>> = {
  string: 'text, Unicode',
  boolean: 'true or false',
  smallint: 'an integer of 16 bits',
  int: 'an integer of 32 bits',
  bigint: 'an integer of 64 bits',
  number: 'a decimal number of any precision',
  single: 'IEEE 754, 32 bits',
  double: 'IEEE 754, 64 bits',
  date: 'a day',
  time: 'a time of day, to the microsecond, without a zone',
  datetime: 'a date and time, to the microsecond, without a zone',
  datetime_tz: 'an instant, to the microsecond',
  json: 'any JSON value',
  jsonarray: 'a JSON array',
  'object{}': 'a JSON object',
  binary: 'bytes',
};

const COMPOSITE = [
  ['decimal(18,4)', 'a decimal number of a fixed precision and scale'],
  ['array<string>', 'a list of elements of one type'],
] as const;

/** The field types and what each becomes in every system that takes rows, in Markdown. */
export function typesPage(connectors: Iterable<ConnectorDefinition>): string {
  const targets = [...connectors].filter(({ types }) => types.target.length > 0);
  const types = [...scalarTypeNames.map((name) => [name, MEANINGS[name]] as const), ...COMPOSITE];
  const rows = types.map(([type, meaning]) => [
    `\`${type}\``,
    meaning,
    ...targets.map(({ types }) => {
      const mapped = targetType(types, type);
      return mapped ? `\`${mapped.type}\`${mapped.lossy ? ` (loses ${mapped.lossy})` : ''}` : '–';
    }),
  ]);
  return `${generatedNotice}

# Field types

The one list through which every system's types pass. A value crosses exactly, or the plan says by name which column
cannot be kept and what it loses. How a system's own types are read is on its page under [connectors](connectors/).

${markdownTable(['Field type', 'Holds', ...targets.map(({ name }) => `in ${name}`)], rows)}
`;
}
