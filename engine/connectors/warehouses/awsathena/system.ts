import type { CatalogObject } from '../../../families/sql/query.ts';
import type { SessionPool } from '../../../families/sql/session-pool.ts';
import type { SqlReader } from '../../../families/sql/system.ts';
import { describeQuery, describeTables, listTables } from './catalog.ts';
import type { AthenaConfig } from './config.ts';
import { athenaDialect } from './dialect.ts';
import { statementError } from './failures.ts';
import type { AthenaSession } from './queries.ts';
import { linesOfResult, type ResultPlace, resultPlace } from './result-files.ts';
import { unloaded } from './unload.ts';

/** What the family of relational databases is told of Athena. */
export function athenaSystem({
  config,
  sessions,
  place,
  tempDir,
}: {
  readonly config: AthenaConfig;
  readonly sessions: SessionPool<AthenaSession>;
  readonly place: ResultPlace;
  /** A folder for files of results. */
  readonly tempDir: string;
}): SqlReader<AthenaSession, CatalogObject> {
  return {
    dialect: athenaDialect,
    sessions,
    bareIn: 'default',
    list: (session, schema) => listTables(session, config, schema),
    describe: (session, names) => describeTables(session, config, names),
    describeQuery,
    async *csv(sql, signal) {
      const { output } = await sessions.use(signal, (session) => session.finished(sql));
      yield* linesOfResult(await place.fetchResult(resultPlace(output), tempDir, signal));
    },
    ...(config.use_unload ? { bulk: (selection) => unloaded(place, sessions, selection) } : {}),
    statementError,
  };
}
