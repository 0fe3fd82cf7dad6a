import type { DynamicValue as Message } from '../../protocol/generated/tfplugin6.ts';
import { decode, encode } from '../cty/codec.ts';
import {
  AttributeError,
  computed,
  definitions,
  dynamic,
  importById,
  integer,
  list,
  map,
  object,
  optional,
  provider,
  required,
  set,
  string,
  Unknown,
} from '../index.ts';
import type { AnyResource } from '../resource.ts';
import { objectType } from '../schema/cty-types.ts';
import { Runtime, remoteCalls } from './index.ts';

/** The remote calls of a provider whose one resource is `test_thing`, with values in and out. */
const { resource } = definitions<string>();
const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };
const type_name = 'test_thing';
type Values = Record<string, unknown>;

const whole = {
  description: 'A thing.',
  attributes: {
    id: computed(string, { keep: true }),
    name: required(string),
    size: optional(integer, { default: 3 }),
    region: optional(string, { requiresReplace: true }),
    tags: optional(set(string), { computed: true }),
    body: optional(dynamic, { equality: 'json' }),
    secret: optional(string, { writeOnly: true }),
    version: computed(integer),
    parts: optional(
      set(
        object({
          name: required(string),
          weight: optional(integer, { default: 1 }),
          label: computed(string, { keep: true }),
        }),
      ),
    ),
    places: optional(
      map(
        object({
          city: required(string, { requiresReplace: true }),
          secret: optional(string, { writeOnly: true }),
        }),
      ),
    ),
  },
  create: () => ({}),
  read: () => ({}),
  update: () => ({}),
  delete() {},
} as const;

function start(definition: Partial<AnyResource> = {}) {
  const thing: AnyResource = { ...whole, ...definition };
  const runtime = new Runtime(
    provider({
      name: 'test',
      version: '1',
      description: '',
      attributes: {},
      configure: () => 'configured',
      resources: { thing: () => thing },
    }),
    silent,
  );
  const calls = remoteCalls(runtime);
  const type = objectType(thing.attributes);
  const out = (message: Message | undefined) => decode(type, message!.msgpack!) as Values | null;
  const into = (values: Values | null): Message => ({ msgpack: encode(type, values) });
  const ready = calls.configureProvider({ config: { msgpack: encode(['object', {}], {}) } });

  return {
    runtime,
    calls,
    into,
    out,
    async plan(
      config: Values | null,
      prior: Values | null = null,
      proposed: Values | null = config && { ...prior, ...config },
    ) {
      await ready;
      const messages = { config: into(config), prior_state: into(prior), proposed_new_state: into(proposed) };
      const response = await calls.planResourceChange({ type_name, ...messages });
      const replace = response.requires_replace?.map((path) =>
        path.steps?.map((step) => Object.values(step).find((one) => one !== undefined)),
      );
      return { ...response, planned: out(response.planned_state), replace };
    },
    async apply(config: Values | null, planned: Values | null, prior: Values | null = null) {
      await ready;
      const messages = { config: into(config), prior_state: into(prior), planned_state: into(planned) };
      const response = await calls.applyResourceChange({ type_name, ...messages });
      return { ...response, state: out(response.new_state) };
    },
    async read(state: Values) {
      await ready;
      const response = await calls.readResource({ type_name, current_state: into(state) });
      return { ...response, state: out(response.new_state) };
    },
  };
}

const prior = { id: 'i', name: 'a', size: 3, tags: ['t'], version: 1 };

