import { throwIfAborted } from '../../movement/abort.ts';
import type { DiscoverFacet, ObjectSchema } from '../contract.ts';
import { type Files, summaryOf } from './files.ts';

/** Files as objects. `list` looks at names only; `describe` looks into the files. */
export function discoverFacet(files: Files): DiscoverFacet {
  return {
    async list() {
      await files.folder.check();
      return (await files.folder.objects()).map(summaryOf);
    },
    describe: (ids, _configuration, signal) =>
      files.host.withSession(async (session) => {
        const objects = new Map((await files.folder.objects()).map((object) => [object.id, object]));
        const described: ObjectSchema[] = [];
        for (const id of ids) {
          throwIfAborted(signal);
          const object = objects.get(id);
          if (!object) continue;
          const { fields } = await files.table(session, object);
          described.push({ ...summaryOf(object), fields });
        }
        return described;
      }),
  };
}
