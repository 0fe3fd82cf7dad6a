import type { ConnectorFixture } from '../../../../../test/contract/fixture.ts';

export const fixture: ConnectorFixture = {
  connector: 'ibm_db2',
  open: async () => ({
    config: { hostname: 'db2.internal:50000', database: 'app', account: 'syncform', passwd: 'secret' },
    broken: {},
    isUnreachable: /reached by IBM’s own driver/,
    model: () => ({}),
    wrongModels: [],
    destination: {},
    [Symbol.asyncDispose]: async () => {},
  }),
};
