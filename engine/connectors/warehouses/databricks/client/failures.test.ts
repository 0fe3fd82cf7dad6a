import { databricksConfig } from '../config.ts';
import { again, type StatementError, warehouseError } from './failures.ts';

const config = databricksConfig.parse({ server_hostname: 'dbc-1.cloud.databricks.com', access_token: 't' });
const answer = (statusCode: number, headers: Record<string, string> = {}) => ({
  statusCode,
  response: { headers: { get: (name: string) => headers[name] ?? null } },
});

test.each([
  ["[UNRESOLVED_COLUMN] A column `x`. SQLSTATE: 42703; line 2 pos 4;\n'Project ...", { line: 2, column: 5 }],
  [
    '[PARSE_SYNTAX_ERROR] Syntax error. SQLSTATE: 42601 (line 1, pos 14)\n\n== SQL ==\nSELEC',
    { line: 1, column: 15 },
  ],
  [
    '[DIVIDE_BY_ZERO] Division. SQLSTATE: 22012\n== SQL (line 3, position 9) ==\nSELECT 1/0',
    { line: 3, column: 9 },
  ],
  ['[TABLE_OR_VIEW_NOT_FOUND] No `t`. SQLSTATE: 42P01', undefined],
])('the place in a statement is found in %j', (message, place) => {
  const error = warehouseError('reading', { message }, config) as StatementError;
  expect(error.place).toEqual(place);
  expect(error.message).toMatch(/^reading: \[[A-Z_]+\] .* SQLSTATE: \w{5}$/);
  expect(error.condition).toMatch(/^[A-Z_]+$/);
});

test('what was refused before it began may be sent again, what may have been done may not', () => {
  expect(again(answer(503, { 'retry-after': '7' }), 0)).toEqual({ kind: 'busy', status: 503, afterMs: 7000 });
  expect(again(answer(429), 0)).toEqual({ kind: 'busy', status: 429, afterMs: undefined });
  expect(again(answer(401), 0)).toEqual({ kind: 'token' });
  expect(again(answer(403), 0)).toEqual({ kind: 'no' });
  expect(again(answer(502), 0)).toEqual({ kind: 'line' });
  expect(again({ message: 'Invalid SessionHandle: SessionHandle [1]' }, 0)).toEqual({ kind: 'session' });
  expect(again({ type: 'system', code: 'ECONNRESET', message: 'reset' }, 0)).toEqual({ kind: 'line' });
  expect(again({ type: 'system', code: 'ENOTFOUND', message: 'x' }, 0)).toEqual({ kind: 'no' });
  expect(again({ message: '[TABLE_OR_VIEW_NOT_FOUND] x' }, 0)).toEqual({ kind: 'no' });
});

test.each([
  [
    answer(403, { 'x-databricks-reason-phrase': 'Invalid access token.' }),
    'user or password',
    /answered 403: Invalid/,
  ],
  [answer(404), 'path', /no warehouse at \/sql/],
  [answer(400, { 'x-thriftserver-error-message': 'Endpoint 12 does not exist.' }), 'path', /no warehouse/],
  [answer(503), 'refused', /went on doing so/],
  [answer(500), 'http', /answered 500/],
  [{ code: 'ENOTFOUND' }, 'name resolution', /no address/],
  [{ code: 'SELF_SIGNED_CERT_IN_CHAIN', message: 'self-signed' }, 'tls', /self-signed/],
])('%j is a fault of the connection: %s', (failure, part, message) => {
  const error = warehouseError('reading', failure, config);
  expect(error).toMatchObject({ part, message: expect.stringMatching(message) });
  expect(error.hint).toBeTruthy();
});
