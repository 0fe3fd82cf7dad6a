import { type ConnectorEntry, connectors, type Tier } from '../engine/connectors/index.ts';
import type { ConnectorDefinition } from '../engine/contract/contract.ts';
import { answer, USES } from './capabilities.ts';
import { generatedNotice } from './connector-page.ts';
import { markdownTable } from './markdown-table.ts';

const KINDS: Readonly<Record<ConnectorEntry['kind'], string>> = {
  database: 'Databases',
  warehouse: 'Warehouses',
  files: 'Files',
  'business system': 'Business systems',
  generic: 'Anything else',
};

/** What each tier means: ends the sentence "It is proven: …". */
export const TIERS: Readonly<Record<Tier, string>> = {
  proven: 'tests run it at the system itself, or at a real server of its protocol',
  described: 'tests check it against the vendor’s own description of the API',
  declared: 'it is made from public facts, and was never tried at the system itself',
};

/** How far a connector was tried, as its page says it. */
export function tierSentences({ tier, triedAt, since }: ConnectorEntry): string {
  const at = triedAt === undefined ? '' : ` Tests run it at ${triedAt}.`;
  return `**${tier}**: ${TIERS[tier]}.${at} Since ${since}.`;
}

/** All connectors, for the page that lists them: what each can is read from its definition. */
export function connectorsPage(definitions: ReadonlyMap<string, ConnectorDefinition>): string {
  const rows = connectors.map((entry) => [
    `[${entry.name}](${entry.id}.md)`,
    `\`syncform_${entry.id}_connection\``,
    entry.kind,
    entry.tier,
    entry.triedAt ?? '',
    entry.since,
  ]);
  const matrix = connectors.flatMap(({ id, name, tier }) => {
    const definition = definitions.get(id);
    return definition ? [[`[${name}](${id}.md)`, ...USES.map((use) => answer(use, definition)), tier]] : [];
  });
  return `${[
    generatedNotice.replace('the connector’s definition', '`engine/connectors/index.ts`'),
    '# Connectors',
    Object.entries(TIERS)
      .map(([tier, meaning]) => `- **${tier}**: ${meaning}`)
      .join('\n'),
    markdownTable(['', 'Connection', 'Kind', 'Tier', 'Tests run it at', 'Since'], rows),
    '## What each can do',
    'A cell that is empty says no. Of business systems the modes are those of all objects together: the page says what each can.',
    markdownTable(['', ...USES.map(({ short }) => short), 'Tier'], matrix),
  ].join('\n\n')}\n`;
}

const BEGIN = '<!-- Connectors, written by `npm run docs`. -->';
const END = '<!-- End of connectors. -->';

/** The README with the table of all connectors in its place. Throws where that place is not marked. */
export function readmeWithConnectors(readme: string): string {
  const [before, rest] = readme.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`the README lacks ${BEGIN} or ${END}`);
  const rows = Object.entries(KINDS).map(([kind, title]) => [
    title,
    connectors
      .filter((entry) => entry.kind === kind)
      .map(({ id, name, tier }) => {
        const link = `[${name}](docs/connectors/${id}.md)`;
        return tier === 'proven' ? link : `${link} (${tier})`;
      })
      .join(', '),
  ]);
  return `${before}${BEGIN}\n${markdownTable(['Kind', 'Connectors'], rows)}\n${END}${after}`;
}
