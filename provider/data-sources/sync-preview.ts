import { runnableOf } from '../actions/runnable-of.ts';
import {
  bool,
  computed,
  integer,
  list,
  map,
  object,
  optional,
  required,
  string,
} from '../framework/index.ts';
import { reading } from '../resources/diagnostics/failures.ts';
import { dataSource } from '../resources/syncform.ts';
import { textMap } from './text-map.ts';

const MOST = 100;

const counted = (description: string) => computed(integer, { nullable: true, description });
const counts = {
  read: counted('Records read.'),
  create: counted('Records that are new in the target.'),
  update: counted('Records that are written over.'),
  remove: counted('Records that are removed, or marked as deleted.'),
  unchanged: counted('Records that the target has as they are.'),
  rejected: counted('Records that cannot be sent.'),
};

const attributes = {
  sync_id: required(string, { description: 'Id of a sync or bulk sync.' }),
  resync: optional(bool, { description: 'As a run that moves everything again would.' }),
  samples: optional(integer, {
    validate: (n) => (n < 0 || n > MOST ? `must be from 0 to ${MOST}` : undefined),
    description: `Records shown of each action; none if not set, for Terraform keeps them in its state. Values that are sent encrypted are not shown.`,
  }),
  ...counts,
  objects: computed(
    list(
      object({
        id: computed(string, { description: 'Id of the source object, or of the model.' }),
        table: computed(string, { description: 'The target table.' }),
        reads: computed(string, { description: 'What would be read, a phrase.' }),
        estimated_rows: counted('The source’s estimate of the rows of the whole object.'),
        statements: computed(list(string), { description: 'Statements that would be run before.' }),
      }),
    ),
    { description: 'What would be moved.' },
  ),
  sample: computed(
    list(
      object({
        action: computed(string, { description: '`create`, `update`, `remove` or `reject`.' }),
        record: computed(map(string), { description: 'Values as text by the target’s fields.' }),
        reason: computed(string, { nullable: true, description: 'Of a rejected record.' }),
      }),
    ),
    { description: 'The records that were asked for.' },
  ),
};

/** What a run of a sync would do now. */
export default dataSource({
  description:
    'What a run of a sync would do now, for `check` blocks and `terraform test`: nothing is written.\n\nOf a sync the models are read and compared. Rows of a bulk sync are not read, and its counts are null.',
  attributes,
  async read({ config, provider, diagnostics, signal }) {
    const engine = await provider.engine();
    const { sync_id, samples, resync } = config;
    const { api } = await runnableOf(engine, sync_id);
    const { objects } = await api
      .preview(sync_id, { samples: samples ?? 0, resync: resync === true }, signal)
      .catch(reading('the preview', attributes, config, diagnostics));
    const sum = (name: keyof typeof counts) =>
      objects.reduce<number | null>(
        (total, object) => (total === null || !object.counts ? null : total + object.counts[name]),
        0,
      );
    return {
      read: sum('read'),
      create: sum('create'),
      update: sum('update'),
      remove: sum('remove'),
      unchanged: sum('unchanged'),
      rejected: sum('rejected'),
      objects: objects.map(({ id, table, reads, estimated_rows, statements }) => ({
        id,
        table,
        reads,
        estimated_rows,
        statements,
      })),
      sample: objects.flatMap(({ samples: shown }) =>
        shown.map(({ action, record, reason }) => ({
          action,
          record: textMap(Object.entries(record)),
          reason,
        })),
      ),
    };
  },
});
