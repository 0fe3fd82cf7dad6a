import { expectationTypes } from '@syncform/engine/api/documents.ts';
import { InvalidError, messageOf } from '@syncform/engine/kit/errors.ts';
import { judge } from '@syncform/engine/kit/findings/finding.ts';
import {
  computed,
  dynamic,
  importById,
  integer,
  isUnknown,
  isWhollyKnown,
  knownPrefix,
  list,
  object,
  optional,
  required,
  set,
  string,
  Unknown,
  unknownText,
} from '../../framework/index.ts';
import { fail, isUnreachable, warnOfFault, warnOfUnreachable } from '../diagnostics/failures.ts';
import {
  findingsAttribute,
  findingsState,
  severitiesIn,
  tell,
  tellFindings,
} from '../diagnostics/findings.ts';
import { deleteUsed } from '../planning/delete-used.ts';
import { warnOfHalfMade } from '../planning/half-made.ts';
import { moveFromPolytomic, warnOfMissing } from '../planning/move-from-polytomic.ts';
import { idPrefix, withPlannedIds } from '../planning/planned-ids.ts';
import { type CauseOf, mayBeMended } from '../planning/put-off.ts';
import { drifted } from '../running/drift.ts';
import { leftBy, usedByModel } from '../running/leaving.ts';
import { resource } from '../syncform.ts';
import { configurationFault } from '../values/json-values.ts';
import {
  actors,
  id,
  identityById,
  organization,
  organizationOf,
  policies,
  times,
} from '../values/record-attributes.ts';
import {
  changeOf,
  columnsOf,
  computedOf,
  definitionOf,
  modelInput,
  type PlannedColumns,
  plannedColumns,
  refuseChanged,
} from './model-definition.ts';

const attributes = {
  id,
  name: required(string, { description: 'Name, for people.' }),
  connection_id: required(string, { description: 'Id of the connection that it reads from.' }),
  configuration: optional(dynamic, {
    equality: 'json',
    validate: configurationFault,
    description:
      'What to read, as the connection’s type has it: `{ query = "SELECT …" }`, `{ table = "public.users" }`. An object, or the `jsonencode` of one.',
  }),
  fields: optional(set(string), {
    description:
      'Names of the fields that it shows. All if not set, those that the source gets later included.',
  }),
  additional_fields: optional(
    set(
      object({
        name: required(string, { description: 'The source field’s name.' }),
        label: required(string, { description: 'Its name for people.' }),
        type: required(string, { description: 'The field type to read it as.' }),
      }),
    ),
    { description: 'Fields whose type is said here instead of by the source.' },
  ),
  identifier: optional(string, { description: 'The field that tells its records apart.' }),
  relations: optional(
    set(
      object({
        from: required(string, { description: 'A field of this model.' }),
        to: required(
          object({
            model_id: required(string, { description: 'Id of the other model.' }),
            field: required(string, { description: 'The other model’s field.' }),
          }),
          { description: 'What it refers to.' },
        ),
      }),
    ),
    { description: 'Fields that refer to other models.' },
  ),
  tracking_columns: optional(set(string), { description: 'Fields that move when a record changes.' }),
  expectations: optional(
    list(
      object({
        type: required(string, {
          oneOf: expectationTypes,
          description: '`not_null`, `unique`, `accepted_values`, `row_count`, `freshness` or `sql`.',
        }),
        fields: optional(list(string), {
          description: 'The fields that it is on: of `unique` all together, else each of them.',
        }),
        values: optional(list(string), { description: 'Of `accepted_values`; NULL is accepted too.' }),
        min: optional(integer, { description: 'Of `row_count`: how many records there are at least.' }),
        max: optional(integer, { description: 'Of `row_count`: how many records there are at most.' }),
        max_age: optional(string, {
          description: 'Of `freshness`: how old the latest value of a field may be, `90m`, `24h` or `7d`.',
        }),
        condition: optional(string, {
          description:
            'Of `sql`: a condition on the fields of one record, in DuckDB’s SQL: `price >= 0`. Where it is NULL it is met.',
        }),
        on_failure: optional(string, {
          oneOf: ['stop', 'set_aside'],
          description:
            '`stop` (the default): the run fails and writes no record. `set_aside`: the records are left out, and listed as rejected.',
        }),
      }),
    ),
    {
      description:
        'What its records are expected to be. Evaluated in each run of a sync that reads it, before a record is written.',
    },
  ),
  organization,
  type: computed(string, { keep: true, description: 'The type of its connection.' }),
  version: computed(integer, { description: 'Moves when what it yields is redefined.' }),
  findings: findingsAttribute,
  columns: computed(
    list(
      object({
        name: computed(string, { description: 'Name of the field.' }),
        type: computed(string, { description: 'Field type.' }),
        remote_type: computed(string, { description: 'The source’s own type.' }),
      }),
    ),
    { description: 'The fields that it yields, as the source describes them.' },
  ),
  policies,
  ...times,
  ...actors,
};

