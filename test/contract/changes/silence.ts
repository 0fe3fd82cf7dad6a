import { CuttingProxy } from '../../crash/cutting-proxy.ts';
import { type ChangesUnderTest, EventReader } from './under-test.ts';

/**
 * A line of changes that falls silent, after the server has been heard on it. `endsByItself`: the stream ends then, rather than
 * looking for the server again first.
 */
export function silenceSuite(under: () => ChangesUnderTest, endsByItself: boolean): void {
  describe('a line that falls silent', () => {
    async function followed(signal: AbortSignal, inactivity_timeout: number) {
      const stack = new AsyncDisposableStack();
      const { fixture } = under();
      const proxy = stack.use(await CuttingProxy.open(fixture.port));
      const config = await fixture.by(proxy.port);
      const open = stack.use(await under().open({ ...config, inactivity_timeout }));
      const table = await under().filledTable();
      const { stream, followed: object, from } = await under().begin(table);
      const following = await open.facets.changes?.follow({ stream, objects: [object], from }, signal);
      if (!following) throw new Error('no changes facet');
      stack.use(following);
      await under().sql(`INSERT INTO ${table} VALUES (3, 'three', 3)`);
      const reader = new EventReader(following);
      await reader.untilCommit();
      return { proxy, reader, stack };
    }

    const ending = async () => {
      const { proxy, reader, stack } = await followed(new AbortController().signal, 1);
      await using _ = stack;
      proxy.fallSilent();
      await expect(reader.untilCommit()).rejects.toMatchObject({
        code: 'connection_failed',
        message: expect.stringContaining('has fallen silent'),
      });
    };
    if (endsByItself) test('ends the stream with an error that says so', ending, 180_000);

    test('is not waited for by what is cancelled', async () => {
      const canceling = new AbortController();
      const { proxy, reader, stack } = await followed(canceling.signal, 3_600);
      await using _ = stack;
      proxy.fallSilent();
      setTimeout(() => canceling.abort(), 100);
      await expect(reader.untilCommit()).rejects.toMatchObject({ code: 'canceled' });
    }, 180_000);
  });
}
