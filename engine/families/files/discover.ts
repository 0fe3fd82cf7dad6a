import type { FacetOf, ObjectSchema } from '../../contract/contract.ts';
import { throwIfAborted } from '../../kit/abort.ts';
import type { JsonObject } from '../../kit/json.ts';
import type { fileSourceCapabilities } from './capabilities.ts';
import { type FileTables, type NamedObject, summaryOf } from './file-tables.ts';
import { refuseUnknown } from './unknown-columns.ts';

/** Files as objects. `list` looks at names only; `describe` looks into the files. */
export function discoverFacet<O extends NamedObject>(
  files: FileTables<O>,
): FacetOf<typeof fileSourceCapabilities, 'discover'> {
  return {
    async list(_configuration, signal) {
      await files.check(signal);
      return (await files.objects(signal)).map(summaryOf);
    },
    describe: (ids, configuration, signal) =>
      files.host.withSession(async (session) => {
        const objects = new Map((await files.objects(signal)).map((object) => [object.id, object]));
        const described: ObjectSchema[] = [];
        for (const id of ids) {
          throwIfAborted(signal);
          const object = objects.get(id);
          if (!object) continue;
          const fields = await files.fields(session, object, files.csv(configuration), signal);
          described.push({ ...summaryOf(object), fields });
        }
        return described;
      }),
    refuseUnknown: unknownColumns,
  };
}

/** As DiscoverFacet's `refuseUnknown`, of objects that are files. */
export function unknownColumns(described: readonly ObjectSchema[], configuration: JsonObject): void {
  const [only, ...others] = described;
  if (!only) return;
  const of = others.length === 0 ? { file: only.id } : { files: 'objects that are synced' };
  refuseUnknown(
    configuration,
    described.flatMap(({ fields }) => fields),
    of,
  );
}
