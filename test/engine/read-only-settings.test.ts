import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type ConnectorDefinition, defineConnector } from '../../engine/contract/contract.ts';
import { openEngine } from '../../engine/embedded.ts';

/** A connector with one setting that the engine makes and one that the other side tells, which notes what it is opened with. */
function connectorWithReadOnly(opened: object[]): ConnectorDefinition {
  const config = z.strictObject({
    account: z.string().meta({ title: 'Account' }),
    external_id: z.string().optional().meta({ title: 'External id', readOnly: true }),
    user: z.string().optional().meta({ title: 'User', readOnly: true }),
  });
  return defineConnector({
    id: 'storage',
    name: 'Storage',
    description: 'A connector for this test.',
    config,
    definitions: {},
    types: { source: [], target: [] },
    facets: { test: {} },
    generate: (random) => ({ external_id: `made-${random(4).toString('hex')}` }),
    async open(given) {
      return {
        facets: {
          test: {
            async test() {
              opened.push(given);
            },
          },
        },
        identify: async () => ({ user: `user of ${given.account}` }),
        [Symbol.asyncDispose]: async () => {},
      };
    },
  }) as unknown as ConnectorDefinition;
}

test('what the engine makes stays for life, what the other side tells follows the configuration, and nobody sets either', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'read-only-'));
  const opened: { external_id?: string; user?: string }[] = [];
  try {
    await using engine = await openEngine({ dataDir: folder, connectors: [connectorWithReadOnly(opened)] });
    const input = (account: string, more: object = {}) => ({
      name: 'storage',
      type: 'storage',
      configuration: { account, ...more },
    });
    const made = await engine.connections.create(input('a'));
    const { external_id } = made.configuration;
    expect(made.configuration).toEqual({
      account: 'a',
      external_id: expect.stringMatching(/^made-/),
      user: 'user of a',
    });
    const changed = await engine.connections.update(made.id, input('b'));
    expect(changed.configuration).toEqual({ account: 'b', external_id, user: 'user of b' });
    expect(changed.secrets_version).toBe(1);
    await engine.connections.test({ type: 'storage', configuration: {} }, made.id);
    expect(opened.at(-1)).toMatchObject({ account: 'b', external_id, user: 'user of b' });
    await expect(engine.connections.update(made.id, input('b', { user: 'me' }))).rejects.toMatchObject({
      code: 'invalid',
      path: ['configuration', 'user'],
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
