import { testHost } from '../../../../../../test/contract/open-connector.ts';
import type { PostgresService } from '../../../../../../test/services/postgres.ts';
import type { ChangesFacet } from '../../../../../contract/changes.ts';
import { postgresqlConfig } from '../../config.ts';
import { postgresql } from '../../definition.ts';

/** The changes facet at a server, and what it has said in the log. */
export async function openAt(
  service: PostgresService,
): Promise<{ readonly changes: ChangesFacet; readonly said: readonly string[] } & AsyncDisposable> {
  const host = await testHost();
  const said: string[] = [];
  const config = { ...service.configuration, change_detection: true, publication: 'followed' };
  const open = await postgresql.open(postgresqlConfig.parse(config), {
    ...host,
    log: (_level, message) => said.push(message),
  });
  const { changes } = open.facets;
  if (!changes) throw new Error('the connection has no changes facet');
  return {
    changes,
    said,
    async [Symbol.asyncDispose]() {
      await open[Symbol.asyncDispose]();
      await host[Symbol.asyncDispose]();
    },
  };
}