describe('plan', () => {
  test('fills defaults, leaves computed values unknown and drops write-only values on creation', async () => {
    const { planned, replace } = await start().plan({ name: 'a', secret: 's', parts: [{ name: 'p' }] });
    expect(planned).toEqual({
      id: Unknown,
      name: 'a',
      size: 3,
      region: null,
      tags: Unknown,
      body: null,
      secret: null,
      version: Unknown,
      parts: [{ name: 'p', weight: 1, label: Unknown }],
      places: null,
    });
    expect(replace).toEqual([]);
  });

  test('is exactly the prior state when nothing changes', async () => {
    const thing = start({ plan: ({ proposed }) => ({ ...proposed }) });
    const before = { ...prior, body: '{"a": 1}', parts: [{ name: 'p', weight: 1, label: 'P' }] };
    const { planned_state } = await thing.plan(
      { name: 'a', size: null, tags: null, body: { a: 1 }, parts: [{ name: 'p' }], secret: 's' },
      before,
      {
        ...before,
        secret: 's',
        parts: [{ name: 'p', weight: null, label: 'P' }],
      },
    );
    expect(planned_state).toEqual(thing.into(before));
  });

  test('on a change makes unknown what is not kept, and leaves alone what is unset', async () => {
    const { planned } = await start().plan({ name: 'b', tags: null }, prior, { ...prior, name: 'b' });
    expect(planned).toMatchObject({ id: 'i', name: 'b', tags: ['t'], version: Unknown });
  });

  test('takes what the resource foretells, and then the rest may change as well', async () => {
    const kept = { ...whole.attributes, foretold: computed(integer, { keep: true }) };
    const thing = start({ attributes: kept, plan: () => ({ foretold: 2 }) });
    const { planned } = await thing.plan(
      { name: 'a', tags: null },
      { ...prior, foretold: 1 },
      { ...prior, foretold: 1 },
    );
    expect(planned).toMatchObject({ foretold: 2, version: Unknown, id: 'i' });
  });

  test('refuses a foretold value where the configuration has its own', async () => {
    const { diagnostics, planned } = await start({ plan: () => ({ name: 'other' }) }).plan(
      { name: 'a' },
      prior,
    );
    expect(diagnostics).toMatchObject([
      { summary: 'Provider bug', attribute: { steps: [{ attribute_name: 'name' }] } },
    ]);
    expect(planned).toMatchObject({ name: 'a' });
  });

  test('keeps computed values of elements that stay, in a set of any order', async () => {
    const parts = [
      { name: 'p', weight: 1, label: 'P' },
      { name: 'q', weight: 2, label: 'Q' },
    ];
    const config = { name: 'a', parts: [{ name: 'q', weight: 2 }, { name: 'r' }, { name: 'p' }] };
    const proposed = { ...prior, parts: [parts[1], { name: 'r' }, { ...parts[0], weight: null }] };
    const { planned } = await start().plan(config, { ...prior, parts }, proposed);
    expect(planned?.parts).toEqual([
      { name: 'q', weight: 2, label: 'Q' },
      { name: 'r', weight: 1, label: Unknown },
      { name: 'p', weight: 1, label: 'P' },
    ]);
  });

  test('replaces where the schema, a nested attribute or the resource says so, and without update always', async () => {
    expect((await start().plan({ name: 'a', region: 'eu' }, prior)).replace).toEqual([['region']]);
    expect((await start().plan({ name: 'b' }, prior)).replace).toEqual([]);
    const places = { x: { city: 'Bern' } };
    const moved = await start().plan({ name: 'a', places: { x: { city: 'Rom' } } }, { ...prior, places });
    expect(moved.replace).toEqual([['places', 'x', 'city']]);
    const asking = start({
      plan: ({ requireReplace }) => {
        requireReplace('name');
        return {};
      },
    });
    expect((await asking.plan({ name: 'b' }, prior)).replace).toEqual([['name']]);
    const { update: _, ...withoutUpdate } = whole;
    const fixed = start({ ...withoutUpdate, update: undefined } as never);
    expect((await fixed.plan({ name: 'b' }, prior)).replace).toEqual([['name'], ['version']]);
  });

  test('of a deletion may be warned of', async () => {
    const thing = start({
      planDelete: ({ diagnostics }) => diagnostics.warning(undefined, 'In use', 'By another thing.'),
    });
    const { planned, diagnostics } = await thing.plan(null, prior);
    expect(planned).toBeNull();
    expect(diagnostics).toMatchObject([{ severity: 2, summary: 'In use' }]);
  });
});

