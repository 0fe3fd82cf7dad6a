import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cliIn } from '../../engine/cli/testing/cli-in.ts';
import { Workspace } from '../../test/acceptance/workspace.ts';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await Workspace.create();
  await mkdir(workspace.path('arrivals'));
  await workspace.write('main.tf', await readFile(join(import.meta.dirname, 'main.tf'), 'utf8'));
});
afterEach(() => workspace[Symbol.asyncDispose]());

const arrive = (...rows: readonly string[]) =>
  writeFile(
    join(workspace.path('arrivals'), 'orders.csv'),
    ['order_id,amount,currency,placed_at', ...rows, ''].join('\n'),
  );
const GOOD = ['1,10.50,EUR,2026-01-01', '2,3.00,USD,2026-01-02', '3,7.25,EUR,2026-01-03'];
const cli = cliIn(() => workspace.folder);
const count = async (table: string) => {
  const { output } = await cli('query', 'shop', `SELECT count(*) AS n FROM ${table}`, '--json');
  const { rows } = JSON.parse(output) as { readonly rows: readonly { readonly n: unknown }[] };
  return String(rows[0]?.n);
};

test('records that are not as expected are set aside, and the rest arrives', async () => {
  await arrive(...GOOD, '4,-1.00,EUR,2026-01-04', '5,2.00,XXX,2026-01-05');
  const { output } = await workspace.apply();
  expect(output).toContain('1 record');
  expect(await count('raw.orders')).toBe('4');
  expect(await count('main.orders')).toBe('4');
  const { output: rejected } = await cli('rejected');
  expect(rejected).toContain('set aside: it is expected that amount >= 0');
  expect(rejected).toContain('set aside: it is expected that currency is one of EUR, USD');
});

test('an expectation that stops fails the apply, and not a table is made', async () => {
  await arrive(...GOOD, '3,7.25,EUR,2026-01-03', ',1.00,EUR,2026-01-03');
  const { code, output } = await workspace.tryApply();
  expect(code).toBe(1);
  expect(output).toContain('order_id and placed_at are not NULL, and of 1 of 5 records it is not so');
  expect(output).toContain('order_id is unique, and of 2 of 5 records it is not so (order_id=3, order_id=3)');
  expect((await cli('query', 'shop', 'SELECT * FROM main.orders', '--json')).code).not.toBe(0);
  await arrive(...GOOD);
  await workspace.apply();
  expect(await count('main.orders')).toBe('3');
  expect((await workspace.plan()).code).toBe(0);
});

test('a fault in an expectation is an error of the plan, at its place', async () => {
  await arrive(...GOOD);
  await workspace.apply();
  const text = await readFile(join(import.meta.dirname, 'main.tf'), 'utf8');
  await workspace.write(
    'main.tf',
    text.replace('fields = ["currency"]', 'fields = ["curency"]').replace('amount >= 0', 'amuont >= 0'),
  );
  const { code, output } = await workspace.plan();
  expect(code).toBe(1);
  expect(output).toContain('there is no field "curency"; there are order_id, amount, currency');
  expect(output).toContain('amuont');
});
