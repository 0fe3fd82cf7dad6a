import type { ConnectorHost, SecretExchange } from '../contract/contract.ts';
import type { Slots } from '../store/slots.ts';
import type { Store } from '../store/store.ts';

/**
 * How an open connection exchanges a secret that the other side replaces with each use. Over all processes that share the store
 * one does it at a time, with the value that holds now; what takes its place is kept before another may begin.
 */
export function exchangeSecretWith(
  store: Pick<Store, 'replacedSecrets'>,
  slots: Pick<Slots, 'take'>,
  log: ConnectorHost['log'],
): SecretExchange {
  return async (given, signal, use) => {
    const secrets = store.replacedSecrets;
    await using _turn = await slots.take(`secret ${secrets.nameOf(given)}`, 1, signal);
    const { value, version } = await secrets.get(given);
    const { answer, replacement } = await use(value);
    if (replacement !== undefined && replacement !== value)
      if (!(await secrets.replace(given, replacement, version)))
        // Who was taken for dead and is not comes too late: what another process was given since holds.
        log(
          'warn',
          'a secret that was replaced had been replaced by another process meanwhile, whose is kept',
        );
    return answer;
  };
}