describe('apply', () => {
  const planned = {
    id: Unknown,
    name: 'a',
    size: 3,
    tags: Unknown,
    version: 5,
    body: { a: 1 },
    parts: [{ name: 'p', weight: 1, label: Unknown }],
  };

  test('leaves nothing unknown, keeps the plan, and drops write-only values', async () => {
    const create = () => ({
      id: 'i',
      name: 'other',
      secret: 's',
      parts: [{ name: 'p', weight: 1, label: 'P' }],
      body: '{ "a": 1 }',
    });
    const { state, diagnostics } = await start({ create }).apply({ name: 'a', secret: 's' }, planned);
    expect(diagnostics).toEqual([]);
    expect(state).toMatchObject({
      id: 'i',
      name: 'a',
      tags: null,
      version: 5,
      secret: null,
      parts: [{ name: 'p', weight: 1, label: 'P' }],
    });
    expect(state?.body).toMatchObject({ type: ['object', { a: 'number' }] });
  });

  test('says which computed value turned out otherwise, and keeps the truth', async () => {
    const { state, diagnostics } = await start({ create: () => ({ id: 'i', version: 6 }) }).apply(
      { name: 'a' },
      planned,
    );
    expect(diagnostics).toMatchObject([
      { summary: 'Applied otherwise than planned', attribute: { steps: [{ attribute_name: 'version' }] } },
    ]);
    expect(state).toMatchObject({ id: 'i', version: 6 });
  });

  test.each([
    [{ id: Unknown }, 'left id unknown', 'id'],
    [{ id: 7 }, 'expected a string', 'id'],
    [{ id: 'i', tags: ['t', 1] }, 'expected a string', 'tags'],
    [{ ident: 'i' }, 'not an attribute', undefined],
  ])('reports %p and keeps the rest', async (returned, message, name) => {
    const { state, diagnostics } = await start({ create: () => returned as never }).apply(
      { name: 'a' },
      planned,
    );
    expect(diagnostics?.[0]?.detail).toContain(message);
    expect(diagnostics?.[0]?.attribute?.steps?.[0]).toEqual(name && { attribute_name: name });
    expect(state).toMatchObject({ name: 'a', size: 3 });
  });

  test('turns an exception into a diagnostic with its causes, and keeps the prior state', async () => {
    const update = () => {
      throw new Error('no connection', {
        cause: new AggregateError([new Error('refused'), new Error('timed out')]),
      });
    };
    const thing = start({ update });
    const { state, diagnostics } = await thing.apply({ name: 'b' }, { ...prior, name: 'b' }, prior);
    expect(diagnostics).toMatchObject([
      { summary: 'Could not update test_thing', detail: 'no connection\nBecause: refused; timed out' },
    ]);
    expect(state).toMatchObject(prior);
    expect((await start({ create: update }).apply({ name: 'a' }, planned)).state).toBeNull();
    const kept = await start({ delete: update }).apply(null, null, prior);
    expect(kept.state).toMatchObject(prior);
  });

  test('keeps what was reached before an exception', async () => {
    const fail = ({ partial }: { partial(state: object): void }) => {
      partial({ id: 'i', name: 'half', tags: Unknown });
      throw new AttributeError(['parts', 0, 'name'], 'No such part', 'Choose another.');
    };
    const created = await start({ create: fail } as never).apply({ name: 'a' }, planned);
    expect(created.state).toMatchObject({ id: 'i', name: 'half', size: 3, tags: null });
    expect(created.diagnostics).toMatchObject([
      {
        summary: 'No such part',
        detail: 'Choose another.\n\nAt parts[0].name.',
        attribute: { steps: [{ attribute_name: 'parts' }] },
      },
    ]);
    const updated = await start({ update: fail } as never).apply(
      { name: 'b' },
      { ...prior, name: 'b', size: 9, tags: Unknown },
      prior,
    );
    expect(updated.state).toMatchObject({ id: 'i', name: 'half', size: 3, tags: ['t'] });
  });

  test('reports an error that a hook added without giving up', async () => {
    const thing = start({
      create: ({ diagnostics }) => {
        diagnostics.error('name', 'The run failed');
        return { id: 'i' };
      },
    });
    const { state, diagnostics } = await thing.apply({ name: 'a' }, planned);
    expect(diagnostics).toMatchObject([{ severity: 1, summary: 'The run failed' }]);
    expect(state).toMatchObject({ id: 'i' });
  });

  test('carries private state on', async () => {
    const thing = start({
      create: ({ private: kept }) => {
        kept.set('token', { n: 9007199254740993n });
        return {};
      },
      delete: ({ private: kept }) => expect(kept.get('token')).toEqual({ n: 9007199254740993n }),
    });
    const { private: bytes } = await thing.apply({ name: 'a' }, planned);
    const messages = {
      config: thing.into(null),
      prior_state: thing.into(prior),
      planned_state: thing.into(null),
    };
    const { diagnostics } = await thing.calls.applyResourceChange({
      type_name,
      ...messages,
      planned_private: bytes,
    });
    expect(diagnostics).toEqual([]);
  });

  test('is aborted when Terraform stops the provider', async () => {
    const started = Promise.withResolvers<void>();
    const thing = start({
      create: ({ signal }) => {
        started.resolve();
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      },
    });
    const applying = thing.apply({ name: 'a' }, planned);
    await started.promise;
    await thing.calls.stopProvider();
    expect((await applying).diagnostics).toMatchObject([
      { summary: 'Cancelled: could not create test_thing' },
    ]);
    const later = await thing.apply({ name: 'a' }, planned);
    expect(later).toMatchObject({ state: null, diagnostics: [{ detail: 'Terraform was interrupted.' }] });
    await thing.runtime.close();
  });
});

