import { syncModes } from '../engine/api/documents.ts';
import type { ConnectorDefinition } from '../engine/contract/contract.ts';
import { describeConfig } from '../engine/contract/describe-config.ts';
import { hasFacets } from '../engine/contract/facet.ts';
import { modesWith } from '../engine/syncs/writing-abilities.ts';

const EVERY = 'every mode';

/** What a connector can do, read from its definition alone: a line of its page, and a column of the table of all connectors. */
export interface Use {
  /** As its page says it. */
  readonly title: string;
  /** As the table of all says it. */
  readonly short: string;
  /** Whether, or in what way. */
  of(definition: ConnectorDefinition): string | boolean;
}

export const USES: readonly Use[] = [
  {
    title: 'Source of a model',
    short: 'Source of models',
    of: (definition) => hasFacets(definition, 'query'),
  },
  {
    title: 'Models of a query in SQL',
    short: 'Queries in SQL',
    of: ({ facets, definitions: { model } }) =>
      facets.query !== undefined &&
      model !== undefined &&
      describeConfig(model).some(({ name }) => name === 'query'),
  },
  {
    title: 'Source of a bulk sync',
    short: 'Source of bulk syncs',
    of: (definition) => hasFacets(definition, 'discover', 'read'),
  },
  {
    title: 'Changes followed from its log',
    short: 'Changes from its log',
    of: (definition) => hasFacets(definition, 'changes'),
  },
  {
    title: 'Evaluates filters itself',
    short: 'Filters evaluated there',
    of: ({ facets }) => {
      const where = [
        ...(facets.query?.canFilter ? ['models'] : []),
        ...(facets.read?.canFilter ? ['bulk syncs'] : []),
      ];
      return where.length > 0 && `of ${where.join(' and ')}`;
    },
  },
  {
    title: 'Target of a sync, in mode',
    short: 'Target of syncs, in mode',
    of: (definition) => {
      const { write } = definition.facets;
      if (hasFacets(definition, 'define', 'load')) return EVERY;
      if (!write) return false;
      const modes = modesWith(write.operations);
      if (modes.length === syncModes.length) return EVERY;
      return modes.map((name) => `\`${name}\``).join(', ') || 'as objects of your own say';
    },
  },
  {
    title: 'Destination of a bulk sync',
    short: 'Destination of bulk syncs',
    of: (definition) => {
      if (!hasFacets(definition, 'define', 'load')) return false;
      return definition.facets.load?.appendsOnly ? 'followed changes as a row each' : true;
    },
  },
];

/** What a destination's loads can, beyond what all can, for its page. */
export const LOADS: readonly Use[] = [
  {
    title: 'Makes and alters a table in the transaction of its rows',
    short: '',
    of: ({ facets }) => facets.load?.canChangeTable === true,
  },
  {
    title: 'Tells by its own rules which records it has',
    short: '',
    of: ({ facets }) => facets.load?.canFind === true,
  },
  {
    title: 'Loads small tables together, in one transaction',
    short: '',
    of: ({ facets }) => facets.load?.canLoadTogether === true,
  },
  {
    title: 'A plan says what the connection’s user may not make',
    short: '',
    of: ({ facets }) => facets.define?.knowsRights === true,
  },
];

/** A cell: a way, `yes` or nothing. */
export function answer({ of }: Use, definition: ConnectorDefinition, no = ''): string {
  const found = of(definition);
  return found === true ? 'yes' : found === false ? no : found;
}
