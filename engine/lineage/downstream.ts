import type { Changed, Downstream } from '../api/lineage.ts';
import type { JsonObject } from '../kit/json.ts';
import type { Flow, Graph, PlacedTable } from './graph.ts';

/**
 * The syncs that read what is to be changed: directly, or through a table that another sync fills, the nearest first. That a
 * query reads a table is told by the table's name in its text, so that a sync may be named that does not read it in fact.
 */
export function downstreamOf(changed: Changed, graph: Graph): readonly Downstream[] {
  const found = new Map<string, Downstream>();
  const queue: { readonly flow: Flow; readonly through: Downstream['through'] }[] = [];
  const reach = (flow: Flow, through: Downstream['through'], fields: readonly string[]) => {
    if (found.has(flow.id)) return;
    const { type, id, name, records } = flow;
    found.set(id, { type, id, name, fields, through, records });
    queue.push({ flow, through });
  };
  const reachTables = (tables: readonly PlacedTable[], through: Downstream['through'], filledBy?: string) => {
    for (const table of tables) {
      const next =
        filledBy === undefined ? through : [...through, { table: table.table, filled_by: filledBy }];
      for (const flow of readersOf(table, graph)) reach(flow, next, []);
    }
  };
  if ('model_id' in changed) {
    for (const flow of graph.flows) {
      const used = flow.reads.get(changed.model_id);
      if (!used) continue;
      const fields = changed.fields?.filter((field) => used.has(field));
      if (fields?.length !== 0) reach(flow, [], fields ?? []);
    }
  } else {
    const place = graph.placeOf(changed.connection_id);
    reachTables(
      changed.tables.map((table) => ({ place, table })),
      [],
    );
  }
  for (let next = queue.shift(); next; next = queue.shift())
    reachTables(next.flow.fills, next.through, next.flow.name);
  return [...found.values()];
}

/** A sentence for each. */
export function downstreamSentences(found: readonly Downstream[]): readonly string[] {
  return found.map(({ type, name, fields, through, records }) => {
    const what = type === 'sync' ? 'sync' : 'bulk sync';
    const uses = fields.length > 0 ? ` (${fields.join(', ')})` : '';
    const way = through
      .map(({ table, filled_by }) => ` through ${table}, which "${filled_by}" fills`)
      .join(',');
    const rows = records?.toLocaleString('en-US');
    const sends =
      rows === undefined
        ? 'what changes there is moved by its next run'
        : `up to ${rows} ${records === 1 ? 'record' : 'records'} may be sent again`;
    return `${what} "${name}" reads it${uses}${way}: ${sends}`;
  });
}

function readersOf({ place, table }: PlacedTable, { models, bulkSyncs, flows }: Graph): readonly Flow[] {
  const reading = new Set(
    models.filter((m) => m.place === place && reads(m.configuration, table)).map(({ id }) => id),
  );
  const bulk = new Set(
    bulkSyncs
      .filter((b) => b.place === place)
      .filter(({ schemas }) => !schemas || schemas.some((s) => s.enabled !== false && isSame(s.id, table)))
      .map(({ id }) => id),
  );
  return flows.filter(
    ({ id, reads }) => bulk.has(id) || [...reads.keys()].some((model) => reading.has(model)),
  );
}

function reads(configuration: JsonObject, table: string): boolean {
  const { table: named, view, query } = configuration;
  if ([named, view].some((name) => typeof name === 'string' && isSame(name, table))) return true;
  if (typeof query !== 'string') return false;
  return new RegExp(`(?<![\\w$])${RegExp.escape(lastPart(table))}(?![\\w$])`, 'i').test(query);
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  return a === b || (!(a.includes('.') && b.includes('.')) && lastPart(a) === lastPart(b));
}

/** A table's name without its schema: `users` of `public.users`. */
function lastPart(id: string): string {
  return id.replace(/^.*\.(?=[^.]+$)/s, '').replaceAll('"', '');
}
