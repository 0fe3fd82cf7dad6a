import type { ConnectorFixture } from '../../../../../test/contract/fixture.ts';

export const fixture: ConnectorFixture = {
  connector: 'netsuitesaconnect',
  open: async () => ({
    config: {
      account_id: '1234567',
      role_id: '57',
      client_id: 'client',
      certificate_id: 'certificate',
      private_key: 'secret',
    },
    broken: {},
    isUnreachable: /reached by NetSuite’s own drivers/,
    model: () => ({}),
    wrongModels: [],
    destination: {},
    [Symbol.asyncDispose]: async () => {},
  }),
};
