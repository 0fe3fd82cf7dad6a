import { createPublicKey, createVerify, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Google's token endpoint for a test: gives a token to who shows an assertion that a service account's key has signed. */
export interface GoogleTokens {
  /** The service account's key, as JSON. */
  readonly serviceAccount: string;
  /** The same with a private key that is not the account's. */
  readonly otherKey: string;
  stop(): Promise<void>;
}

/** Starts one, with an account of its own. */
export async function startGoogleTokens(): Promise<GoogleTokens> {
  const pair = () =>
    generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
  const [own, other] = [pair(), pair()];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const [header = '', claims = '', signature = ''] = (
        new URLSearchParams(body).get('assertion') ?? ''
      ).split('.');
      const verify = createVerify('RSA-SHA256').update(`${header}.${claims}`);
      const isOwn = verify.verify(createPublicKey(own.publicKey), signature, 'base64url');
      response.writeHead(isOwn ? 200 : 400, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify(isOwn ? { access_token: 'token', expires_in: 3600 } : { error: 'invalid_grant' }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const key = (private_key: string) =>
    JSON.stringify({
      type: 'service_account',
      project_id: 'project',
      private_key_id: 'key',
      private_key,
      client_email: 'loader@project.iam.gserviceaccount.com',
      token_uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    });
  return {
    serviceAccount: key(own.privateKey),
    otherKey: key(other.privateKey),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
