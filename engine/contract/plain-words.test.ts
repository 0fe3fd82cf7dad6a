import { z } from 'zod';
import { registry } from '../connectors/registry.ts';
import type { ConfigSchema } from './config-schema.ts';
import { checkConfig } from './describe-config.ts';

const schema = z.strictObject({
  name: z.string().min(1),
  code: z.string().max(3).optional(),
  port: z.int().min(1).max(65535).optional(),
  kind: z.enum(['a', 'b']).optional(),
  url: z.url().optional(),
  list: z.array(z.string()).min(1).optional(),
  on: z.boolean().optional(),
  own: z.string().regex(/^x/, 'begins with x').optional(),
}) as ConfigSchema;

test.each([
  [{}, 'is required'],
  [{ name: '' }, 'must not be empty'],
  [{ name: 1 }, 'has to be a text'],
  [{ name: 'n', code: 'four' }, 'has to have at most 3 characters'],
  [{ name: 'n', port: 0 }, 'has to be at least 1'],
  [{ name: 'n', port: 70_000 }, 'has to be at most 65535'],
  [{ name: 'n', port: 1.5 }, 'has to be a whole number'],
  [{ name: 'n', kind: 'c' }, 'has to be one of a, b'],
  [{ name: 'n', url: 'x' }, 'has to be an address such as https://example.com'],
  [{ name: 'n', list: [] }, 'has to have at least 1 element'],
  [{ name: 'n', on: 'yes' }, 'has to be true or false'],
  [{ name: 'n', own: 'y' }, 'begins with x'],
])('%j: %s', (value, message) => {
  expect(checkConfig(schema, value).map((issue) => issue.message)).toEqual([message]);
});

test('no connector says what is wrong in zod’s words', () => {
  const values = ['', 0, -1, 1.5, true, [], {}, 'x', [1], { x: 1 }];
  for (const { id, config, definitions } of registry.values())
    for (const each of [config, ...Object.values(definitions)])
      for (const value of values)
        for (const { path, message } of checkConfig(
          each,
          Object.fromEntries(Object.keys(each.shape).map((name) => [name, value])),
        ))
          expect([id, path, message]).toEqual([
            id,
            path,
            expect.not.stringMatching(/^(Too |Invalid|Unrecognized|Expected)|expected .* received|>=|<=/),
          ]);
});
