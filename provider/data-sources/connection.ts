import type { ConnectorDefinition } from '@syncform/engine/contract/contract.ts';
import { describeConfig } from '@syncform/engine/contract/describe-config.ts';
import type { AnyDataSource } from '../framework/data-source.ts';
import { AttributeError, computed, object, required, string } from '../framework/index.ts';
import { answeredAttributes } from '../resources/connection/connection-attributes.ts';
import { configurationState } from '../resources/connection/connection-values.ts';
import { dataSource } from '../resources/syncform.ts';

/** `data.syncform_<type>_connection` of a connector: a connection by id, without its secrets. */
export function connectionDataSource(connector: ConnectorDefinition): AnyDataSource {
  const fields = describeConfig(connector.config);
  return dataSource({
    description: `A connection to ${connector.name} that is there already.`,
    attributes: {
      id: required(string, { description: 'Id of the connection.' }),
      name: computed(string, { description: 'Name, for people.' }),
      organization: computed(string, { description: 'Id of the organization that it belongs to.' }),
      configuration: computed(object(answeredAttributes(fields)), {
        description: 'How it is reached, without secrets.',
      }),
    },
    async read({ config, provider }) {
      const { connections } = await provider.engine();
      const connection = await connections.get(config.id);
      if (!connection)
        throw new AttributeError('id', 'No such connection', `There is no connection ${config.id}.`);
      if (connection.type !== connector.id)
        throw new AttributeError(
          'id',
          'Connection of another type',
          `"${connection.name}" is a ${connection.type} connection: read it with data "syncform_${connection.type}_connection".`,
        );
      return {
        name: connection.name,
        organization: connection.organization_id,
        configuration: configurationState(fields, connection.configuration, 'left out'),
      };
    },
  });
}
