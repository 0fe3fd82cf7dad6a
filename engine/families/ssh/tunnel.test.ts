import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeNeeding } from '../../../test/needing.ts';
import { missingSshd, newKey, type SshService, sshSettings, startSshd } from '../../../test/services/sshd.ts';
import { ConnectionError } from '../../kit/errors.ts';
import type { Tunnel } from '../tunnel/tunnel.ts';
import type { SshConfig } from './config.ts';
import { openTunnel } from './tunnel.ts';

const missing = missingSshd();

describeNeeding(missing, 'a tunnel', () => {
  const never = new AbortController().signal;
  let dir: string;
  let knownHosts: string;
  let sshd: SshService;
  let echo: Server;
  let target: { host: string; port: number };

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'ssh-'));
    sshd = await startSshd();
    echo = createServer((socket) => socket.on('error', () => {}).pipe(socket));
    await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
    target = { host: '127.0.0.1', port: (echo.address() as { port: number }).port };
  });
  afterAll(async () => {
    await sshd?.stop();
    echo?.close();
    await rm(dir, { recursive: true, force: true });
  });
  beforeEach(async () => {
    knownHosts = join(await mkdtemp(join(dir, 'data-')), 'deeper', 'known_hosts');
  });

  const settings = (changes: Partial<SshConfig> = {}): SshConfig => ({
    ...sshSettings(sshd),
    ...changes,
  });
  const open = (changes: Partial<SshConfig> = {}, to = target) =>
    openTunnel(settings(changes), { ...to, knownHosts }) as Tunnel;
  /** What comes back of a text that is sent. */
  const sendTo = (socket: NodeJS.ReadWriteStream, text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      let back = '';
      socket.on('error', reject);
      socket.on('data', (chunk) => {
        back += String(chunk);
        if (back.length >= text.length) resolve(back);
      });
      socket.write(text);
    });
  const works = async (changes: Partial<SshConfig> = {}) => {
    await using tunnel = open(changes);
    expect(await sendTo(await tunnel.connect(never), 'hello')).toBe('hello');
  };
  const failure = async (changes: Partial<SshConfig>, to = target): Promise<ConnectionError> => {
    await using tunnel = open(changes, to);
    const error = await tunnel.connect(never).then(
      () => undefined,
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(ConnectionError);
    return error as ConnectionError;
  };

  test('is none where none is asked for', () => {
    expect(openTunnel({ ...settings(), ssh: false }, { ...target, knownHosts })).toBeUndefined();
  });

  test('carries several connections, as streams and by a port of this machine', async () => {
    await using tunnel = open();
    const [one, two] = await Promise.all([tunnel.connect(never), tunnel.connect(never)]);
    const text = 'x'.repeat(1_000_000);
    expect(await sendTo(one, 'one')).toBe('one');
    expect(await sendTo(two, text)).toBe(text);
    const port = await tunnel.listen(never);
    expect(await tunnel.listen(never)).toBe(port);
    const socket = connect(port, '127.0.0.1');
    expect(await sendTo(socket, 'three')).toBe('three');
  });

  test('closes everything when it is closed', async () => {
    const tunnel = open();
    const stream = await tunnel.connect(never);
    const socket: Socket = connect(await tunnel.listen(never), '127.0.0.1');
    await sendTo(socket, 'x');
    const closed = [stream, socket].map((s) => new Promise((resolve) => s.once('close', resolve)));
    await tunnel[Symbol.asyncDispose]();
    await Promise.all(closed);
    expect([stream.destroyed, socket.destroyed]).toEqual([true, true]);
  });

  test('remembers a host’s key at first and refuses another', async () => {
    await works();
    const remembered = await readFile(knownHosts, 'utf8');
    expect(remembered).toMatch(new RegExp(`^\\[127.0.0.1\\]:${sshd.port} ssh-ed25519 \\S+\\n$`));
    expect((await stat(knownHosts)).mode & 0o777).toBe(0o600);
    await works();
    expect(await readFile(knownHosts, 'utf8')).toBe(remembered);
    const other = await newKey(join(dir, 'other'), 'ed25519');
    await writeFile(knownHosts, `[127.0.0.1]:${sshd.port} ${other.publicKey}`);
    const error = await failure({});
    expect(error).toMatchObject({ part: 'ssh', message: expect.stringContaining('another host key') });
    expect(error.hint).toContain(knownHosts);
    await writeFile(
      knownHosts,
      `[127.0.0.1]:1 ${other.publicKey}[127.0.0.1]:${sshd.port} ${sshd.hostKeys[2]}\n`,
    );
    await works();
  });

  test('holds the host against a given key, whichever type it has', async () => {
    for (const key of sshd.hostKeys) await works({ ssh_host_key: key });
    await works({ ssh_host_key: sshd.hostKeys.map((key) => `[127.0.0.1]:${sshd.port} ${key}`).join('\n') });
    await expect(stat(knownHosts)).rejects.toThrow('ENOENT');
    const other = await newKey(join(dir, 'third'), 'ed25519');
    expect(await failure({ ssh_host_key: other.publicKey })).toMatchObject({
      part: 'ssh',
      message: expect.stringContaining('another host key'),
      hint: expect.stringContaining('ssh_host_key'),
    });
    expect((await failure({ ssh_host_key: 'no key' })).message).toContain('ssh_host_key');
  });

  test('says what is in the way', async () => {
    const part = 'ssh';
    expect(await failure({ ssh_host: 'nowhere.invalid' })).toMatchObject({ part, hint: 'Check ssh_host.' });
    expect(await failure({ ssh_port: 1 })).toMatchObject({
      part,
      message: expect.stringContaining('ECONNREFUSED'),
    });
    const stranger = await newKey(join(dir, 'stranger'), 'ed25519');
    expect(await failure({ ssh_private_key: stranger.privateKey })).toMatchObject({
      part,
      message: expect.stringContaining('refuses this user with this key'),
    });
    const locked = await newKey(join(dir, 'locked'), 'ed25519', 'passphrase');
    expect(await failure({ ssh_private_key: locked.privateKey })).toMatchObject({
      part,
      message: expect.stringContaining('encrypted'),
    });
    const broken = await failure({ ssh_private_key: 'planted-secret' });
    expect(broken).toMatchObject({ part, message: expect.stringContaining('not a private key') });
    expect(broken.message + broken.stack + JSON.stringify(broken)).not.toContain('planted-secret');
    expect(await failure({}, { host: '127.0.0.1', port: 1 })).toMatchObject({
      part: 'refused',
      message: expect.stringContaining('127.0.0.1:1 does not take connections from the SSH host'),
    });
  });

  test('says that the server forwards nothing', async () => {
    await using strict = await startSshd({ forwarding: false });
    const changes = { ssh_port: strict.port, ssh_private_key: strict.privateKey };
    expect(await failure(changes)).toMatchObject({
      part: 'ssh',
      hint: expect.stringContaining('AllowTcpForwarding'),
    });
  });

  test('lost, ends what runs over it and is opened again by the next to connect', async () => {
    const lines = new Set<Socket>();
    const between = createServer((socket) => {
      const onward = connect(sshd.port, '127.0.0.1');
      for (const line of [socket, onward]) lines.add(line.on('error', () => {}));
      socket.pipe(onward).pipe(socket);
    });
    await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
    await using tunnel = open({ ssh_port: (between.address() as { port: number }).port });
    const stream = await tunnel.connect(never);
    const lost = new Promise<Error>((resolve) => stream.once('error', resolve));
    for (const line of lines) line.destroy();
    expect((await lost).message).toBe('the SSH connection was lost');
    expect(await sendTo(await tunnel.connect(never), 'again')).toBe('again');
    between.close();
  });

  test('waits no longer than the signal says', async () => {
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => sockets.add(socket.resume().on('error', () => {})));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const tunnel = open({ ssh_port: (silent.address() as { port: number }).port });
    const controller = new AbortController();
    const connecting = tunnel.connect(controller.signal);
    controller.abort();
    await expect(connecting).rejects.toMatchObject({ code: 'canceled' });
    for (const socket of sockets) socket.destroy();
    silent.close();
  });
});
