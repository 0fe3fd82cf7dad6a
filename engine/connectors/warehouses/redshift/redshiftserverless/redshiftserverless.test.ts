import { ConnectorUnderTest, never } from '../../../../../test/contract/open-connector.ts';
import { redshiftServerlessOnPostgres } from '../../../../../test/services/redshift.ts';
import {
  type RedshiftServerlessService,
  startRedshiftServerless,
} from '../../../../../test/services/redshift-serverless.ts';
import { connectionFailure, testConnection } from '../../../../families/sql/testing/connection-tests.ts';
import { redshiftServerlessConfig } from './config.ts';
import { parseEndpoint, temporaryLogin } from './temporary-login.ts';
import { fixture } from './testing/contract-fixture.ts';

describe('a workgroup, behind calls of our own making', () => {
  let service: RedshiftServerlessService;
  beforeAll(async () => {
    service = await startRedshiftServerless();
  });
  afterAll(() => service?.[Symbol.asyncDispose]());
  const configured = (changes: object = {}) =>
    redshiftServerlessConfig.parse({ ...service.configuration, ...changes });

  test('a password is asked for once, and again before it ends', async () => {
    const login = temporaryLogin(configured());
    const before = service.asked.length;
    const first = await login(never);
    expect(first).toMatchObject({ username: expect.stringMatching(/^IAMR:loader-/), ssl: false });
    expect(await login(never)).toBe(first);
    expect(service.asked.slice(before)).toEqual(['GetWorkgroup', 'GetCredentials']);
    // Less than the five minutes that a password has to have left.
    service.lifetime = 200;
    const short = temporaryLogin(configured());
    const then = service.asked.length;
    await short(never);
    await short(never);
    expect(service.asked.slice(then).filter((action) => action === 'GetCredentials')).toHaveLength(2);
    service.lifetime = 3600;
  });

  test('those who ask at once share the answer', async () => {
    const login = temporaryLogin(configured());
    const before = service.asked.length;
    const [one, other] = await Promise.all([login(never), login(never)]);
    expect(one).toBe(other);
    expect(service.asked.slice(before)).toEqual(['GetWorkgroup', 'GetCredentials']);
  });

  test('an endpoint that is said is not asked for', async () => {
    const { hostname, port } = await temporaryLogin(configured())(never);
    const before = service.asked.length;
    const said = configured({ endpoint: `${hostname}:${port}/dev` });
    expect(await temporaryLogin(said)(never)).toMatchObject({ hostname, port });
    expect(service.asked.slice(before)).toEqual(['GetCredentials']);
  });

  test('whoever may not assume the role, or is not who they say, is told so', async () => {
    await using under = await ConnectorUnderTest.open(redshiftServerlessOnPostgres, fixture);
    const open = (changes: object) =>
      redshiftServerlessOnPostgres.open(
        redshiftServerlessConfig.parse({ ...under.fixture.config, ...changes }),
        under.host,
      );
    await expect(testConnection(open, {})).resolves.toBeUndefined();
    const refused = await connectionFailure(open, { iam_role_arn: 'arn:aws:iam::123456789012:role/other' });
    expect(refused).toMatchObject({
      part: 'user or password',
      message: expect.stringMatching(/cannot assume the role .*role\/other/),
      hint: expect.stringContaining('external_id'),
    });
    expect((await connectionFailure(open, { workgroup: 'gone' })).hint).toBe('Check workgroup and region.');
  });
});

test.each([
  ['analytics.1.eu-central-1.redshift-serverless.amazonaws.com', 5439],
  ['host:5440', 5440],
  ['host:5440/dev', 5440],
])('endpoint %s has port %d', (text, port) => {
  expect(parseEndpoint(text)).toEqual({ hostname: text.split(':')[0], port });
});

test('what is no endpoint is refused', () => {
  expect(() => parseEndpoint('jdbc:redshift://host:5439/dev')).toThrow(/is no endpoint/);
});
