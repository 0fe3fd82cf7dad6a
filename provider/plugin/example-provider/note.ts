import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AttributeError,
  bool,
  computed,
  definitions,
  dynamic,
  integer,
  isUnknown,
  list,
  object,
  optional,
  required,
  set,
  string,
  Unknown,
} from '../../framework/index.ts';
import type { Notes } from './notes.ts';

const { resource } = definitions<Notes>();

export const note = resource({
  version: 1,
  description: 'A note.',
  attributes: {
    id: computed(string, { keep: true, description: 'Given on creation.' }),
    title: required(string, { description: 'What it is about.' }),
    kind: optional(string, { default: 'plain', oneOf: ['plain', 'rich'], requiresReplace: true }),
    body: optional(dynamic, { equality: 'json' }),
    tags: optional(set(string), { computed: true }),
    parts: optional(list(object({ name: required(string), label: computed(string) }))),
    secret: optional(string, { writeOnly: true }),
    secrets_version: computed(integer, { nullable: true, keep: true }),
    revision: computed(integer),
    breaks: optional(bool, { description: 'Fails half-way.' }),
    waits: optional(bool, { description: 'Takes for ever, half-way.' }),
    crashes: optional(bool, { description: 'Has a stream fail that nobody listens to, and waits for it.' }),
  },
  identity: { attributes: { id: { type: string } } },

  validate({ config, diagnostics }) {
    if (config.title === '') diagnostics.error('title', 'Empty title', 'Give the note a title.');
    if (typeof config.body === 'object' && config.body !== null && 'forbidden' in config.body) {
      diagnostics.error(['body', 'forbidden'], 'Forbidden key', 'Take "forbidden" out of the body.');
    }
  },

  plan({ config, prior, provider }) {
    if (prior === null) return { secrets_version: config.secret === null ? null : 1 };
    const stored = provider.read(prior.id)?.secret ?? null;
    if (isUnknown(config.secret)) return { secrets_version: Unknown };
    return config.secret === stored ? {} : { secrets_version: (prior.secrets_version ?? 0) + 1 };
  },

  async create({ planned, config, provider, partial, signal }) {
    const tags = config.tags ?? [];
    const id = provider.create({ ...planned, tags, revision: 1, secret: config.secret });
    partial({ id, tags });
    if (planned.waits) {
      provider.happened('waiting');
      await sleep(60_000, undefined, { signal });
    }
    if (planned.crashes) {
      setImmediate(() => new EventEmitter().emit('error', new Error('the line of hunter22 broke')));
      await new Promise(() => {});
    }
    if (planned.breaks) throw new AttributeError('breaks', 'It broke', 'Take "breaks" away.');
    return { id, tags, revision: 1, parts: labelled(planned.parts) };
  },

  read({ state, provider }) {
    const found = provider.read(state.id);
    if (!found) return null;
    const { title, kind, body, tags, revision } = found;
    return { title, kind, body: body as never, tags, revision };
  },

  update({ planned, prior, config, provider }) {
    const tags = isUnknown(planned.tags) ? [] : (planned.tags ?? []);
    const revision = prior.revision + 1;
    provider.write(prior.id, { ...planned, tags, revision, secret: config.secret });
    if (planned.breaks) throw new AttributeError('breaks', 'It broke', 'Take "breaks" away.');
    return { revision, tags, parts: labelled(planned.parts) };
  },

  delete({ state, provider }) {
    provider.remove(state.id);
  },

  importState: ({ id, identity }) => ({ id: id ?? String(identity?.id) }),

  upgrade: {
    0: ({ name, ...rest }) => ({ ...rest, title: name ?? null }),
  },

  moveState({ sourceTypeName, sourceState }) {
    if (sourceTypeName !== 'legacy_note') return undefined;
    return { id: sourceState.id ?? null, title: sourceState.name ?? null, body: sourceState.text ?? null };
  },
});

type Parts = readonly { readonly name: string; readonly label: string | Unknown }[] | null;

function labelled(parts: Parts) {
  return parts === null ? null : parts.map(({ name }) => ({ name, label: name.toUpperCase() }));
}
