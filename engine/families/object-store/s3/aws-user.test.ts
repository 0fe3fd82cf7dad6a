import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { identifyAwsUser } from './aws-user.ts';

const keys = { keyId: 'AKIAEXAMPLE', secret: 'hush', region: 'eu-central-1' };
const never = new AbortController().signal;

afterEach(() => {
  delete process.env.AWS_ENDPOINT_URL_STS;
  delete process.env.AWS_ENDPOINT_URL_S3;
});

test('AWS is shown the key, not the secret, and tells whose it is', async () => {
  let asked = '';
  const server = createServer((request, response) => {
    asked = request.headers.authorization ?? '';
    response.setHeader('content-type', 'text/xml');
    response.end(`<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
      <Arn>arn:aws:iam::123456789012:user/loader</Arn><UserId>U</UserId><Account>123456789012</Account>
      </GetCallerIdentityResult></GetCallerIdentityResponse>`);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  process.env.AWS_ENDPOINT_URL_STS = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect(await identifyAwsUser(keys, never)).toEqual({ aws_user: 'arn:aws:iam::123456789012:user/loader' });
  expect(asked).toContain('Credential=AKIAEXAMPLE/');
  expect(asked).not.toContain('hush');
  await new Promise((closed) => server.close(closed));
  expect(await identifyAwsUser(keys, never)).toEqual({});
});

test('another store’s keys are not shown to AWS', async () => {
  process.env.AWS_ENDPOINT_URL_S3 = 'http://127.0.0.1:9';
  expect(await identifyAwsUser(keys, never)).toEqual({});
});
