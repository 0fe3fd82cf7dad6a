import { markdownOf } from './markdown.ts';
import { readPlanJson } from './plan-json.ts';
import { reportOf } from './report.ts';

const columns = (...names: string[]) => ({
  columns: Object.fromEntries(names.map((name) => [name, 'text'])),
  source_types: {},
  source_fields: {},
  losses: {},
});
const CREATE = 'CREATE TABLE IF NOT EXISTS "public"."orders" ("id" text)';
const ALTER = 'ALTER TABLE "public"."people" ADD COLUMN "note" text';
const resource = (address: string, change: object) => ({
  address,
  mode: 'managed',
  type: address.split('.')[0],
  change: {
    before: null,
    after: null,
    after_unknown: {},
    after_sensitive: {},
    before_sensitive: {},
    ...change,
  },
});
const people = { key: ['id'], ...columns('id'), ddl: 'CREATE TABLE "public"."people"' };
const plan = {
  planned_values: {},
  resource_changes: [
    resource('syncform_sync.people', {
      actions: ['update'],
      before: { name: 'people', schedule: 1, target_state: 'ready', tables: { 'public.people': people } },
      after: {
        name: 'people',
        schedule: 2,
        tables: {
          'public.people': {
            ...people,
            columns: { id: 'varchar(5)', note: 'text' },
            source_types: { id: 'text' },
            source_fields: { note: '' },
            losses: { id: 'texts over 5 characters' },
            ddl: ALTER,
          },
        },
        findings: [
          { code: 'lossy', severity: 'warning', message: 'public.people: column "id" <b>@team</b>' },
          { code: 'destructive', severity: 'warning', message: '2 rows are replaced' },
        ],
        estimate: { rows: 1234567, bytes: null, api_calls: null },
      },
      after_unknown: { last_execution: true },
    }),
    resource('syncform_bulk_sync.orders', {
      actions: ['create'],
      after: {
        name: 'orders | all',
        tables: { 'public.orders': { key: [], ...columns('id'), ddl: CREATE } },
        findings: [],
        estimate: { rows: null, bytes: null, api_calls: null },
      },
      after_unknown: { last_execution: true },
    }),
    resource('syncform_sync.later', {
      actions: ['create'],
      after: { name: 'later' },
      after_unknown: { tables: true, last_execution: true },
    }),
    resource('syncform_postgresql_connection.db', {
      actions: ['update'],
      before: { name: 'db', configuration: { password: 'hunter2', hostname: 'a' } },
      after: { name: 'db', configuration: { password: 'hunter3', hostname: 'b' } },
      after_sensitive: { configuration: { password: true } },
    }),
    resource('syncform_model.secret', {
      actions: ['create'],
      after: { name: 'hunter4', findings: [] },
      after_sensitive: { name: true },
    }),
    resource('syncform_sync.kept', { actions: ['no-op'], before: { name: 'kept' }, after: { name: 'kept' } }),
    resource('null_resource.x', { actions: ['delete'], before: {} }),
    resource('syncform_sync.gone', {
      actions: ['delete'],
      before: { name: 'gone', tables: { 'public.gone': people } },
    }),
  ],
  resource_drift: [
    resource('syncform_sync.people', {
      actions: ['update'],
      before: { target_state: 'ready' },
      after: { target_state: 'missing' },
    }),
    resource('syncform_model.gone', { actions: ['delete'], before: { name: 'gone' } }),
  ],
  checks: [
    {
      address: { to_display: 'check.fresh' },
      status: 'fail',
      instances: [{ problems: [{ message: 'no rows' }] }],
    },
    { address: { to_display: 'check.good' }, status: 'pass' },
  ],
};

const report = reportOf(readPlanJson(JSON.stringify(plan)));

