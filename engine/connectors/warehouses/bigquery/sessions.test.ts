import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { never } from '../../../../test/contract/open-connector.ts';
import { GoogleApi } from '../../../families/google/google-api.ts';
import { BigqueryClient } from './client.ts';
import { openSessions } from './sessions.ts';

/** A service of few words: what it answers to the next requests, a job that is done once it has nothing more to say. */
interface Said {
  readonly status?: number;
  readonly body: object;
}

let server: Server;
let answers: Said[];
let asked: { readonly line: string; readonly jobId: string | undefined }[];

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const sent = (body ? JSON.parse(body) : {}) as { jobReference?: { jobId?: string } };
      const jobId = sent.jobReference?.jobId;
      asked.push({ line: `${request.method} ${request.url?.replace(/\?.*/, '')}`, jobId });
      const { status = 200, body: said } = answers.shift() ?? { body: done(jobId) };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(said));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  answers = [];
  asked = [];
});

function done(jobId: string | undefined, errorResult?: object) {
  return {
    jobReference: { projectId: 'p', jobId, location: 'EU' },
    status: { state: 'DONE', ...(errorResult ? { errorResult } : {}) },
    jobComplete: true,
    numDmlAffectedRows: '3',
  };
}
const refusal = (status: number, reason: string, message = 'no'): Said => ({
  status,
  body: { error: { code: status, message, errors: [{ reason, message }] } },
});
const run = async (sql = 'DELETE FROM t WHERE TRUE') => {
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const api = new GoogleApi(address, { token: async () => 'token' }, 60_000);
  await using sessions = openSessions(new BigqueryClient(api, async () => 'p', undefined));
  return await sessions.use(never, (session) => session.run(sql));
};

test('a job that fails for reasons that pass is run again under another id', async () => {
  answers = [{ body: done('first', { reason: 'jobBackendError', message: 'try again' }) }];
  expect(await run()).toBe(3);
  const inserted = asked.filter(({ line }) => line === 'POST /bigquery/v2/projects/p/jobs');
  expect(inserted).toHaveLength(2);
  expect(new Set(inserted.map(({ jobId }) => jobId)).size).toBe(2);
});

test('a request that comes too often is sent again, with the id that it had; so is one to a service in trouble', async () => {
  answers = [refusal(403, 'rateLimitExceeded'), refusal(503, 'backendError')];
  expect(await run()).toBe(3);
  const inserted = asked.filter(({ line }) => line === 'POST /bigquery/v2/projects/p/jobs');
  expect(inserted).toHaveLength(3);
  expect(new Set(inserted.map(({ jobId }) => jobId)).size).toBe(1);
});

test('an id that is taken is that of the job that a request before this one began', async () => {
  answers = [refusal(409, 'duplicate', 'Already Exists')];
  expect(await run()).toBe(3);
  expect(asked.map(({ line }) => line.replace(/syncform_\w+/, 'id'))).toEqual([
    'POST /bigquery/v2/projects/p/jobs',
    'GET /bigquery/v2/projects/p/jobs/id',
    'GET /bigquery/v2/projects/p/queries/undefined',
  ]);
});

test.each([
  ['quotaExceeded', 403],
  ['accessDenied', 403],
  ['invalidQuery', 400],
])('%s is not tried again', async (reason, status) => {
  answers = [refusal(status, reason, 'the message')];
  await expect(run()).rejects.toThrow('the message');
  expect(asked).toHaveLength(1);
});

test('a result that is not there yet is asked for again', async () => {
  answers = [{ body: done('id') }, { body: { jobComplete: false } }];
  expect(await run()).toBe(3);
  expect(asked.map(({ line }) => line.split('/').slice(-2, -1)[0])).toEqual(['p', 'queries', 'queries']);
});
