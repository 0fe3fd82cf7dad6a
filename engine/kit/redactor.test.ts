import { describe, expect, it } from '@jest/globals';
import { ConnectionError } from './errors.ts';
import { Redactor } from './redactor.ts';

const secret = "p@ss'wörd/+ 42\\";

function knowing(...secrets: string[]): Redactor {
  const redactor = new Redactor();
  redactor.learn(secrets);
  return redactor;
}

describe('Redactor', () => {
  it.each([
    ['as it is', secret],
    ['in a URL', encodeURIComponent(secret)],
    ['in a URL, in lower case', encodeURIComponent(secret).replace(/%../g, (c) => c.toLowerCase())],
    ['in a form', new URLSearchParams({ s: secret }).toString().slice(2)],
    ['in JSON', JSON.stringify(secret).slice(1, -1)],
    ['in SQL', secret.replaceAll("'", "''")],
    ['in hex', Buffer.from(secret).toString('hex')],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in base64url', Buffer.from(secret).toString('base64url')],
  ])('masks a secret %s', (_how, text) => {
    expect(knowing(secret).mask(`connecting with ${text} failed`)).toBe('connecting with *** failed');
  });

  it.each(['', 'u:', 'me:', 'you:', 'user:'])('masks a secret within the base64 of "%s…"', (user) => {
    const header = Buffer.from(`${user}${secret}${user}`).toString('base64');
    const masked = knowing(secret).mask(`authorization: Basic ${header}`);
    expect(masked).toContain('***');
    expect(Buffer.from(masked.split(' ')[2] ?? '', 'base64').toString()).not.toContain('wörd');
  });

  it('masks the longer of two secrets that begin alike, and learns more as it goes', () => {
    const redactor = knowing('token');
    expect(redactor.mask('token-two')).toBe('***-two');
    redactor.learn({ headers: [{ value: 'token-two' }] });
    expect(redactor.mask('token-two, token')).toBe('***, ***');
  });

  it('masks a short secret only as a word', () => {
    expect(knowing('ab').mask('ab: table about, "ab"')).toBe('***: table about, "***"');
  });

  it('masks the lines of a private key, and the key in a service account', () => {
    const line = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7';
    const key = `-----BEGIN PRIVATE KEY-----\n${line}\n-----END PRIVATE KEY-----\n`;
    expect(knowing(key).mask(`bad line: ${line}`)).toBe('bad line: ***');
    const account = JSON.stringify({ type: 'service_account', private_key: key, project_id: 'sunny-meadow' });
    const redactor = knowing(account);
    expect(redactor.mask(`bad key: ${line} in sunny-meadow`)).toBe('bad key: *** in sunny-meadow');
  });

  it('masks errors with their hints, details and causes', () => {
    const driver = Object.assign(new Error(`no entry for ${secret}`), { detail: `saw ${secret}` });
    const error = new ConnectionError('database', `tried ${secret}`, {
      cause: driver,
      hint: `not ${secret}`,
    });
    knowing(secret).maskError(error);
    expect(error.message).toBe('database: tried ***');
    expect(error.hint).toBe('not ***');
    expect(error.stack).not.toContain(secret);
    expect(driver.message).toBe('no entry for ***');
    expect(driver.detail).toBe('saw ***');
  });

  it('leaves a text alone when it knows nothing, or only blanks', () => {
    expect(knowing('', '  ').mask('a  b')).toBe('a  b');
  });
});
