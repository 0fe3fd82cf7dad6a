import type { ConnectorFixture } from '../../../../../test/contract/fixture.ts';
import { startSqlServerStandIn } from './stand-in.ts';

const FINITE = 'SQL Server has no numbers beyond the numbers';
const AS_TEXT = 'SQL Server keeps JSON as text';

/** What is the same of all connectors that speak T-SQL. */
export const likeMssql = {
  model: (table: string) => ({ table }),
  wrongModels: [
    { configuration: { query: 'SELEC 1' }, path: ['query'] },
    { configuration: { query: 'SELECT * FROM no_such_table' }, path: ['query'] },
    { configuration: { table: 'dbo.no_such_table' }, path: ['table'] },
  ],
  destination: { schema: 'dbo' },
  changedTypes: {
    number: { type: 'decimal(38,18)', reason: 'SQL Server has no decimal type without bounds' },
    json: { type: 'string', reason: AS_TEXT },
    jsonarray: { type: 'string', reason: AS_TEXT },
    'object{}': { type: 'string', reason: AS_TEXT },
    'array<string>': { type: 'string', reason: 'SQL Server has no arrays' },
    'array<bigint>': { type: 'string', reason: 'SQL Server has no arrays' },
  },
};

export const fixture: ConnectorFixture = {
  connector: 'mssql',
  keepsTypes: 'SQL Server changes no type of a number that an index is on, such as a key’s',
  refusedValues: {
    'single: NaN': FINITE,
    'single: Infinity': FINITE,
    'single: -Infinity': FINITE,
    'double: NaN': FINITE,
    'double: Infinity': FINITE,
    'double: -Infinity': FINITE,
  },
  async open() {
    const server = await startSqlServerStandIn();
    const config = server.configuration;
    return {
      config,
      broken: {
        'name resolution': { ...config, hostname: 'no-such-host.invalid' },
        refused: { ...config, port: 1 },
        'user or password': { ...config, password: 'wrong' },
        database: { ...config, database: 'no_such_database' },
        tls: { ...config, ssl: true },
      },
      ...likeMssql,
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
};
