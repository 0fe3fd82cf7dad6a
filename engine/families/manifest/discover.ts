import type { FacetOf, FieldSchema, ObjectSummary } from '../../contract/contract.ts';
import type { manifestCapabilities } from './capabilities.ts';
import type { ApiField } from './infer-fields.ts';
import type { ApiSource } from './source.ts';
import type { Stream } from './stream.ts';

/** Objects are those of the system's manifest and what a bulk sync's configuration says; an API does not list them by itself. */
export function discoverFacet(source: ApiSource): FacetOf<typeof manifestCapabilities, 'discover'> {
  return {
    list: async (configuration) => source.objects(configuration).map(summary),
    async describe(ids, configuration, signal) {
      const wanted = source.objects(configuration).filter(({ id }) => ids.includes(id));
      return Promise.all(
        wanted.map(async (object) => ({
          ...summary(object),
          ...(object.incremental && !object.incremental.only_new
            ? { tracking_field: object.incremental.field }
            : {}),
          fields: (await source.fields(object, signal)).map(schemaOf),
        })),
      );
    },
  };
}

const summary = ({ id }: Stream): ObjectSummary => ({ id, name: id, output_name: id });

/** A field without what only this connector knows of it. */
export function schemaOf({
  path: _,
  asked: __,
  isReadOnly: ___,
  isUnique: ____,
  ...schema
}: ApiField): FieldSchema {
  return schema;
}