test('a plan is read as resources in a stable order, with what becomes of each table and column', () => {
  expect(report.resources.map(({ address, action, runs }) => [address, action, runs])).toEqual([
    ['syncform_bulk_sync.orders', 'create', true],
    ['syncform_model.secret', 'create', false],
    ['syncform_postgresql_connection.db', 'update', false],
    ['syncform_sync.gone', 'delete', false],
    ['syncform_sync.later', 'create', true],
    ['syncform_sync.people', 'update', true],
  ]);
  expect(report.counts).toEqual({ create: 3, update: 2, replace: 0, delete: 1 });
  expect(report.runs).toBe(3);
  expect(report.others).toBe(1);
  const [orders, , connection, , later, ofPeople] = report.resources;
  expect(orders?.tables).toMatchObject([{ table: 'public.orders', state: 'made', statements: CREATE }]);
  expect(connection?.attributes).toEqual(['configuration']);
  expect(later?.tables).toBeNull();
  expect(ofPeople?.tables).toMatchObject([
    {
      state: 'altered',
      statements: ALTER,
      columns: [
        { name: 'id', state: 'changed', source: 'id', source_type: 'text', target_type: 'varchar(5)' },
        { name: 'note', state: 'new', source: null, source_type: null },
      ],
    },
  ]);
  expect(ofPeople?.findings.map(({ code }) => code)).toEqual(['destructive', 'lossy']);
  expect(report.drift).toEqual([
    { address: 'syncform_model.gone', attributes: ['(gone)'] },
    { address: 'syncform_sync.people', attributes: ['target_state'] },
  ]);
});

test('a table that is gone is made again by the statements of before, and one that changed is altered', () => {
  const again = (target_state: string) =>
    reportOf({
      resource_changes: [
        resource('syncform_sync.people', {
          actions: ['update'],
          before: { target_state, tables: { 'public.people': people } },
          after: { tables: { 'public.people': people } },
        }) as never,
      ],
    }).resources[0]?.tables?.[0]?.state;
  expect(again('missing')).toBe('made');
  expect(again('ready')).toBe('kept');
});

test('the Markdown says first what is at stake, folds tables and statements, and has no secret and no mention', () => {
  const text = markdownOf(report, 65_536);
  const order = [
    '## syncform: 3 to create, 2 to change, 1 to destroy · 3 runs',
    '### At stake',
    '| | Resource',
    '### Warnings',
    '### Checks',
    '### Changed outside',
    '<details>',
  ];
  const places = order.map((part) => text.indexOf(part));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(text).toContain(
    '| ~ | <code>syncform\\_sync.people</code> “people” schedule | yes | 1 altered | ≈ 1,234,567 |  |  |',
  );
  expect(text).toContain('| + | <code>syncform\\_sync.later</code> “later” | yes | known after apply |');
  expect(text).toContain('“orders \\| all”');
  expect(text).toContain(`\`\`\`sql\n${ALTER}\n\`\`\``);
  expect(text).toContain('| ~ | <code>id</code> (key) |');
  expect(text).not.toMatch(/hunter|<b>|@team/);
  expect(JSON.stringify(report)).not.toMatch(/hunter/);
  expect(markdownOf(reportOf(readPlanJson(JSON.stringify(plan))), 65_536)).toBe(text);
});

test('a report of a thousand resources keeps to a comment’s limit, and says what it left out', () => {
  const many = Array.from({ length: 1000 }, (_, i) =>
    resource(`syncform_bulk_sync.n${String(i).padStart(4, '0')}`, {
      actions: ['create'],
      after: {
        name: `n${i}`,
        tables: {
          t: { key: [], ...columns(...Array.from({ length: 40 }, (_, c) => `c${c}`)), ddl: CREATE },
        },
      },
    }),
  );
  const text = markdownOf(reportOf({ resource_changes: many as never }), 65_536);
  expect(text.length).toBeLessThanOrEqual(65_536);
  expect(text).toMatch(/more left out: `syncform plan-report --json` has all/);
  expect(text.split('<details>').length).toBe(text.split('</details>').length);
  expect(markdownOf(report, 600).length).toBeLessThanOrEqual(600);
});

test('a plan that does nothing says so, and what is no plan is refused with what to do', () => {
  expect(markdownOf(reportOf({ resource_changes: [] }), 1000)).toContain('## syncform: nothing to do');
  expect(() => readPlanJson('{"values":{}}')).toThrow(/not the JSON of a plan/);
  expect(() => readPlanJson('no json')).toThrow(/not the JSON of a plan/);
});
