import { requestError } from '../../../families/http/failures.ts';
import { ConnectionError, messageOf, SyncformError } from '../../../kit/errors.ts';
import type { CosmosdbConfig } from './config.ts';

/** The status that Cosmos DB answered with; undefined of an error that is none of its answers. */
export function statusOf(error: unknown): number | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'number' ? code : undefined;
}

/** Cosmos DB writes the whole request under its words; the first line of them is what it says. */
function wordsOf(error: unknown): string {
  const text = messageOf(error);
  try {
    const { message } = JSON.parse(text.replace(/^Message: /, '')) as { readonly message?: string };
    if (message !== undefined) return message;
  } catch {
    // It is no JSON.
  }
  return (text.split('\n')[0] ?? '').replace(/\s*ActivityId: .*$/, '').trim();
}

/**
 * What went wrong, in terms of the connection's settings. The statuses:
 * https://learn.microsoft.com/rest/api/cosmos-db/http-status-codes-for-cosmosdb
 */
export function cosmosdbFailure(doing: string, error: unknown, { uri }: CosmosdbConfig): Error {
  if (error instanceof SyncformError) return error;
  const said = wordsOf(error);
  switch (statusOf(error)) {
    case 401:
      return new ConnectionError('user or password', `${new URL(uri).host} does not accept the key`, {
        hint: 'Check key, and that uri is the account that it belongs to.',
        cause: error,
      });
    case 403:
      return new ConnectionError('permission', `${doing}: ${said}`, {
        hint: 'Check that the account’s firewall lets this machine through, and that the key may write where a sync writes.',
        cause: error,
      });
    case 429:
      return new SyncformError('failed', `${doing}: the container’s request units are used up`, {
        hint: 'Set request_units of the connection to what syncform may take, or give the container more.',
        cause: error,
      });
    case undefined: {
      const failure = requestError(error, new URL(uri));
      if (failure instanceof ConnectionError && failure.part !== 'http') return failure;
    }
  }
  return new SyncformError('failed', `${doing}: ${said}`, { cause: error });
}
