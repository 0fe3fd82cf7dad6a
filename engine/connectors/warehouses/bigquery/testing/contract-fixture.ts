import type { ConnectorFixture, OpenFixture } from '../../../../../test/contract/fixture.ts';
import {
  type BigqueryService,
  missingBigquery,
  startBigquery,
} from '../../../../../test/services/bigquery/bigquery.ts';

const INTEGERS = 'BigQuery has one type for whole numbers, INT64';
const AS_JSON = 'structured values are JSON in this connection';
const CHARACTERS = 'BigQuery takes letters, digits and a few signs in names';

export const fixture: ConnectorFixture = {
  connector: 'bigquery',
  missing: missingBigquery,
  keepsTypes: 'of the types that syncform makes, BigQuery changes none but those of decimals',
  refusedValues: {
    'json: {"a": [1, null, "x"], "n": 12345678901234567890.5}': 'a number in BigQuery’s JSON has 64 bits',
  },
  open: async () => fixtureAt(await startBigquery()),
};

/** A connection's configuration at a stand-in with which jobs do everything. */
export function byJobs({ configuration }: BigqueryService) {
  return { ...configuration, use_storage_api: false };
}

/** The fixture at a stand-in, which ends with it. */
export function fixtureAt(server: BigqueryService): OpenFixture {
  // Else a list that is NULL would become an empty one.
  const config = { ...server.configuration, structured_values_as_json: true };
  return {
    config,
    broken: {
      'name resolution': { ...config, endpoint: 'http://no-such-host.invalid' },
      refused: { ...config, endpoint: 'http://127.0.0.1:1' },
      'user or password': { ...config, service_account: server.otherKey },
      database: { ...config, override_project_id: 'no-such-project' },
    },
    model: (table) => ({ table }),
    wrongModels: [
      { configuration: { query: 'SELEC 1' }, path: ['query'] },
      { configuration: { query: 'SELECT * FROM contract.no_such_table' }, path: ['query'] },
      { configuration: { table: 'contract.no_such_table' }, path: ['table'] },
    ],
    destination: { schema: 'contract' },
    changedTypes: {
      smallint: { type: 'bigint', reason: INTEGERS },
      int: { type: 'bigint', reason: INTEGERS },
      single: { type: 'double', reason: 'BigQuery has one type for floating point, FLOAT64' },
      jsonarray: { type: 'json', reason: 'BigQuery has one type for JSON' },
      'object{}': { type: 'json', reason: 'BigQuery has one type for JSON' },
      'array<string>': { type: 'json', reason: AS_JSON },
      'array<bigint>': { type: 'json', reason: AS_JSON },
    },
    refusedNames: { 'quo"te': CHARACTERS, 'duck 🦆': CHARACTERS },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
