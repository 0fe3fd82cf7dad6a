import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { testHost } from '../../../../test/contract/open-connector.ts';
import { CuttingProxy } from '../../../../test/crash/cutting-proxy.ts';
import { describeNeeding } from '../../../../test/needing.ts';
import { missingSshd } from '../../../../test/services/sshd.ts';
import { sftpConfig } from './config.ts';
import { SftpSession } from './sftp-session.ts';
import { SftpStore } from './sftp-store.ts';
import { fixture as sftp } from './testing/contract-fixture.ts';

/* A server that takes a line and then says nothing: what waits for it fails by itself, and ends soon when cancelled. */

const never = new AbortController().signal;
const SILENT = { code: 'connection_failed', message: expect.stringMatching(/fallen silent/) };

/** A server's folder by way of a proxy that can fall silent. */
async function through(silenceMs: number) {
  const stack = new AsyncDisposableStack();
  const open = stack.use(await sftp.open());
  const host = stack.use(await testHost());
  const config = sftpConfig.parse(open.config);
  const proxy = stack.use(await CuttingProxy.open(config.ssh_port));
  const { ssh_host, ssh_user, ssh_private_key } = config;
  const login = {
    ssh: true,
    ssh_host,
    ssh_port: proxy.port,
    ssh_user,
    ssh_private_key,
    ssh_host_key: undefined,
  };
  const session = new SftpSession(login, host.knownHosts, silenceMs);
  const store = stack.use(new SftpStore(session, config.path, 'server'));
  return { proxy, store, stack };
}

/** Pieces of a file of some megabytes; between the first two, something is done. */
async function* pieces(between: () => void) {
  for (let i = 0; i < 200; i++) {
    if (i === 1) between();
    yield Buffer.alloc(64 * 1024, i);
  }
}

describeNeeding(missingSshd(), 'a silent SFTP server', () => {
  test('fails what is asked, what is written and what is read', async () => {
    const { proxy, store, stack } = await through(1_000);
    await using _ = stack;
    await store.upload(Readable.from(pieces(() => {})), 'there.bin', never, () => {});
    const file = (await store.open('there.bin', never)) as Readable;
    const silence = new Writable({
      write(_chunk, _encoding, done) {
        proxy.fallSilent();
        done();
      },
    });
    await expect(pipeline(file, silence)).rejects.toMatchObject(SILENT);
    // A new line is let in, and hears nothing from its beginning.
    await expect(store.list('', never)).rejects.toMatchObject({
      code: 'connection_failed',
      message: expect.stringMatching(/does not answer/),
    });
  }, 60_000);

  test('fails an upload, and takes no more of it', async () => {
    const { proxy, store, stack } = await through(1_000);
    await using _ = stack;
    const rows = Readable.from(pieces(() => proxy.fallSilent()));
    await expect(store.upload(rows, 'new.bin', never, () => {})).rejects.toMatchObject(SILENT);
    expect(rows.destroyed).toBe(true);
  }, 60_000);

  test('is not waited for by what is cancelled, nor by what closes', async () => {
    const { proxy, store, stack } = await through(3_600_000);
    await using _ = stack;
    await store.upload(Readable.from(pieces(() => {})), 'there.bin', never, () => {});
    const canceling = new AbortController();
    const file = (await store.open('there.bin', canceling.signal)) as Readable;
    proxy.fallSilent();
    const listing = store.list('', canceling.signal);
    setTimeout(() => canceling.abort(), 100);
    await expect(listing).rejects.toMatchObject({ code: 'canceled' });
    await expect(file.toArray()).rejects.toMatchObject({ code: 'canceled' });
  }, 60_000);
});
