import type { Connection, ConnectionInput } from '@syncform/engine/api/documents.ts';
import type { ConnectorDefinition } from '@syncform/engine/contract/contract.ts';
import { describeConfig } from '@syncform/engine/contract/describe-config.ts';
import { asIgnored, readConfig } from '@syncform/engine/contract/read-config.ts';
import { SyncformError } from '@syncform/engine/kit/errors.ts';
import {
  bool,
  computed,
  importById,
  integer,
  isUnknown,
  type Json,
  knownPrefix,
  object,
  optional,
  required,
  string,
  Unknown,
  unknownText,
} from '../../framework/index.ts';
import type { AnyResource } from '../../framework/resource.ts';
import { fail, isUnreachable, named } from '../diagnostics/failures.ts';
import { coded, refuseValue } from '../diagnostics/findings.ts';
import { deleteUsed } from '../planning/delete-used.ts';
import { warnOfHalfMade } from '../planning/half-made.ts';
import { moveFromPolytomic, warnOfMissing } from '../planning/move-from-polytomic.ts';
import { idPrefix } from '../planning/planned-ids.ts';
import { resource } from '../syncform.ts';
import { engineJson } from '../values/json-values.ts';
import {
  forceDestroy,
  id,
  identityById,
  organization,
  organizationOf,
  times,
} from '../values/record-attributes.ts';
import { withoutUnknowns } from '../values/unknown-values.ts';
import { configurationAttributes } from './connection-attributes.ts';
import { concernsSecret, configurationInput, configurationState } from './connection-values.ts';
import { WrittenConfigurations, withoutIgnored } from './ignored-changes.ts';

type Values = Readonly<Record<string, unknown>>;

/** Private state, from plan to apply: changes of the configuration are ignored, and these secrets with them. */
const IGNORED = 'ignored';

