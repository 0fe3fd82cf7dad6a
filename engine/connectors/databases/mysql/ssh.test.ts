import { describeNeeding } from '../../../../test/needing.ts';
import { missingMysql, serverName } from '../../../../test/services/mysql/mysql.ts';
import { numbersTo } from '../../../../test/services/mysql/words.ts';
import { missingSshd, type SshService, sshSettings, startSshd } from '../../../../test/services/sshd.ts';
import type { ChangesFacet } from '../../../contract/changes.ts';
import type { Facets, OpenConnector } from '../../../contract/contract.ts';
import { connectionFailure, testConnection } from '../../../families/sql/testing/connection-tests.ts';
import { type Fixture, openFixture } from './testing/fixture.ts';

const missing = missingSshd() ?? missingMysql();

describeNeeding(missing, `through SSH at ${serverName}`, () => {
  let fixture: Fixture;
  let sshd: SshService;
  let connector: OpenConnector;
  beforeAll(async () => {
    fixture = await openFixture();
    sshd = await startSshd();
    connector = await open({ ssl: true });
    await fixture.sql(`CREATE TABLE t AS SELECT seq AS n, repeat(seq, 100) AS text FROM ${numbersTo(5000)}`);
  });
  afterAll(async () => {
    await fixture?.[Symbol.asyncDispose]();
    await sshd?.stop();
  });

  const open = (changes: object) => fixture.open({ ...sshSettings(sshd), ...changes });

  test('a connection works, with and without TLS', async () => {
    await expect(connector.facets.test?.test(fixture.signal)).resolves.toBeUndefined();
    await expect(testConnection(open, {})).resolves.toBeUndefined();
  });

  test('rows are read', async () => {
    const { read } = connector.facets as Facets;
    const extraction = await read.extract(
      { object: `${fixture.service.database}.t`, fields: ['n', 'text'], configuration: {} },
      fixture.signal,
    );
    expect(await fixture.rows(extraction)).toHaveLength(5000);
  });

  test('changes are followed, with TLS', async () => {
    await fixture.sql('CREATE TABLE followed (id int PRIMARY KEY, n int)');
    const detecting = await open({ ssl: true, change_detection: true });
    const changes = detecting.facets.changes as ChangesFacet;
    const { signal } = fixture;
    const object = `${fixture.service.database}.followed`;
    const stream = { id: 'ssh', objects: [object], configuration: {} };
    const from = await changes.prepare(stream, null, signal);
    const fields = ['id', 'n'];
    const snapshot = await changes.snapshot(stream, { object, fields, configuration: {} }, signal);
    await snapshot[Symbol.asyncDispose]();
    await fixture.sql(`INSERT INTO followed SELECT seq, seq FROM ${numbersTo(50_000)}`);
    const until = await changes.head(signal);
    const objects = [{ id: object, fields, key: ['id'], handover: snapshot.handover }];
    await using following = await changes.follow({ stream, objects, from, until }, signal);
    let rows = 0;
    for await (const portion of following.events)
      rows += portion.filter(({ type }) => type === 'insert').length;
    expect(rows).toBe(50_000);
  });

  test('what is in the way is named', async () => {
    const part = async (changes: object) => (await connectionFailure(open, changes)).part;
    expect(await part({ ssh_port: 1 })).toBe('ssh');
    expect(await part({ port: 1 })).toBe('refused');
    expect(await part({ passwd: 'wrong' })).toBe('user or password');
  });
});
