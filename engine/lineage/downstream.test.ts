import { downstreamOf, downstreamSentences } from './downstream.ts';
import type { Flow, Graph } from './graph.ts';

const flow = (id: string, over: Partial<Flow>): Flow => ({
  type: 'sync',
  id,
  name: id,
  reads: new Map(),
  fills: [],
  records: null,
  ...over,
});
const reading = (model: string, ...fields: string[]) => new Map([[model, new Set(fields)]]);
const model = (id: string, place: string, configuration: object) => ({ id, place, configuration });
const graph = {
  models: [
    model('orders', 'shop', { table: 'public.orders' }),
    model('totals', 'lake', { query: 'SELECT * FROM Totals t' }),
    model('elsewhere', 'shop', { query: 'SELECT * FROM totals' }),
    model('longer', 'lake', { query: 'SELECT * FROM totals_of_all' }),
  ],
  bulkSyncs: [
    { id: 'archive', place: 'crm', schemas: [{ id: 'public.accounts' }] },
    { id: 'off', place: 'crm', schemas: [{ id: 'public.accounts', enabled: false }] },
  ],
  flows: [
    flow('to lake', {
      reads: reading('orders', 'id', 'total'),
      fills: [{ place: 'lake', table: 'main.totals' }],
      records: 12000,
    }),
    flow('other fields', { reads: reading('orders', 'id', 'name') }),
    flow('to crm', {
      reads: reading('totals', 'id'),
      fills: [{ place: 'crm', table: 'public.accounts' }],
      records: 1,
    }),
    flow('not reached', { reads: reading('elsewhere', 'id') }),
    flow('not it either', { reads: reading('longer', 'id') }),
    flow('archive', { type: 'bulk_sync', fills: [{ place: 'lake', table: 'main.totals' }] }),
    flow('off', { type: 'bulk_sync' }),
  ],
  placeOf: (id: string) => id,
} as unknown as Graph;

test('a changed field names the syncs that use it, and those behind their tables, once each, also around a circle', () => {
  const found = downstreamOf({ model_id: 'orders', fields: ['total'] }, graph);
  expect(found.map(({ name }) => name)).toEqual(['to lake', 'to crm', 'archive']);
  expect(downstreamSentences(found)).toEqual([
    'sync "to lake" reads it (total): up to 12,000 records may be sent again',
    'sync "to crm" reads it through main.totals, which "to lake" fills: up to 1 record may be sent again',
    'bulk sync "archive" reads it through main.totals, which "to lake" fills, through public.accounts, which "to crm" fills: what changes there is moved by its next run',
  ]);
});

test('without the fields, every sync of the model is named', () => {
  const names = downstreamOf({ model_id: 'orders' }, graph).map(({ name }) => name);
  expect(names.slice(0, 2)).toEqual(['to lake', 'other fields']);
});

test('a changed table names what reads it at its place, by its whole name', () => {
  const found = downstreamOf({ connection_id: 'lake', tables: ['main.totals'] }, graph);
  expect(found.map(({ name }) => name)).toEqual(['to crm', 'archive']);
  expect(found[0]?.through).toEqual([]);
  expect(downstreamOf({ connection_id: 'crm', tables: ['sales.accounts'] }, graph)).toEqual([]);
});
