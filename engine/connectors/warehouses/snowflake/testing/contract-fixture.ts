import type { ConnectorFixture, OpenFixture } from '../../../../../test/contract/fixture.ts';
import {
  missingSnowflake,
  type SnowflakeService,
  startSnowflake,
} from '../../../../../test/services/snowflake/snowflake.ts';

const NUMBERS = 'Snowflake has one type for whole numbers and decimals, NUMBER';

export const fixture: ConnectorFixture = {
  connector: 'snowflake',
  missing: missingSnowflake,
  keepsTypes: 'Snowflake changes no type but the size of a VARCHAR, BINARY or NUMBER',
  open: async () => fixtureAt(await startSnowflake()),
};

/** The fixture at a stand-in, which ends with it. */
export function fixtureAt(server: SnowflakeService): OpenFixture {
  const config = server.configuration;
  return {
    config,
    broken: {
      'name resolution': { ...config, params: 'host=no-such-host.invalid' },
      refused: { ...config, params: 'host=127.0.0.1&port=1&protocol=http' },
      'user or password': { ...config, password: 'wrong' },
      database: { ...config, dbname: 'NO_SUCH_DATABASE' },
      permission: {
        ...config,
        use_bulk_sync_staging_schema: true,
        bulk_sync_staging_schema: 'NO_SUCH_SCHEMA',
      },
    },
    model: (table) => ({ table }),
    wrongModels: [
      { configuration: { query: 'SELEC 1' }, path: ['query'] },
      { configuration: { query: 'SELECT * FROM no_such_table' }, path: ['query'] },
      { configuration: { table: 'PUBLIC.no_such_table' }, path: ['table'] },
    ],
    destination: { schema: 'PUBLIC' },
    changedTypes: {
      smallint: { type: 'int', reason: NUMBERS },
      int: { type: 'bigint', reason: NUMBERS },
      number: { type: 'decimal(38,18)', reason: 'a NUMBER has 38 digits at most' },
      single: { type: 'double', reason: 'every FLOAT of Snowflake has 64 bits' },
      'array<string>': { type: 'jsonarray', reason: 'the elements of an ARRAY are VARIANTs' },
      'array<bigint>': { type: 'jsonarray', reason: 'the elements of an ARRAY are VARIANTs' },
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
