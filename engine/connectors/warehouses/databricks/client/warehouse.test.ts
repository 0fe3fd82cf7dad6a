import { setTimeout as sleep } from 'node:timers/promises';
import { describeWarehouse, startWarehouse, type TestWarehouse } from '../testing/warehouse.ts';
import { openWarehouse, type Warehouse } from './warehouse.ts';

const never = new AbortController().signal;
/** Takes a minute or two where nobody stops it, and no more: a warehouse that is cancelled before it has begun may not hear of it. */
const SLOW = 'SELECT count(*) AS n FROM range(20000000000) WHERE hash(id) % 7 = 3';

describeWarehouse('statements at a warehouse', () => {
  let local: TestWarehouse;
  let warehouse: Warehouse;
  let said: string[];
  const host = {
    log: (_level: string, message: string) => void said.push(message),
    slot: async () => ({ [Symbol.asyncDispose]: async () => {} }),
  };

  beforeAll(async () => {
    local = await startWarehouse();
  });
  afterAll(() => local?.[Symbol.asyncDispose]());
  beforeEach(() => {
    said = [];
    local.service.clearFaults();
    local.service.forgetStatements();
    warehouse = openWarehouse(local.config(), host);
  });
  afterEach(() => warehouse?.[Symbol.asyncDispose]());

  test('answer rows as text, in a session that is used again', async () => {
    const before = local.service.openedSessions;
    const rows = await warehouse.rows(`SELECT 1 AS a, 'ü' AS b, CAST(NULL AS STRING) AS c`, never);
    expect(rows).toEqual([{ a: '1', b: 'ü', c: null }]);
    expect(await warehouse.rows('SELECT current_timezone() AS zone', never)).toEqual([{ zone: 'UTC' }]);
    expect(local.service.openedSessions - before).toBe(1);
  });

  test('find names where they are told to', async () => {
    const { catalog, schema } = local.service;
    const at = { place: { catalog, schema } };
    expect(await warehouse.rows('SELECT current_schema() AS s', never, at)).toEqual([{ s: schema }]);
  });

  test('stream: every row once, in pieces', async () => {
    let sum = 0;
    let pieces = 0;
    for await (const piece of warehouse.stream('SELECT CAST(id AS STRING) AS id FROM range(120000)', never)) {
      pieces++;
      for (const { id } of piece) sum += Number(id);
    }
    expect(sum).toBe((119_999 * 120_000) / 2);
    expect(pieces).toBeGreaterThan(2);
  });

  test('a statement that is cancelled is cancelled in the warehouse', async () => {
    const controller = new AbortController();
    const slow = warehouse.rows(SLOW, controller.signal);
    while (!local.service.statements.some(({ state }) => state === 'running')) await sleep(10);
    controller.abort();
    await expect(slow).rejects.toMatchObject({ code: 'canceled' });
    while (local.service.statements[0]?.state === 'running') await sleep(10);
    expect(local.service.statements[0]?.state).toBe('cancelled');
  });

  test('a stream that is left is cancelled in the warehouse, and one that takes too long', async () => {
    for await (const _piece of warehouse.stream('SELECT CAST(id AS STRING) AS id FROM range(1000000)', never))
      break;
    expect(local.service.statements.at(-1)?.state).not.toBe('running');
    const slow = warehouse.rows(SLOW, never, { limitMs: 1000, doing: 'counting' });
    await expect(slow).rejects.toThrow(/^counting: it took more than .* was cancelled$/);
    while (local.service.statements.at(-1)?.state === 'running') await sleep(10);
    expect(local.service.statements.at(-1)?.state).toBe('cancelled');
  });

  test('a warehouse that is starting is waited for, which is said', async () => {
    local.service.fault({ kind: 'status', status: 503, retryAfter: 1, times: 2, call: 'OpenSession' });
    local.service.fault({ kind: 'status', status: 429, times: 1, call: 'ExecuteStatement' });
    expect(await warehouse.run('SELECT 1 AS a', never)).toEqual([{ a: '1' }]);
    expect(said).toEqual([expect.stringMatching(/^waiting for the warehouse .* \(it answered 503\)$/)]);
  });

  test('a session that has expired is opened again', async () => {
    await warehouse.run('SELECT 1', never);
    local.service.expireSessions();
    expect(await warehouse.run('SELECT 2 AS a', never)).toEqual([{ a: '2' }]);
  });

  test('where the line breaks, only what may be repeated is repeated', async () => {
    local.service.fault({ kind: 'disconnect', when: 'after', times: 1, call: 'ExecuteStatement' });
    expect(await warehouse.rows('SELECT 3 AS a', never)).toEqual([{ a: '3' }]);
    expect(local.service.statements.map((s) => s.statement)).toEqual(['SELECT 3 AS a', 'SELECT 3 AS a']);
    local.service.fault({ kind: 'disconnect', when: 'after', times: 1, call: 'ExecuteStatement' });
    await expect(warehouse.run('SELECT 4 AS a', never)).rejects.toThrow(
      /whether .* carried it out is not known/,
    );
    local.service.fault({ kind: 'disconnect', when: 'before', times: 1, call: 'FetchResults' });
    expect(await warehouse.rows('SELECT 5 AS a', never)).toEqual([{ a: '5' }]);
  });

  test('what the warehouse refuses has its words, its name and its state', async () => {
    await expect(warehouse.rows('SELECT * FROM no_such_table', never)).rejects.toMatchObject({
      name: 'StatementError',
      condition: 'TABLE_OR_VIEW_NOT_FOUND',
      sqlState: '42P01',
    });
    expect(await warehouse.rows('SELECT 1 AS a', never)).toEqual([{ a: '1' }]);
  });

  test('a service principal gets a token, once, and another when it has run out or is refused', async () => {
    const { clientId, clientSecret } = local.service.createServicePrincipal();
    const principal = {
      databricks_auth_mode: 'oauth_service_principal',
      service_principal_id: clientId,
      service_principal_secret: clientSecret,
      access_token: null,
    };
    const { access_token: _, ...settings } = local.settings;
    const config = local.config({ ...settings, ...principal, access_token: 'unused' });
    const before = local.service.issuedTokens;
    await using own = openWarehouse(config, host);
    await own.rows('SELECT 1', never);
    await own.rows('SELECT 1', never);
    expect(local.service.issuedTokens - before).toBe(1);
    local.service.expireToken();
    expect(await own.run('SELECT 2 AS a', never)).toEqual([{ a: '2' }]);
    expect(local.service.issuedTokens - before).toBe(2);
    local.service.setTokenLifetime(20);
    local.service.expireToken();
    await own.rows('SELECT 1', never);
    await own.rows('SELECT 1', never);
    local.service.setTokenLifetime(3600);
    // A token that ends within half a minute is renewed before it does.
    expect(local.service.issuedTokens - before).toBeGreaterThan(3);

    await using wrong = openWarehouse({ ...config, service_principal_secret: 'not-the-secret' }, host);
    const error = await wrong.rows('SELECT 1', never).catch((e: Error) => e);
    expect(error).toMatchObject({ part: 'user or password' });
    expect(String((error as Error).message)).not.toContain('not-the-secret');
  });

  test.each([
    ['name resolution', { server_hostname: 'no-such-host.invalid' }],
    ['refused', { port: 1 }],
    ['tls', { ca_cert: undefined }],
    ['user or password', { access_token: 'dapi-wrong' }],
    ['path', { http_path: '/sql/1.0/warehouses/other' }],
  ])('what is in the way is named: %s', async (part, over) => {
    await using other = openWarehouse({ ...local.config(), ...over }, host);
    const error = await other.rows('SELECT 1', never).catch((e: Error) => e);
    expect(error).toMatchObject({ part });
    expect((error as Error).message).not.toContain('dapi-wrong');
  });
});
