import { z } from 'zod';
import { type Capabilities, defineConnector, type FacetOf } from './contract.ts';
import { capabilitiesOf, hasFacets } from './facet.ts';

/* Most of what is tested here the compiler tests: a line after `@ts-expect-error` that it accepts is an error of its own. */

const can = {
  test: {},
  query: { canFilter: true },
  read: { canFilter: true },
  load: { takes: ['csv'], canDeleteMissing: true, canFind: true },
} as const satisfies Capabilities;

const rows = async () => ({ columns: [], offers: [] });
const fields = async () => [];
const outcome = { inserted: 0, updated: 0, deleted: 0, rejected: [] };
const next = async () => ({ what: 'whole', note: null, isExact: false }) as const;

const query: FacetOf<typeof can, 'query'> = { describe: fields, extract: rows, extractFiltered: rows };

// @ts-expect-error what is declared has to be there
const withoutFilter: FacetOf<typeof can, 'query'> = { describe: fields, extract: rows };

// @ts-expect-error what is not declared may not be there: nobody would ask for it
const undeclared: FacetOf<{ readonly query: object }, 'query'> = query;

const read: FacetOf<typeof can, 'read'> = {
  next,
  extract: async ({ filter, constants }) => {
    // @ts-expect-error constants are not declared, and so are never given
    constants?.length;
    return { columns: [], offers: [], notes: filter?.logic === undefined ? [] : [filter.logic] };
  },
};

const load: FacetOf<typeof can, 'load'> = {
  committed: async () => undefined,
  find: async () => ({ found: [], rejected: [] }),
  load: async ({ rows, deleteMissing, change }) => {
    // @ts-expect-error rows come in the formats that are declared
    void (rows.format === 'parquet');
    // @ts-expect-error a change of the table is not declared, and so is never given
    change?.statements;
    return { ...outcome, deleted: deleteMissing ? 1 : 0 };
  },
};

const base = {
  id: 'exact',
  name: 'Exact',
  description: 'For this test.',
  config: z.strictObject({ read_only: z.boolean().default(false) }),
  definitions: {},
  types: { source: [], target: [] },
} as const;
const end = { [Symbol.asyncDispose]: async () => {} };
const test_ = { test: async () => {} };

const exact = defineConnector({
  ...base,
  facets: can,
  unusable: ({ read_only }) => (read_only ? { load: 'the connection is read_only' } : {}),
  open: async () => ({ facets: { test: test_, query, read, load }, ...end }),
});

defineConnector({
  ...base,
  facets: can,
  // @ts-expect-error a facet is missing that is declared
  open: async () => ({ facets: { test: test_, query, read }, ...end }),
});

defineConnector({
  ...base,
  facets: { test: {} },
  // @ts-expect-error a facet is answered that is not declared
  open: async () => ({ facets: { test: test_, query }, ...end }),
});

defineConnector({
  ...base,
  // @ts-expect-error no capability has that name
  facets: { test: {}, query: { canFitler: true } },
  open: async () => ({ facets: { test: test_, query: { describe: fields, extract: rows } }, ...end }),
});

test('what a connector can is known without opening it, as far as its configuration lets it', () => {
  void [withoutFilter, undeclared];
  const definition = exact as unknown as Parameters<typeof capabilitiesOf>[0]['definition'];
  expect(hasFacets(exact, 'query', 'load')).toBe(true);
  expect(hasFacets(exact, 'query', 'define')).toBe(false);
  const writable = { definition, config: { read_only: false } };
  expect(capabilitiesOf(writable, 'load')).toBe(can.load);
  expect(() => capabilitiesOf(writable, 'define')).toThrow('Exact cannot have tables created in it');
  const readOnly = { definition, config: { read_only: true } };
  expect(() => capabilitiesOf(readOnly, 'load')).toThrow('the connection is read_only');
  expect(capabilitiesOf(readOnly, 'query')).toBe(can.query);
});
