import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import ssh2 from 'ssh2';
import { describeNeeding } from '../../../../test/needing.ts';
import { missingSshd, newKey, type SshService, startSshd } from '../../../../test/services/sshd.ts';
import { FilesUnderTest, never, testHost } from '../../../families/object-store/testing/open-files.ts';
import { sftp } from './definition.ts';
import { SftpSession } from './sftp-session.ts';
import { SftpStore } from './sftp-store.ts';

const missing = missingSshd();

describeNeeding(missing, 'files on an SFTP server', () => {
  let sshd: SshService;
  let host: Awaited<ReturnType<typeof testHost>>;
  let dir: string;
  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(() => sshd?.stop());
  beforeEach(async () => {
    host = await testHost();
    dir = await mkdtemp(join(tmpdir(), 'sftp-'));
  });
  afterEach(async () => {
    await host[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  });
  const settings = (more: Record<string, unknown> = {}) => ({
    ssh_host: sshd.host,
    ssh_port: sshd.port,
    ssh_user: sshd.user,
    ssh_private_key: sshd.privateKey,
    path: dir,
    ...more,
  });
  const open = (more: Record<string, unknown> = {}) => sftp.open(sftp.config.parse(settings(more)), host);
  const store = () => {
    const login = {
      ssh: true,
      ssh_host: sshd.host,
      ssh_port: sshd.port,
      ssh_user: sshd.user,
      ssh_private_key: sshd.privateKey,
    };
    return new SftpStore(new SftpSession(login, host.knownHosts, 60_000), dir, 'server');
  };

  test('large files go there and back as they are, and the host’s key is remembered', async () => {
    await using files = store();
    const body = randomBytes(5_000_003);
    await files.upload(
      Readable.from([body.subarray(0, 100), body.subarray(100)]),
      'a/b/large',
      never,
      () => {},
    );
    const hash = createHash('sha256');
    const stream = await files.open('a/b/large', never);
    for await (const chunk of stream as Readable) hash.update(chunk as Buffer);
    expect(hash.digest('hex')).toBe(createHash('sha256').update(body).digest('hex'));
    expect(await files.list('a/', never)).toMatchObject([{ key: 'a/b/large', size: body.length }]);
    expect(await files.open('a/none', never)).toBeUndefined();
    await files.remove(['a/b/large', 'a/b/none']);
    expect(await readdir(join(dir, 'a'))).toEqual([]);
    expect(await readFile(host.knownHosts, 'utf8')).toContain(`[127.0.0.1]:${sshd.port} `);
  });

  test('a file that breaks off is not there, and what a killed process left goes', async () => {
    await using files = store();
    await files.put('t/x', 'old', never);
    async function* broken() {
      yield Buffer.from('new');
      throw new Error('the source broke');
    }
    await expect(files.upload(Readable.from(broken()), 't/x', never, () => {})).rejects.toThrow(
      'the source broke',
    );
    expect(await readdir(join(dir, 't'))).toEqual(['x']);
    expect(await readFile(join(dir, 't', 'x'), 'utf8')).toBe('old');
    await writeFile(join(dir, 't', '.x.00000000-0000-0000-0000-000000000000.syncform'), 'half');
    expect((await files.list('t/', never)).map(({ key }) => key)).toEqual(['t/x']);
    await files.abandonUploads('t/');
    expect(await readdir(join(dir, 't'))).toEqual(['x']);
  });

  test('a glob is read from its folder; links to files are followed', async () => {
    await mkdir(join(dir, '2024'));
    await writeFile(join(dir, '2024', 'a.csv'), 'i\n1\n');
    await writeFile(join(dir, '2024', 'b.json'), '{"i": 2}');
    await symlink(join(dir, '2024', 'a.csv'), join(dir, 'link.csv'));
    await symlink(dir, join(dir, '2024', 'round'));
    await using all = await open();
    expect(await new FilesUnderTest(all.facets, host).ids()).toEqual([
      '2024/a.csv',
      '2024/b.json',
      'link.csv',
    ]);
    await using some = await open({ path: `${dir}/**/*.csv` });
    const files = new FilesUnderTest(some.facets, host);
    expect(await files.ids()).toEqual(['2024/a.csv', 'link.csv']);
    expect(await files.rows('link.csv')).toEqual(['1']);
  });

  test('whoever asks after the connection was lost gets a new one', async () => {
    const { port } = sshd;
    await writeFile(join(dir, 'a.csv'), 'i\n1\n');
    await using connector = await open();
    await connector.facets.test?.test(never);
    await sshd.stop();
    sshd = await startSshd({ port });
    // Its host keys are new ones.
    await rm(host.knownHosts, { force: true });
    await using again = await open();
    await again.facets.test?.test(never);
    expect(await readdir(dir)).toEqual(['a.csv']);
  });

  test('a key that is not accepted, another host key and a path that is not there are named', async () => {
    const stranger = await newKey(join(dir, 'stranger'), 'ed25519');
    const cases: [Record<string, unknown>, object][] = [
      [
        { ssh_private_key: stranger.privateKey },
        { part: 'ssh', hint: expect.stringContaining('authorized_keys') },
      ],
      [
        { ssh_host_key: stranger.publicKey },
        { part: 'ssh', message: expect.stringContaining('another host key') },
      ],
      [{ path: join(dir, 'none') }, { part: 'path', hint: expect.stringContaining('correct path') }],
      [{ ssh_port: 1 }, { part: 'ssh', message: expect.stringContaining('ECONNREFUSED') }],
    ];
    for (const [more, expected] of cases) {
      await using connector = await open(more);
      await expect(connector.facets.test?.test(never)).rejects.toMatchObject(expected);
    }
  });
});

test('a password logs in, and one that is wrong is named without being shown', async () => {
  const { private: hostKey } = ssh2.utils.generateKeyPairSync('ed25519');
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
    client.on('error', () => {});
    client.on('authentication', (context) => {
      if (context.method === 'password' && context.password === 'right') context.accept();
      else context.reject(['password']);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  await using host = await testHost();
  const open = (ssh_password: string) =>
    sftp.open(
      sftp.config.parse({
        ssh_host: '127.0.0.1',
        ssh_port: (server.address() as AddressInfo).port,
        ssh_user: 'someone',
        auth_mode: 'password',
        ssh_password,
      }),
      host,
    );
  await using wrong = await open('hush');
  const refused = wrong.facets.test?.test(never);
  await expect(refused).rejects.toMatchObject({ part: 'ssh', hint: expect.stringContaining('ssh_password') });
  await expect(refused).rejects.not.toThrow('hush');
  // This server lets the user in and has no files.
  await using right = await open('right');
  await expect(right.facets.test?.test(never)).rejects.toThrow('offers no SFTP');
  server.close();
});
