import type { ConnectorHost, OpenConnector } from '../../../../contract/contract.ts';
import { sqlFacets } from '../../../../families/sql/facets.ts';
import { azureLogin } from '../azuresql/open.ts';
import { refuseBlindUser } from '../open.ts';
import { openSessions } from '../sessions.ts';
import type { synapseCapabilities } from './capabilities.ts';
import type { SynapseConfig } from './config.ts';
import { containerOf } from './container.ts';
import { synapseSystem } from './system.ts';

/** Opens a connection. Nothing is sent before a facet is used. */
export async function openSynapse(
  config: SynapseConfig,
  host: ConnectorHost,
): Promise<OpenConnector<typeof synapseCapabilities>> {
  // The pool takes a SET LOCK_TIMEOUT and does not heed it.
  const sessions = openSessions(config, azureLogin(config));
  const container = containerOf(config);
  return {
    facets: {
      test: {
        async test(signal) {
          await refuseBlindUser(sessions, config.database, signal);
          if (!container) return;
          const { openContainer } = await import('./copy.ts');
          await using area = openContainer(container);
          await area.test(signal);
        },
      },
      ...sqlFacets(synapseSystem(sessions, container, host)),
    },
    [Symbol.asyncDispose]: () => sessions[Symbol.asyncDispose](),
  };
}
