import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { inWords } from '../../../../../../test/contract/changes/replica.ts';
import type { MysqlOptions } from '../../../../../../test/services/mysql/mysql.ts';
import type { ChangeEvent, ChangesFacet, FollowedObject } from '../../../../../contract/changes.ts';
import { type Fixture, openFixture } from '../../testing/fixture.ts';

/** A server of a test's own, whose log is followed. */
export interface LogFixture extends Fixture {
  readonly changes: ChangesFacet;
  /** Makes a table `id int PRIMARY KEY, n int` with a row `1,1`. Answers its id. */
  table(name: string, columns?: string): Promise<string>;
  /** Begins a stream of tables, all of whose fields are followed. */
  begin(ids: readonly string[], fields?: readonly string[], key?: readonly string[]): Promise<Followed>;
}

/** A stream that was begun. */
export interface Followed {
  readonly from: string;
  readonly objects: readonly FollowedObject[];
  /** The snapshots' rows as CSV, by object. */
  readonly rows: ReadonlyMap<string, string>;
  /** All that came until now, in words, without commits. */
  words(from?: string): Promise<readonly string[]>;
  events(from?: string): Promise<readonly ChangeEvent[]>;
}

export async function openLogFixture(options: MysqlOptions = { settings: {} }): Promise<LogFixture> {
  const fixture = await openFixture(options);
  const { signal, service } = fixture;
  const open = await fixture.open({ change_detection: true, dbname: undefined });
  const changes = open.facets.changes as ChangesFacet;
  return {
    ...fixture,
    changes,
    async table(name, columns = 'id int PRIMARY KEY, n int') {
      await fixture.sql(`CREATE TABLE ${name} (${columns})`);
      await fixture.sql(`INSERT INTO ${name} (id) VALUES (1)`);
      return name.includes('.') ? name : `${service.database}.${name}`;
    },
    async begin(ids, fields = ['id', 'n'], key = ['id']) {
      const stream = { id: randomUUID(), objects: ids, configuration: {} };
      const from = await changes.prepare(stream, null, signal);
      const objects: FollowedObject[] = [];
      const rows = new Map<string, string>();
      for (const object of ids) {
        await using snapshot = await changes.snapshot(stream, { object, fields, configuration: {} }, signal);
        const [offer] = snapshot.extraction.offers;
        if (offer?.format === 'csv') rows.set(object, await text(await offer.open(signal)));
        objects.push({ id: object, fields, key, handover: snapshot.handover });
      }
      const events = async (start = from) => {
        const until = await changes.head(signal);
        await using following = await changes.follow({ stream, objects, from: start, until }, signal);
        const all: ChangeEvent[] = [];
        for await (const portion of following.events) all.push(...portion);
        return all;
      };
      const words = async (start?: string) =>
        (await events(start)).filter(({ type }) => type !== 'commit').map(inWords);
      return { from, objects, rows, events, words };
    },
  };
}
