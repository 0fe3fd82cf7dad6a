import { bool, computed, list, object, required, string } from '../framework/index.ts';
import { reading } from '../resources/diagnostics/failures.ts';
import { dataSource } from '../resources/syncform.ts';

const attributes = {
  connection_id: required(string, { description: 'Id of the connection.' }),
  schema_id: required(string, { description: 'Id of the object: `public.users`, `airports.csv`.' }),
  name: computed(string, { description: 'Name of the object.' }),
  fields: computed(
    list(
      object({
        id: computed(string, { description: 'Id of the field.' }),
        name: computed(string, { description: 'Name of the field.' }),
        type: computed(string, { description: 'Field type.' }),
        is_primary_key: computed(bool, { description: 'Whether it is part of the primary key.' }),
      }),
    ),
    { description: 'Fields, in order.' },
  ),
};

/** One object of a connection. */
export default dataSource({
  description: 'One object of a connection, with its fields.',
  attributes,
  async read({ config, provider, diagnostics, signal }) {
    const { connections } = await provider.engine();
    const { name, fields } = await connections
      .schema(config.connection_id, config.schema_id, signal)
      .catch(reading('the schema', attributes, config, diagnostics));
    return {
      name,
      fields: fields.map(({ id, name, type, is_primary_key }) => ({ id, name, type, is_primary_key })),
    };
  },
});
