import {
  ArgumentError,
  computed,
  definitions,
  fn,
  importById,
  isUnknown,
  type Lazy,
  parameter,
  provider,
  required,
  string,
} from '../../framework/index.ts';
import { Notes } from './notes.ts';

const { resource, dataSource, ephemeralResource } = definitions<Notes>();

const noteData = dataSource({
  description: 'A note that is there.',
  attributes: { id: required(string), title: computed(string) },
  read({ config, provider: notes }) {
    const found = notes.read(config.id);
    if (!found) throw new Error(`There is no note ${config.id}.`);
    return { title: found.title };
  },
});

const password = ephemeralResource({
  description: 'A password.',
  attributes: { seed: required(string), value: computed(string) },
  open({ config, private: kept, provider: notes }) {
    notes.happened('open');
    kept.set('seed', config.seed);
    return { value: `pw-${config.seed}` };
  },
  close({ private: kept, provider: notes }) {
    notes.happened(`close ${kept.get('seed')}`);
  },
});

const repeat = fn({
  summary: 'Repeats a word.',
  parameters: { word: parameter(string, { description: 'What to repeat.' }) },
  variadic: parameter(string, { description: 'More words.' }),
  returns: string,
  call({ word }, more) {
    if (word === '') throw new ArgumentError('word', 'it must not be empty');
    const empty = more.indexOf('');
    if (empty >= 0) throw new ArgumentError(empty, 'it must not be empty either');
    return [word, ...more].join(' ');
  },
});

const attributes = { folder: required(string, { description: 'Where the notes are.' }) };

function configure({ config }: { readonly config: { readonly folder: string | symbol } }): Notes {
  if (isUnknown(config.folder)) throw new Error('The folder must be known.');
  return new Notes(String(config.folder));
}

export const example = provider({
  name: 'example',
  version: '0.0.1',
  description: 'Notes in a folder, for the tests of the plugin.',
  attributes,
  configure,
  resources: { note: () => import('./note.ts').then(({ note }) => note) },
  dataSources: { note: () => noteData },
  ephemeralResources: { password: () => password },
  functions: { repeat: () => repeat } satisfies Record<string, Lazy<unknown>>,
});

/** Another provider, from which notes are moved. */
export const legacy = provider({
  name: 'legacy',
  version: '0.0.1',
  description: 'Notes as they were.',
  attributes,
  configure,
  resources: {
    note: () =>
      resource({
        description: 'An old note.',
        attributes: { id: computed(string, { keep: true }), name: required(string), text: required(string) },
        create({ planned, provider: notes }) {
          const { name: title, text: body } = planned;
          return { id: notes.create({ title, kind: 'plain', body, tags: [], revision: 7, secret: null }) };
        },
        read: () => ({}),
        delete() {},
        importState: importById(),
      }),
  },
});
