import { Agent } from 'undici';
import { OauthToken } from '../../families/http/oauth-token.ts';
import { openStore } from '../../store/open-store.ts';
import { Slots } from '../../store/slots.ts';
import { exchangeSecretWith } from '../exchange-secret.ts';

/*
 * A process of its own that has tokens for a refresh token which its server replaces with each use: data directory, key, address of
 * the tokens, how many. Writes the last token.
 */

const [dataDir = '', key = '', token_endpoint = '', times = '1'] = process.argv.slice(2);
const store = await openStore({ dataDir, key });
const exchange = exchangeSecretWith(store, new Slots(store), () => {});
const dispatcher = new Agent();
const oauth = {
  client_id: 'client',
  client_secret: 'hush',
  token_endpoint,
  auth_style: 1,
  refresh_token: 'configured',
};
const tokens = new OauthToken(oauth, dispatcher, () => {}, exchange);
let last = '';
for (let n = 0; n < Number(times); n++) {
  tokens.forget();
  last = await tokens.token(new AbortController().signal);
}
await dispatcher.close();
await store[Symbol.asyncDispose]();
process.stdout.write(last);
