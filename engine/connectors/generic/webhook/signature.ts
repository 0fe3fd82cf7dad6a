import { createHmac } from 'node:crypto';

/**
 * The headers that sign a request, as Standard Webhooks 1.0 lays down, so that its libraries verify them: HMAC-SHA256
 * with the secret's bytes over id, time (seconds since 1970) and body, joined by dots. `idempotency-key` repeats the id
 * for receivers that know it under that name.
 */
export function signedHeaders(
  secret: string,
  id: string,
  body: string,
  nowMs: number,
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(nowMs / 1000));
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
    'idempotency-key': id,
  };
}