describe('read', () => {
  test('keeps what is left out and the writing of what means the same, and fills defaults', async () => {
    const state = { ...prior, size: null, body: { a: [1] }, secret: null };
    const { state: now } = await start({
      read: () => ({ name: 'b', body: '{"a": [1.0]}', secret: 's' }),
    }).read(state);
    expect(now).toMatchObject({ id: 'i', name: 'b', size: 3, version: 1, secret: null });
    expect(now?.body).toMatchObject({ type: ['object', { a: ['tuple', ['number']] }] });
  });

  test('says that it is gone, and keeps the state when it cannot tell', async () => {
    expect((await start({ read: () => null }).read(prior)).state).toBeNull();
    const failing = await start({ read: () => Promise.reject(new Error('down')) }).read(prior);
    expect(failing.state).toMatchObject(prior);
    expect(failing.diagnostics).toMatchObject([{ summary: 'Could not read test_thing', detail: 'down' }]);
  });
});

describe('states from elsewhere', () => {
  test('lose write-only and unknown attributes, and convert what they can', async () => {
    const thing = start({
      version: 2,
      upgrade: { 0: (state) => ({ ...state, name: state.title! }), 1: (state) => ({ ...state, size: '4' }) },
    });
    const json = Buffer.from(
      '{"id":"i","title":"t","version":9007199254740993,"secret":"s","body":"{}","gone":true}',
    );
    const upgraded = await thing.calls.upgradeResourceState({
      type_name,
      version: 0,
      raw_state: { json, flatmap: {} },
    });
    expect(thing.out(upgraded.upgraded_state)).toMatchObject({
      id: 'i',
      name: 't',
      size: 4,
      version: 9007199254740993n,
      secret: null,
    });
    const newer = await thing.calls.upgradeResourceState({
      type_name,
      version: 3,
      raw_state: { json, flatmap: {} },
    });
    expect(newer.diagnostics?.[0]?.detail).toContain('use a newer provider');
    const broken = await thing.calls.upgradeResourceState({
      type_name,
      version: 2,
      raw_state: { json: Buffer.from('{"tags":[{}]}') },
    });
    expect(broken.diagnostics?.[0]).toMatchObject({ attribute: { steps: [{ attribute_name: 'tags' }] } });
  });

  test('are moved only when the resource takes them', async () => {
    const thing = start({
      moveState: ({ sourceTypeName, sourceState }) =>
        sourceTypeName === 'old_thing' ? sourceState : undefined,
    });
    const source_state = { json: Buffer.from('{"id":"i","name":"n","secret":"s"}') };
    const moved = await thing.calls.moveResourceState({
      target_type_name: type_name,
      source_type_name: 'old_thing',
      source_state,
    });
    expect(thing.out(moved.target_state)).toMatchObject({ id: 'i', name: 'n', secret: null });
    const refused = await thing.calls.moveResourceState({
      target_type_name: type_name,
      source_type_name: 'other',
      source_state,
    });
    expect(refused.diagnostics?.[0]?.detail).toContain('test_thing cannot take over the state of other');
  });

  test('are imported by id or identity', async () => {
    const identity = { attributes: { id: { type: string } } };
    const thing = start({ importState: importById(), identity });
    await thing.read(prior);
    const byId = await thing.calls.importResourceState({ type_name, id: 'x' });
    expect(thing.out(byId.imported_resources![0]!.state)).toMatchObject({ id: 'x', name: null, size: null });
    const data = { msgpack: encode(['object', { id: 'string' }], { id: 'y' }) };
    expect(byId.imported_resources![0]!.identity).toEqual({
      identity_data: { msgpack: encode(['object', { id: 'string' }], { id: 'x' }) },
    });
    const byIdentity = await thing.calls.importResourceState({
      type_name,
      id: '',
      identity: { identity_data: data },
    });
    expect(thing.out(byIdentity.imported_resources![0]!.state)).toMatchObject({ id: 'y' });
    const schemas = await thing.calls.getResourceIdentitySchemas({} as never);
    expect(schemas.identity_schemas?.test_thing?.identity_attributes).toMatchObject([
      { name: 'id', required_for_import: true },
    ]);
  });
});

