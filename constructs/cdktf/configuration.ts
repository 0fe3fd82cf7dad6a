import type { Connection, Use } from './definitions.ts';
import { toTerraform } from './shape.ts';

/** What a system that cannot be used at a place is told, by the place. */
const LACKS: Readonly<Record<Use, (title: string) => string>> = {
  model: (title) => `${title} has nothing that a model can read`,
  target: (title) => `${title} takes no records of syncs`,
  create: (title) => `${title} cannot create a target; name one in target.object`,
  source: (title) => `${title} has nothing that a bulk sync can read`,
  destination: (title) => `${title} takes no tables of bulk syncs`,
};

/**
 * What a definition says of its connection, as Terraform takes it. `where` begins the message of what it throws: a system that
 * cannot be used in this way, an unknown setting. Of a connection of which only the id is known it is left as it is.
 */
export function configurationFor(
  { takes }: Connection,
  use: Use,
  settings: object | undefined,
  where: string,
  property: string,
): Record<string, unknown> | undefined {
  if (!takes) return settings && { ...settings };
  const shape = takes.shapes[use];
  if (!shape) throw new Error(`${where}: ${LACKS[use](takes.title)}.`);
  return settings && toTerraform(settings, shape, where, [property]);
}
