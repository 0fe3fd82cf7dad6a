import { HttpClient } from '../../families/http/client.ts';
import { Quota } from '../../families/http/quota.ts';
import { messageOf } from '../../kit/errors.ts';
import { openStore } from '../../store/open-store.ts';

/*
 * A process of its own that asks a server within an account's budget: data directory, key, address, how many requests, how many
 * the account may send in a day. Writes how many were answered, and why it stopped before the last.
 */

const [dataDir = '', key = '', address = '', times = '1', perDay = ''] = process.argv.slice(2);
const store = await openStore({ dataDir, key });
const quota = new Quota('the account', { perDay: perDay === '' ? undefined : Number(perDay) }, store.budgets);
const signal = new AbortController().signal;
const url = new URL(address);
const retry = { attempts: 1, firstWaitMs: 1, longestWaitMs: 1, longestAskedMs: 1 };
await using http = new HttpClient({ url, allowPrivateAddresses: true, pace: quota, retry });
let answered = 0;
let why = '';
try {
  for (; answered < Number(times); answered++) await http.text({ method: 'GET', url }, signal);
} catch (error) {
  why = messageOf(error);
}
await quota.rest();
await store[Symbol.asyncDispose]();
process.stdout.write(JSON.stringify({ answered, why }));