test('validation is pure, and finds what is wrong inside', async () => {
  const attributes = {
    kind: required(string, { oneOf: ['a', 'b'] }),
    rows: optional(
      list(object({ n: required(integer, { validate: (n) => (n > 2 ? undefined : 'must be above 2') }) })),
    ),
    config: optional(dynamic, {
      validate: (value) => (value === 'x' ? { message: 'not x', path: ['y', 0] } : undefined),
    }),
  };
  const definition = resource({
    description: '',
    attributes,
    create: () => ({}),
    read: () => null,
    delete() {},
  });
  const runtime = new Runtime(
    provider({
      name: 'test',
      version: '1',
      description: '',
      attributes: {},
      configure: () => '',
      resources: { thing: () => definition },
    }),
    silent,
  );
  const values = { kind: 'c', rows: [{ n: 3 }, { n: 1 }, { n: 2.5 }, { n: Unknown }], config: 'x' };
  const config = { msgpack: encode(objectType(attributes), values) };
  const { diagnostics } = await remoteCalls(runtime).validateResourceConfig({ type_name, config });
  expect(diagnostics?.map(({ detail }) => detail)).toEqual([
    'kind must be one of "a", "b", not "c".',
    'must be above 2\n\nAt rows[1].n.',
    'It must be a whole number between -9007199254740991 and 9007199254740991.\n\nAt rows[2].n.',
    'not x\n\nAt config.y[0].',
  ]);
});

test('nothing is loaded before it is needed, and then once', async () => {
  let loaded = 0;
  const thing = () => {
    loaded += 1;
    return whole as AnyResource;
  };
  const runtime = new Runtime(
    provider({
      name: 'test',
      version: '1',
      description: '',
      attributes: {},
      configure: () => '',
      resources: { thing, other: () => Promise.reject(new Error('never')) },
    }),
    silent,
  );
  const calls = remoteCalls(runtime);
  expect((await calls.getMetadata({} as never)).resources).toEqual([
    { type_name },
    { type_name: 'test_other' },
  ]);
  expect(loaded).toBe(0);
  await calls.validateResourceConfig({ type_name });
  await calls.validateResourceConfig({ type_name });
  expect(loaded).toBe(1);
  expect(
    (await calls.validateResourceConfig({ type_name: 'test_toString' })).diagnostics?.[0]?.detail,
  ).toContain('no resource test_toString');
});
