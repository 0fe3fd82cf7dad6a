import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeNeeding } from '../../../../test/needing.ts';
import { type AzuriteService, missingAzurite, startAzurite } from '../../../../test/services/azurite.ts';
import { containerSas } from '../azure/container-sas.ts';
import { azureStagingArea } from './azure.ts';

const missing = await missingAzurite();
const never = new AbortController().signal;

describeNeeding(missing, 'staging in Azure Blob Storage', () => {
  let azure: AzuriteService;
  let folder: string;
  const area = (over: Partial<{ container: string; key: string }> = {}) => {
    const { endpoint, account, key, container } = azure;
    return azureStagingArea({ endpoint, account, key, container, ...over });
  };
  beforeAll(async () => {
    azure = await startAzurite();
    folder = await mkdtemp(join(tmpdir(), 'staging-'));
  });
  afterAll(async () => {
    await azure?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  test('files large and small are stored, and removed by their prefix', async () => {
    await using staging = area();
    const large = join(folder, 'large');
    await writeFile(large, Buffer.alloc(40 * 1024 * 1024, 7));
    let sent = 0;
    await staging.upload(large, 'one/large', never, (bytes) => {
      sent += bytes;
    });
    await writeFile(join(folder, 'small'), 'x');
    await staging.upload(join(folder, 'small'), 'two/small', never);
    expect(sent).toBe(40 * 1024 * 1024);
    expect(await azure.blobs()).toEqual(['one/large', 'two/small']);
    expect(staging.url('one/large')).toBe(
      `abfss://${azure.container}@${azure.account}.dfs.core.windows.net/one/large`,
    );
    await staging.remove('one/');
    expect(await azure.blobs()).toEqual(['two/small']);
    await staging.remove('');
    expect(await azure.blobs()).toEqual([]);
  });

  test('a cancelled upload leaves nothing', async () => {
    await using staging = area();
    const path = join(folder, 'cancelled');
    await writeFile(path, Buffer.alloc(80 * 1024 * 1024));
    const controller = new AbortController();
    const upload = staging.upload(path, 'cancelled', controller.signal, () => controller.abort());
    await expect(upload).rejects.toMatchObject({ code: 'canceled' });
    expect(await azure.blobs()).toEqual([]);
  });

  test('the test leaves nothing behind, and says what is wrong', async () => {
    await using staging = area();
    await staging.test(never);
    expect(await azure.blobs()).toEqual([]);
    await using wrongKey = area({ key: Buffer.from('wrong').toString('base64') });
    await expect(wrongKey.test(never)).rejects.toMatchObject({
      part: 'bucket',
      message: expect.stringContaining('its credentials are not accepted'),
    });
    await using noContainer = area({ container: 'no-such-container' });
    await expect(noContainer.test(never)).rejects.toMatchObject({
      part: 'bucket',
      message: expect.stringContaining('there is no container no-such-container'),
    });
  });

  test('a signature reads the container and does not write to it', async () => {
    await using staging = area();
    await writeFile(join(folder, 'read'), 'to be read');
    await staging.upload(join(folder, 'read'), 'signed/read', never);
    const { endpoint, account, key, container } = azure;
    const sas = containerSas({ endpoint, account, key, container }, 60_000);
    const blob = `${endpoint}/${container}/signed/read?${sas}`;
    expect(await (await fetch(blob)).text()).toBe('to be read');
    const list = await fetch(`${endpoint}/${container}?restype=container&comp=list&${sas}`);
    expect(await list.text()).toContain('<Name>signed/read</Name>');
    expect((await fetch(blob, { method: 'DELETE' })).status).toBe(403);
    await staging.remove('');
  });
});
