import type { HalfMade } from '../../api/documents.ts';
import { listHalfMade } from '../../store/half-made-definitions.ts';
import type { StoreReader } from '../../store/store.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { reading } from '../reading.ts';
import { oneLine, table } from '../text.ts';

/** A definition in the store. */
interface Listed {
  readonly type: HalfMade['type'];
  readonly id: string;
  readonly name: string;
  /** Ids of the connections and models that it uses. */
  readonly uses: readonly string[];
  readonly created_at: string;
  /** An apply that was killed left it behind: no Terraform state knows of it. */
  readonly half_made: boolean;
  /** It was deleted while something used it, and goes once nothing does. */
  readonly retired: boolean;
}

export const list: Command = {
  name: 'list',
  summary: 'List the connections, models, syncs and bulk syncs in the store',
  args: '',
  maxArgs: 0,
  description:
    'Also those that no Terraform state knows of, because an apply was killed while it made them: they are marked as\n' +
    'half-made. Delete one with: syncform delete <id>',
  options: {},
  async run(context) {
    const all = await reading(context, listed);
    const { terminal, options } = context;
    if (options.json) terminal.write(`${JSON.stringify(all, undefined, 2)}\n`);
    else if (all.length === 0) terminal.write('Nothing is defined yet.\n');
    else {
      const rows = all.map((one) => [one.type.replace('_', ' '), oneLine(one.name), one.id, remark(one)]);
      for (const line of table(['type', 'name', 'id', ''], rows)) terminal.write(`${line}\n`);
    }
    return exitCodes.ok;
  },
};

function remark({ half_made, retired }: Listed): string {
  if (half_made) return 'half-made: an apply that was killed left it';
  return retired ? 'deleted, and goes once nothing uses it' : '';
}

async function listed(store: StoreReader): Promise<readonly Listed[]> {
  const halfMade = new Set((await listHalfMade(store)).map(({ id }) => id));
  const retired = new Set(await store.retired.list());
  const of =
    (type: Listed['type']) =>
    <D extends { readonly id: string; readonly name: string; readonly created_at: string }>(
      documents: readonly D[],
      uses: (document: D) => readonly string[],
    ): readonly Listed[] =>
      documents.map((document) => ({
        type,
        id: document.id,
        name: document.name,
        uses: [...new Set(uses(document))],
        created_at: document.created_at,
        half_made: halfMade.has(document.id),
        retired: retired.has(document.id),
      }));
  return [
    ...of('connection')(await store.connections.list(), () => []),
    ...of('model')(await store.models.list(), (model) => [
      model.connection_id,
      ...(model.relations ?? []).map(({ to }) => to.model_id),
    ]),
    ...of('sync')(await store.syncs.list(), (sync) => [...sync.model_ids, sync.target.connection_id]),
    ...of('bulk_sync')(await store.bulkSyncs.list(), ({ source, destination }) => [
      source.connection_id,
      destination.connection_id,
    ]),
  ];
}
