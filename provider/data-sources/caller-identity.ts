import { bool, computed, string } from '../framework/index.ts';
import { dataSource } from '../resources/syncform.ts';

/** Who syncform takes the caller for. */
export default dataSource({
  description:
    'Who syncform takes you for. The embedded engine knows one organization of its own, and no users.',
  attributes: {
    id: computed(string, { description: 'Id of the caller.' }),
    email: computed(string, { description: 'Email address; empty where the caller is no user.' }),
    role: computed(string, { description: 'Role of the caller.' }),
    organization_id: computed(string, { description: 'Id of the organization.' }),
    organization_name: computed(string, { description: 'Name of the organization.' }),
    is_user: computed(bool, { description: 'Whether the caller is a user.' }),
    is_organization: computed(bool, { description: 'Whether the caller is an organization.' }),
    is_partner: computed(bool, { description: 'Whether the caller is a partner.' }),
    is_system: computed(bool, { description: 'Whether the caller is syncform itself.' }),
  },
  async read({ provider }) {
    return (await provider.engine()).identity();
  },
});
