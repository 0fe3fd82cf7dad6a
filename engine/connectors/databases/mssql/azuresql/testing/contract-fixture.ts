import type { ConnectorFixture } from '../../../../../../test/contract/fixture.ts';
import { fixture as mssql } from '../../testing/contract-fixture.ts';
import { startEntra } from './entra.ts';

/** The same stand-in, for an application that has a token. */
export const fixture: ConnectorFixture = {
  ...mssql,
  connector: 'azuresql',
  async open() {
    const like = await mssql.open();
    const { username = '', password = '', ...server } = like.config as Record<string, string>;
    const entra = await startEntra({ user: username, password });
    const config = { ...server, ...entra.login };
    return {
      ...like,
      config,
      broken: {
        refused: { ...config, port: 1 },
        'user or password': { ...config, client_secret: 'wrong' },
        database: { ...config, database: 'no_such_database' },
        tls: { ...config, ssl: true },
      },
      async [Symbol.asyncDispose]() {
        await entra[Symbol.asyncDispose]();
        await like[Symbol.asyncDispose]();
      },
    };
  },
};
