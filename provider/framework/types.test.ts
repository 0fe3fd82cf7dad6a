import {
  type Attribute,
  computed,
  definitions,
  dynamic,
  fn,
  importById,
  integer,
  list,
  map,
  object,
  optional,
  parameter,
  required,
  set,
  string,
  Unknown,
} from './index.ts';

interface Engine {
  readonly create: (name: string) => Promise<{ id: string }>;
}
const { resource } = definitions<Engine>();

const thing = resource({
  description: 'A thing.',
  attributes: {
    id: computed(string, { keep: true }),
    name: required(string, { requiresReplace: true, oneOf: ['a', 'b'] }),
    size: optional(integer, { default: 3 }),
    fields: optional(set(string), { computed: true }),
    configuration: optional(dynamic, { equality: 'json' }),
    password: required(string, { writeOnly: true }),
    labels: optional(map(string)),
    schemas: optional(
      list(object({ id: required(string), label: optional(string), output: computed(string) })),
    ),
    version: computed(integer, { nullable: true }),
  },
  async plan({ proposed, config, changed }) {
    const name: string | Unknown = proposed.name;
    const password: string | Unknown = config.password;
    const none: null = proposed.password;
    const first = proposed.schemas === null || proposed.schemas === Unknown ? null : proposed.schemas[0];
    const label: string | null | Unknown = first && first !== Unknown ? first.label : null;
    void [name, password, none, label];
    return changed('name') ? { version: Unknown } : {};
  },
  async create({ planned, config, provider }) {
    const size: number = planned.size;
    const fields: readonly string[] | null | Unknown = planned.fields;
    const label: string | null | undefined = config.schemas?.[0]?.label;
    const output: string | Unknown | undefined = planned.schemas?.[0]?.output;
    void [size, fields, label, output];
    const { id } = await provider.create(planned.name);
    return { id, version: null };
  },
  async read({ state }) {
    const id: string = state.id;
    const name: string | null = state.name;
    // @ts-expect-error an imported name may be null
    const wrong: string = state.name;
    void [name, wrong];
    return id === '' ? null : { id };
  },
  async update({ planned, prior }) {
    const before: number = prior.size;
    return { version: planned.size + before };
  },
  async delete() {},
  importState: importById(),
});

const greet = fn({
  summary: 'Greets.',
  parameters: { name: parameter(string, { description: 'Whom.', allowNull: true }) },
  variadic: parameter(integer, { description: 'How often.' }),
  returns: list(string),
  call({ name }, times) {
    const who: string | null = name;
    const count: number = times[0] ?? 1;
    return [`${who} ${count}`];
  },
});

function generated(attributes: Record<string, Attribute>) {
  return resource({
    description: 'A thing whose schema is only known when it runs.',
    attributes: { id: computed(string), configuration: required(object(attributes)) },
    create({ config }) {
      const configuration: Record<string, unknown> = config.configuration;
      return { id: String(configuration.x) };
    },
    read: () => null,
    delete() {},
  });
}

test('definitions carry the types of their values', () => {
  expect(Object.keys(thing.attributes)).toHaveLength(9);
  expect(Object.keys(generated({}).attributes)).toHaveLength(2);
  expect(greet.call({ name: 'you' }, [2])).toEqual(['you 2']);
});