/** `syncform_<type>_connection` of a connector: all of it follows from the connector's config schema. */
export function connectionResource(connector: ConnectorDefinition): AnyResource {
  const fields = describeConfig(connector.config);
  const attributes = {
    id,
    name: required(string, { description: 'Name, for people.' }),
    configuration: required(object(configurationAttributes(fields)), {
      description: `How to reach ${connector.name}. Secrets are write-only: they are in no state and no plan.`,
    }),
    organization,
    force_destroy: forceDestroy,
    validate: optional(bool, {
      default: true,
      description: 'Test the connection when it is created or changed, and fail when it does not work.',
    }),
    secrets_version: computed(integer, {
      keep: true,
      description: 'Moves when a secret is changed. Secrets themselves are kept by syncform, encrypted.',
    }),
    ...times,
  };

  /** How the id of a new connection begins: secrets have no part in it. */
  const prefixOf = ({ name, configuration }: Values): string =>
    idPrefix(connector.id, [name, engineJson(configuration as Json)]);
  const written = new WrittenConfigurations(fields);
  const inputOf = (name: string, configuration: Values, validate: boolean): ConnectionInput => ({
    name,
    type: connector.id,
    configuration: configurationInput(fields, configuration),
    validate,
  });
  const stateOf = (connection: Connection) => ({
    id: connection.id,
    name: connection.name,
    configuration: configurationState(fields, connection.configuration),
    secrets_version: connection.secrets_version,
    created_at: connection.created_at,
    updated_at: connection.updated_at,
  });

  return resource({
    description: `A connection to ${connector.name}.\n\n${connector.description}`,
    attributes,
    identity: identityById,

    validate({ config, diagnostics }) {
      if (isUnknown(config.configuration)) return;
      written.note(config.configuration);
      const { known, unknown } = withoutUnknowns(config.configuration);
      const { ignored, issues } = readConfig(connector.config, known, { unknown });
      for (const { path, message } of ignored) {
        const place = ['configuration', ...path];
        diagnostics.warning(
          place,
          coded(`The setting ${path.join('.')} is ignored`, 'ignored'),
          `${named(place, asIgnored(message))}.`,
        );
      }
      for (const { path, message } of issues) {
        // The schema says so by itself of a value that is none of its choices.
        const choices = fields.find((field) => field.name === path[0])?.enum;
        if (choices && path.length === 1 && message !== 'is required') continue;
        const place = ['configuration', ...path];
        refuseValue(diagnostics, place, 'Invalid configuration', named(place, message));
      }
    },

    async plan({ config, prior, proposed, changed, provider, private: kept, diagnostics, defer }) {
      await warnOfHalfMade(provider, diagnostics);
      const ignored =
        prior && !isUnknown(config.configuration) ? written.ignored(config.configuration) : undefined;
      if (ignored) kept.set(IGNORED, ignored);
      else kept.delete(IGNORED);
      const { known, unknown } = withoutUnknowns(
        ignored
          ? withoutIgnored(fields, config.configuration as Values, config.configuration as Values, ignored)
          : config.configuration,
      );
      const determined = unknown.size === 0 && !isUnknown(config.name);
      if (!determined) defer('values');
      const secretsKnown = ![...unknown].some((path) => concernsSecret(fields, path));
      const input = inputOf(
        isUnknown(proposed.name) ? (prior?.name ?? '') : proposed.name,
        (known ?? {}) as Values,
        false,
      );
      if (!prior) {
        if (!determined) return undefined;
        const prefix = prefixOf(proposed);
        provider.overlay.connection(prefix, input);
        return { id: unknownText(prefix) };
      }
      const engine = await provider.engine();
      const secretsVersion = secretsKnown
        ? await engine.connections.plannedSecretsVersion(prior.id, input)
        : Unknown;
      const rotated = secretsVersion !== prior.secrets_version;
      if (!rotated && !changed()) return undefined;
      provider.overlay.connection(prior.id, determined ? input : undefined);
      return { secrets_version: secretsVersion, updated_at: Unknown };
    },

    planDelete: ({ provider, diagnostics }) => warnOfHalfMade(provider, diagnostics),

    async create({ config, planned, provider, diagnostics, signal }) {
      const engine = await provider.engine();
      try {
        const input = inputOf(planned.name, config.configuration, planned.validate);
        await provider.halfMade.makeRoom(
          engine,
          { type: 'connection', name: planned.name },
          (id) => engine.connections.delete(id, {}, signal),
          async (id) => (await engine.connections.get(id))?.type === connector.id,
        );
        const connection = await engine.connections.create(input, signal, knownPrefix(planned.id));
        await provider.halfMade.answered(engine, connection.id);
        return { ...stateOf(connection), organization: organizationOf(planned, connection.organization_id) };
      } catch (error) {
        return fail(
          atConfiguration(error),
          { doing: `create the connection "${planned.name}"`, attributes, values: config },
          diagnostics,
        );
      }
    },

    async read(context) {
      const { state, provider } = context;
      provider.outcomes.resourceRead(state.id);
      const engine = await provider.engine();
      const connection = await engine.connections.get(state.id);
      if (!connection) {
        await warnOfMissing('connection', context);
        return null;
      }
      await provider.halfMade.isKnown(engine, state.id);
      if (connection.type !== connector.id)
        throw new Error(
          `connection "${connection.name}" (${connection.id}) is a ${connection.type} connection: import it as syncform_${connection.type}_connection`,
        );
      return {
        ...stateOf(connection),
        organization: state.organization ?? connection.organization_id,
        force_destroy: state.force_destroy ?? false,
        validate: state.validate ?? true,
      };
    },

    async update({ config, planned, prior, changed, private: kept, provider, diagnostics, signal }) {
      const engine = await provider.engine();
      const ignored = kept.get(IGNORED) as readonly string[] | undefined;
      kept.delete(IGNORED);
      const redefined =
        changed('name') || changed('configuration') || planned.secrets_version !== prior.secrets_version;
      if (!redefined) {
        const connection = await engine.connections.get(prior.id);
        return { updated_at: connection?.updated_at ?? prior.updated_at };
      }
      try {
        // Terraform hands over the configuration as it is written, changes that it is to ignore included.
        const configuration = ignored
          ? withoutIgnored(fields, planned.configuration, config.configuration, ignored)
          : config.configuration;
        const input = inputOf(planned.name, configuration, planned.validate);
        return stateOf(await engine.connections.update(prior.id, input, signal));
      } catch (error) {
        return fail(
          atConfiguration(error),
          { doing: `update the connection "${planned.name}"`, attributes, values: config },
          diagnostics,
        );
      }
    },

    async delete({ state, provider, diagnostics, signal }) {
      const engine = await provider.engine();
      if (!(await engine.connections.get(state.id))) return;
      try {
        await deleteUsed(provider, diagnostics, {
          id: state.id,
          force: state.force_destroy === true,
          delete: (options) => engine.connections.delete(state.id, options, signal),
        });
      } catch (error) {
        fail(
          error,
          { doing: `delete the connection "${state.name}"`, attributes, values: state },
          diagnostics,
        );
      }
    },

    importState: importById(),
    moveState: moveFromPolytomic(`${connector.id}_connection`, attributes),
  });
}

/** A test that failed says nothing of where: it is the configuration that did not work. */
function atConfiguration(error: unknown): unknown {
  if (!(error instanceof SyncformError) || !isUnreachable(error) || error.path.length > 0) return error;
  return new SyncformError(error.code, error.message, {
    path: ['configuration'],
    cause: error.cause,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  });
}
