import { computed, list, object, required, string } from '../framework/index.ts';
import { reading } from '../resources/diagnostics/failures.ts';
import { severitiesIn, tell } from '../resources/diagnostics/findings.ts';
import { dataSource } from '../resources/syncform.ts';

const attributes = {
  connection_id: required(string, { description: 'Id of the connection to look into.' }),
  schemas: computed(
    list(
      object({
        id: computed(string, { description: 'Id of the object, as `schemas` of a bulk sync takes it.' }),
        name: computed(string, { description: 'Name of the object.' }),
        fields: computed(
          list(
            object({
              id: computed(string, { description: 'Id of the field.' }),
              name: computed(string, { description: 'Name of the field.' }),
              type: computed(string, { description: 'Field type.' }),
            }),
          ),
          { description: 'Fields, in order.' },
        ),
      }),
    ),
    { description: 'Everything that a bulk sync can read there.' },
  ),
};

/** What a connection has for a bulk sync to read. */
export default dataSource({
  description: 'The objects and fields that a connection has for a bulk sync to read.',
  attributes,
  async read({ config, provider, diagnostics, signal }) {
    const { connections } = await provider.engine();
    const { schemas, unreadable } = await connections
      .bulkSource(config.connection_id, signal)
      .catch(reading('the source', attributes, config, diagnostics));
    for (const { id, reason } of unreadable)
      tell(
        {
          code: 'unusable',
          path: 'schemas',
          summary: `"${id}" is left out of schemas, as it cannot be read`,
          detail: reason,
        },
        severitiesIn(provider.severities),
        diagnostics,
      );
    return {
      schemas: schemas.map(({ id, name, fields }) => ({
        id,
        name,
        fields: fields.map((field) => ({ id: field.id, name: field.name, type: field.type })),
      })),
    };
  },
});
