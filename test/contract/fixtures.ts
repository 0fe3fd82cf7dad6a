import { globSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { connectors } from '../../engine/connectors/index.ts';
import { serverKind } from '../services/mysql/server.ts';
import type { ConnectorFixture } from './fixture.ts';

const root = resolve(import.meta.dirname, '..', '..');

/** The connectors' fixtures, by id: each lies beside its connector. A connector without one fails the suites. */
export const fixtures: ReadonlyMap<string, ConnectorFixture> = new Map(
  await Promise.all(
    globSync('engine/connectors/*/**/testing/contract-fixture.ts', { cwd: root })
      .sort()
      .map(async (path): Promise<[string, ConnectorFixture]> => {
        const { fixture } = (await import(join(root, path))) as { readonly fixture: ConnectorFixture };
        return [fixture.connector, fixture];
      }),
  ),
);

/** Whether this run tries a connector: the second one, at MySQL's own server, tries those alone that run there. */
export function isTried(connector: string): boolean {
  return serverKind === 'mariadb' || fixtures.get(connector)?.runsAtMysql === true;
}

/** A connector's id in a title, with what it runs on in the tests where that is another system than its own. */
export function titleOf(connector: string): string {
  const triedAt = connectors
    .find(({ id }) => id === connector)
    ?.triedAt?.replace('a MariaDB and a MySQL', serverKind === 'mysql' ? 'a MySQL' : 'a MariaDB');
  return triedAt === undefined ? connector : `${connector} (${triedAt})`;
}

/** The fixture of a connector; throws where there is none. */
export function fixtureOf(connector: string): ConnectorFixture {
  const fixture = fixtures.get(connector);
  if (!fixture)
    throw new Error(
      `There is no fixture for ${connector}: write testing/contract-fixture.ts in the connector's folder.`,
    );
  return fixture;
}
