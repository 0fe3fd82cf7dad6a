import { computed, list, object, required, string } from '../framework/index.ts';
import { reading } from '../resources/diagnostics/failures.ts';
import { dataSource } from '../resources/syncform.ts';

const attributes = {
  connection_id: required(string, { description: 'Id of the connection to write to.' }),
  modes: computed(
    list(
      object({
        id: computed(string, { description: 'What `mode` of a bulk sync takes.' }),
        label: computed(string, { description: 'Name of the mode.' }),
        description: computed(string, { description: 'What it does.' }),
      }),
    ),
    { description: 'Modes that a bulk sync to it can have.' },
  ),
  required_configuration: computed(list(string), {
    description: 'Keys that `destination.configuration` of a bulk sync to it must have.',
  }),
};

/** What a bulk sync to a connection needs and can do. */
export default dataSource({
  description: 'The modes that a bulk sync to a connection can have, and the settings that it needs.',
  attributes,
  async read({ config, provider, diagnostics }) {
    const { connections } = await provider.engine();
    const { modes, required_configuration } = await connections
      .bulkDestination(config.connection_id)
      .catch(reading('the destination', attributes, config, diagnostics));
    return {
      modes: modes.map(({ id, label, description }) => ({ id, label, description })),
      required_configuration,
    };
  },
});
