import type { FacetOf, FieldSchema, ObjectSummary } from '../../contract/contract.ts';
import type { manifestCapabilities } from './capabilities.ts';
import type { ApiField } from './infer-fields.ts';
import type { ApiSource } from './source.ts';
import type { Stream } from './stream.ts';

/** Objects are those of the system's manifest and what a bulk sync's configuration says; an API does not list them by itself. */
export function discoverFacet(source: ApiSource): FacetOf<typeof manifestCapabilities, 'discover'> {
  return {
    list: async (configuration, signal) => {
      const known = source.objects(configuration);
      const others = (await source.found(signal)).filter((id) => !known.some((one) => one.id === id));
      return [...known, ...others.map((id) => ({ id }))].map(summary);
    },
    async describe(ids, configuration, signal) {
      const wanted = ids.flatMap((id) => source.known(id, configuration) ?? []);
      return Promise.all(
        wanted.map(async (object) => {
          const fields = await source.fields(object, signal);
          const { incremental } = object;
          const isTracked =
            incremental && !incremental.only_new && fields.some(({ name }) => name === incremental.field);
          return {
            ...summary(object),
            ...(isTracked ? { tracking_field: incremental.field } : {}),
            fields: fields.map(schemaOf),
          };
        }),
      );
    },
  };
}

const summary = ({ id }: Pick<Stream, 'id'>): ObjectSummary => ({ id, name: id, output_name: id });

/** A field without what only this connector knows of it. */
export function schemaOf({
  path: _,
  asked: __,
  isReadOnly: ___,
  isUnique: ____,
  isRequired: _____,
  refersTo: ______,
  ...schema
}: ApiField): FieldSchema {
  return schema;
}
