import { describeNeeding } from '../../../../../test/needing.ts';
import { missingMysql, serverName } from '../../../../../test/services/mysql/mysql.ts';
import { LOG_STATE_RIGHT } from '../../../../../test/services/mysql/words.ts';
import type { Session } from '../session.ts';
import { openSessions, type Sessions } from '../sessions.ts';
import { wholePosition } from './log-status.ts';
import { formatPosition } from './position.ts';
import { beginSnapshot } from './snapshot-moment.ts';
import { type LogFixture, openLogFixture } from './testing/followed.ts';

const missing = missingMysql();

/* The way of MySQL, which does not tell which place in its log a transaction sees, tried at a MariaDB. */
describeNeeding(missing, `a moment that a lock makes at ${serverName}`, () => {
  let fixture: LogFixture;
  let sessions: Sessions;
  let table: string;
  beforeAll(async () => {
    fixture = await openLogFixture();
    sessions = openSessions(fixture.config);
    table = await fixture.table('locked');
    await fixture.sql(`CREATE USER reader@'127.0.0.1' IDENTIFIED BY 'x'`);
    await fixture.sql(`GRANT SELECT, REPLICATION SLAVE, ${LOG_STATE_RIGHT} ON *.* TO reader@'127.0.0.1'`);
  });
  afterAll(async () => {
    await sessions?.[Symbol.asyncDispose]();
    await fixture?.[Symbol.asyncDispose]();
  });

  const asMysql = (session: Session): Session => ({ ...session, isMariadb: false });
  const name = () => ({ schema: fixture.service.database, table: 'locked' });

  /** How many rows a snapshot has, and how many inserts the log has from its place on. */
  async function taken(
    by: Sessions,
  ): Promise<{ readonly rows: number; readonly later: () => Promise<number> }> {
    const { from, objects } = await fixture.begin([table]);
    return by.use(fixture.signal, async (session) => {
      const place = await beginSnapshot(by, asMysql(session), name(), fixture.signal);
      const [row] = await session.rows('SELECT count(*) FROM locked');
      const position = await wholePosition(fixture.config, by, session, place, fixture.signal);
      await session.run('ROLLBACK');
      const handover = JSON.stringify({
        ...JSON.parse(objects[0]?.handover ?? ''),
        position: formatPosition({ ...position, gtid: '' }),
      });
      const later = async () => {
        const until = await fixture.changes.head(fixture.signal);
        const followed = objects.map((object) => ({ ...object, handover }));
        const stream = { id: 'x', objects: [table], configuration: {} };
        await using following = await fixture.changes.follow(
          { stream, objects: followed, from, until },
          fixture.signal,
        );
        let inserts = 0;
        for await (const portion of following.events)
          inserts += portion.filter(({ type }) => type === 'insert').length;
        return inserts;
      };
      return { rows: Number(row?.[0]), later };
    });
  }

  test('fits its place in the log while others write', async () => {
    let isStopped = false;
    const write = async (writer: number) => {
      for (let n = 0; !isStopped; n++)
        await sessions.use(fixture.signal, (session) =>
          session.run(`INSERT INTO locked (id) VALUES (${1000 * 1000 * writer + n})`),
        );
    };
    const writers = [write(1), write(2)];
    const all = [];
    for (let i = 0; i < 10; i++) all.push(await taken(sessions));
    isStopped = true;
    await Promise.all(writers);
    const total = Number((await fixture.sql('SELECT count(*) FROM locked'))[0]?.[0]);
    for (const { rows, later } of all) expect(rows + (await later())).toBe(total);
  });

  test('is none where nobody may lock: what is written meanwhile may come twice, and nothing is missing', async () => {
    await using poor = openSessions({ ...fixture.config, account: 'reader', passwd: 'x' });
    const { rows, later } = await taken(poor);
    await fixture.sql('INSERT INTO locked (id) VALUES (-1)');
    const total = Number((await fixture.sql('SELECT count(*) FROM locked'))[0]?.[0]);
    expect(rows + (await later())).toBe(total);
  });

  test('is none where a writer holds the table for long', async () => {
    await fixture.sql('BEGIN');
    await fixture.sql('INSERT INTO locked (id) VALUES (-2)');
    const { rows, later } = await taken(sessions);
    await fixture.sql('COMMIT');
    const total = Number((await fixture.sql('SELECT count(*) FROM locked'))[0]?.[0]);
    expect(rows + (await later())).toBe(total);
  });
});
