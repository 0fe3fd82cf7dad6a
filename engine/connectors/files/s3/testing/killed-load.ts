import type { Facets } from '../../../../contract/contract.ts';
import { withDuckdbSession } from '../../../../movement/duckdb-hub.ts';
import { s3 } from '../definition.ts';

/*
 * A process to be killed: replaces the table of a connection, whose configuration and temporary folder are given, by so
 * many rows that they go in several parts.
 */
const [config = '{}', tempDir = '', table = ''] = process.argv.slice(2);
const connector = await s3.open(s3.config.parse(JSON.parse(config)), {
  baseDir: tempDir,
  tempDir,
  knownHosts: '',
  slot: async () => ({ [Symbol.asyncDispose]: async () => {} }),
  withSession: (work) => withDuckdbSession({ tempDir }, work),
  log: () => {},
});
const { define, load } = connector.facets as Facets;
const signal = new AbortController().signal;
const there = await define.describe(table, signal);
if (!there) throw new Error(`there is no ${table}`);
await withDuckdbSession({ tempDir }, (session) =>
  load.load({
    table: there as never,
    operation: 'replace',
    columns: [{ name: 't', type: 'string' }],
    key: [],
    rows: {
      format: 'relation',
      attach: async () => 'SELECT repeat(md5(i::VARCHAR), 8) AS t FROM range(200000) r(i)',
    },
    batch: { scope: 's', id: 'killed' },
    session,
    signal,
    onProgress: () => {},
  }),
);
