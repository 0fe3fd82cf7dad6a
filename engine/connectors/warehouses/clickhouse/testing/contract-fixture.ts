import type { ConnectorFixture } from '../../../../../test/contract/fixture.ts';
import { missingClickhouse, startClickhouse } from '../../../../../test/services/clickhouse/clickhouse.ts';

const TEXT = 'ClickHouse has no such type: its text is kept';

export const fixture: ConnectorFixture = {
  connector: 'clickhouse',
  keepsTypes: 'ClickHouse changes the type of no column of a sorting key',
  missing: missingClickhouse,
  async open() {
    const server = await startClickhouse();
    const config = server.configuration;
    return {
      config,
      broken: {
        'name resolution': { ...config, hostname: 'no-such-host.invalid' },
        refused: { ...config, port: 1 },
        tls: { ...config, ssl: true },
        'user or password': { ...config, password: 'wrong' },
        database: { ...config, database: 'no_such_database' },
      },
      model: (table) => ({ table }),
      wrongModels: [
        { configuration: { query: 'SELEC 1' }, path: ['query'] },
        { configuration: { query: 'SELECT * FROM no_such_table' }, path: ['query'] },
        { configuration: { query: 'DROP TABLE no_such_table' }, path: ['query'] },
        { configuration: { table: 'no_such_table' }, path: ['table'] },
      ],
      destination: {},
      changedTypes: {
        number: { type: 'decimal(76,38)', reason: 'ClickHouse has no decimal type without bounds' },
        time: { type: 'string', reason: TEXT },
        datetime: {
          type: 'datetime_tz',
          reason: 'ClickHouse has no time without a zone: it is taken for UTC',
          value: (sent) => `${sent}+00`,
        },
        json: { type: 'string', reason: TEXT },
        jsonarray: { type: 'string', reason: TEXT },
        'object{}': { type: 'string', reason: TEXT },
        binary: {
          type: 'string',
          reason: 'ClickHouse has no bytes that are no text: they become hexadecimal digits',
        },
        'array<string>': { type: 'string', reason: 'a ClickHouse array cannot be NULL: its JSON is kept' },
        'array<bigint>': { type: 'string', reason: 'a ClickHouse array cannot be NULL: its JSON is kept' },
      },
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
};
