import type { SchemaPrimaryKeys } from '@syncform/engine/api/documents.ts';
import { messageOf } from '@syncform/engine/kit/errors.ts';
import { AttributeError, isUnknown, required, set, string, Unknown } from '../../framework/index.ts';
import { fail, isUnreachable } from '../diagnostics/failures.ts';
import { severitiesIn, tell } from '../diagnostics/findings.ts';
import { moveFromPolytomic } from '../planning/move-from-polytomic.ts';
import { withPlannedIds } from '../planning/planned-ids.ts';
import { resource } from '../syncform.ts';
import { id, identityById, organization, organizationOf } from '../values/record-attributes.ts';

const attributes = {
  id,
  connection_id: required(string, { description: 'Id of the connection.' }),
  schema_id: required(string, { description: 'Id of the object: `public.users`, `airports.csv`.' }),
  field_ids: required(set(string), {
    description: 'Ids of the fields that together tell its records apart.',
    validate: (ids) => (ids.length === 0 ? 'name at least one field' : undefined),
  }),
  organization,
};

/** The id of an object's keys: it has one set of them at most. */
function idOf({ connection_id, schema_id }: Pick<SchemaPrimaryKeys, 'connection_id' | 'schema_id'>): string {
  return `${connection_id}/${schema_id}`;
}

function keysOf(values: {
  readonly connection_id: string;
  readonly schema_id: string;
  readonly field_ids: readonly string[];
}): SchemaPrimaryKeys {
  const { connection_id, schema_id, field_ids } = values;
  return { connection_id, schema_id, field_ids: [...field_ids].sort() };
}

const DOING = 'set the primary keys';

/** The key of an object of a connection, in place of the one that it has. */
export default resource({
  description:
    'The key of an object of a connection, in place of the one that it has. Bulk syncs tell its records apart by it.\n\nA bulk sync of the object in the same configuration names this resource in `depends_on`. Destroying it gives the object its own key back.',
  attributes,
  identity: identityById,

  async plan({ prior, proposed, changed, requireReplace, provider, diagnostics, signal, defer }) {
    const { overlay } = provider;
    const { connection_id, schema_id, field_ids } = withPlannedIds(proposed, (id) => overlay.isPlanned(id));
    for (const name of ['connection_id', 'schema_id'] as const)
      if (prior && changed(name)) requireReplace([name]);
    if (isUnknown(connection_id) || isUnknown(schema_id)) {
      defer('values');
      return { id: Unknown };
    }
    const planned = isUnknown(proposed.connection_id) ? Unknown : idOf({ connection_id, schema_id });
    if (isUnknown(field_ids) || field_ids.some(isUnknown)) {
      defer('values');
      overlay.undeterminedKeys(connection_id);
      return { id: planned };
    }
    const keys = keysOf({ connection_id, schema_id, field_ids: field_ids as string[] });
    if (prior && !changed()) return undefined;
    overlay.setPrimaryKeys(keys);
    if (overlay.isUndetermined(connection_id)) return { id: planned };
    const engine = await provider.engine();
    try {
      await engine.connections.checkPrimaryKeys(keys, overlay, signal);
    } catch (error) {
      // A table that another resource of this plan makes is there when it is needed.
      if (overlay.willChangeTables(connection_id, schema_id)) return { id: planned };
      if (!isUnreachable(error)) fail(error, { doing: DOING, attributes, values: proposed }, diagnostics);
      tell(
        {
          code: 'unreachable',
          summary: 'Cannot look at the schema',
          detail: `${messageOf(error)}. The primary keys are checked when they are applied.`,
        },
        severitiesIn(provider.severities),
        diagnostics,
      );
    }
    return { id: planned };
  },

  planDelete({ prior, provider }) {
    provider.overlay.setPrimaryKeys({ ...keysOf(prior), field_ids: [] });
  },

  async create({ planned, provider, diagnostics, signal }) {
    const engine = await provider.engine();
    const keys = keysOf(planned);
    const { organization_id } = await engine.identity();
    try {
      await engine.connections.setPrimaryKeys(keys, signal);
    } catch (error) {
      fail(error, { doing: DOING, attributes, values: planned }, diagnostics);
    }
    return { id: idOf(keys), organization: organizationOf(planned, organization_id) };
  },

  async read({ state, provider }) {
    const engine = await provider.engine();
    const [connection_id, schema_id] = partsOf(state.id);
    const keys = await engine.connections.primaryKeys(connection_id, schema_id);
    if (!keys) return null;
    const { organization_id } = await engine.identity();
    return { ...keys, id: idOf(keys), organization: state.organization ?? organization_id };
  },

  async update({ planned, provider, diagnostics, signal }) {
    const engine = await provider.engine();
    try {
      await engine.connections.setPrimaryKeys(keysOf(planned), signal);
    } catch (error) {
      fail(error, { doing: DOING, attributes, values: planned }, diagnostics);
    }
    return {};
  },

  async delete({ state, provider }) {
    const engine = await provider.engine();
    await engine.connections.clearPrimaryKeys(state.connection_id, state.schema_id);
  },

  importState({ id: given, identity }) {
    const id = given ?? String(identity?.id ?? '');
    const [connection_id, schema_id] = partsOf(id);
    return { id, connection_id, schema_id };
  },
  moveState: moveFromPolytomic('connection_schema_primary_keys', attributes, (state) => ({
    ...state,
    id: `${String(state.connection_id)}/${String(state.schema_id)}`,
  })),
});

/** Connection and schema of an id; a schema's id may have slashes itself. */
function partsOf(id: string): readonly [string, string] {
  const at = id.indexOf('/');
  if (at > 0 && at < id.length - 1) return [id.slice(0, at), id.slice(at + 1)];
  throw new AttributeError(
    [],
    'Cannot tell what to import',
    `"${id}" is not of the form <connection id>/<schema id>.`,
  );
}