/** A query or a table of a connection, for syncs to take fields from. */
export default resource({
  description:
    'Something to sync from: a table, or the result of a query.\n\nIts query is checked against the source when planning.',
  attributes,
  identity: identityById,

  async plan({ prior, proposed, changed, provider, diagnostics, signal, defer }) {
    const { overlay, outcomes } = provider;
    const severities = severitiesIn(provider.severities);
    await warnOfHalfMade(provider, diagnostics);
    const written = modelInput(proposed);
    if (prior) outcomes.leaves(prior.id, leftBy(usedByModel(modelInput(prior)), usedByModel(written)));
    const input = withPlannedIds(written, (id) => overlay.isPlanned(id));
    const isKnown = isWhollyKnown(input) && !overlay.isUndetermined(input.connection_id);
    const redefined = prior !== null && changed();
    if (redefined) overlay.model(prior.id, isKnown ? input : undefined);
    if (!isKnown) {
      defer(isWhollyKnown(input) ? 'others' : 'values');
      return { columns: Unknown, version: Unknown, findings: Unknown };
    }
    const planned = overlay.connections.get(input.connection_id);
    const engine = await provider.engine();
    const typeOfConnection = async () =>
      (planned ?? (await engine.connections.get(input.connection_id)))?.type ?? Unknown;
    const type = prior && !changed('connection_id') ? prior.type : await typeOfConnection();
    const change = changeOf(prior?.id, input);
    const prefix = idPrefix('model', input);
    const foretold = (plan: PlannedColumns) => {
      const { columns } = plan;
      const found = judge(plan.findings, severities);
      tellFindings(found, input.name, !recalled, severities, diagnostics);
      const isNews = !prior || changed() || found.length > 0;
      const findings = isNews ? { findings: findingsState(found) } : {};
      if (prior) return { columns, type, ...findings } as const;
      overlay.model(prefix, input);
      return { columns, type, ...findings, id: unknownText(prefix) } as const;
    };
    // What refers to an object that is yet to be created is planned for the first time.
    const recalled = isWhollyKnown(written) ? outcomes.recall<PlannedColumns>(prior?.id, change) : undefined;
    if (recalled) return foretold(recalled);
    try {
      const plan = await plannedColumns(engine, input, prior, { overlay, signal });
      const answer = foretold(plan);
      if ((!prior || changed()) && !diagnostics.hasErrors) outcomes.remember(change, plan);
      return answer;
    } catch (error) {
      if (prior && !changed() && isUnreachable(error)) {
        tell(
          {
            code: 'unreachable',
            summary: `Cannot look at the source of the model "${prior.name}"`,
            detail: `${messageOf(error)}. Its columns are shown as they were when it was last planned.`,
          },
          severities,
          diagnostics,
        );
        return undefined;
      }
      if (prior && !changed() && overlay.isEmpty && error instanceof InvalidError) {
        warnOfFault(`model "${prior.name}"`, error, severities, diagnostics);
        return undefined;
      }
      if (planned && isUnreachable(error)) {
        warnOfUnreachable(error, provider, diagnostics);
        if (prior) overlay.model(prior.id, undefined);
        outcomes.forget(change);
        return { columns: Unknown, version: Unknown, findings: Unknown };
      }
      const { connection_id } = input;
      const causeOf: CauseOf = ([name]) =>
        name === 'connection_id' || name === 'relations'
          ? undefined
          : { connection: connection_id, text: JSON.stringify(input.configuration) };
      if (await mayBeMended(error, causeOf, overlay, engine)) {
        if (prior) overlay.model(prior.id, undefined);
        outcomes.forget(change);
        tell(
          {
            code: 'planned-later',
            summary: `The model "${input.name}" can only be checked during apply`,
            detail: `Other resources of this plan change tables of its connection. As they are now: ${messageOf(error)}.`,
          },
          severities,
          diagnostics,
        );
        return { columns: Unknown, findings: Unknown };
      }
      return fail(
        error,
        { doing: `${prior ? 'update' : 'create'} the model "${input.name}"`, attributes, values: proposed },
        diagnostics,
      );
    }
  },

  planDelete: ({ provider, diagnostics }) => warnOfHalfMade(provider, diagnostics),

  async create({ planned, provider, diagnostics, signal }) {
    const engine = await provider.engine();
    const { models } = engine;
    const input = modelInput(planned);
    try {
      await provider.halfMade.makeRoom(engine, { type: 'model', name: planned.name }, (id) =>
        models.delete(id, {}, signal),
      );
      provider.outcomes.forget(changeOf(undefined, input));
      const { fields } = await models.plan(input, { signal });
      refuseChanged(planned.columns, fields);
      const model = await models.create(input, signal, knownPrefix(planned.id));
      await provider.halfMade.answered(engine, model.id);
      return {
        ...(isUnknown(planned.findings) ? { findings: [] } : {}),
        id: model.id,
        organization: organizationOf(planned, model.organization_id),
        created_at: model.created_at,
        ...computedOf(model, fields),
      };
    } catch (error) {
      return fail(
        error,
        { doing: `create the model "${input.name}"`, attributes, values: planned },
        diagnostics,
      );
    }
  },

  async read(context) {
    const { state, provider, signal, log } = context;
    provider.outcomes.resourceRead(state.id);
    const engine = await provider.engine();
    const { models } = engine;
    const model = await models.get(state.id);
    if (!model) {
      await warnOfMissing('model', context);
      return null;
    }
    await provider.halfMade.isKnown(engine, state.id);
    const definition = definitionOf(model);
    const names = drifted(definition, modelInput(state));
    const plan = await models.plan(definition, { id: model.id, signal }).catch((error: Error) => error);
    if (plan instanceof Error) {
      if (state.columns === null) throw plan;
      log.warn(`cannot look at the source of model "${model.name}": ${plan.message}`);
    }
    return {
      ...Object.fromEntries(names.map((name) => [name, definition[name] ?? null])),
      organization: state.organization ?? model.organization_id,
      created_at: model.created_at,
      type: model.type,
      version: model.version,
      updated_at: model.updated_at,
      ...(plan instanceof Error ? {} : { columns: columnsOf(plan.fields) }),
    };
  },

  async update({ planned, prior, provider, diagnostics, signal }) {
    const { models } = await provider.engine();
    const input = modelInput(planned);
    try {
      provider.outcomes.forget(changeOf(prior.id, input));
      const { fields } = await models.plan(input, { id: prior.id, signal });
      refuseChanged(planned.columns, fields);
      const model = await models.update(prior.id, input, signal);
      provider.outcomes.hasLeft(prior.id);
      return {
        ...(isUnknown(planned.findings) ? { findings: [] } : {}),
        ...computedOf(model, fields),
      };
    } catch (error) {
      return fail(
        error,
        { doing: `update the model "${input.name}"`, attributes, values: planned },
        diagnostics,
      );
    }
  },

  async delete({ state, provider, diagnostics, signal }) {
    const { models } = await provider.engine();
    if (!(await models.get(state.id))) return;
    try {
      await deleteUsed(provider, diagnostics, {
        id: state.id,
        force: false,
        delete: (options) => models.delete(state.id, options, signal),
      });
    } catch (error) {
      fail(error, { doing: `delete the model "${state.name}"`, attributes, values: state }, diagnostics);
    }
  },

  importState: importById(),
  moveState: moveFromPolytomic('model', attributes),
});
