import type { FacetOf, ObjectSummary } from '../../contract/contract.ts';
import type { sqlCapabilities } from './capabilities.ts';
import type { TableNames } from './names.ts';
import type { CatalogObject, SqlSource } from './query.ts';

/** A table or view of a list: its schema (or database), its name, and how many rows the server believes it to have, or NULL. */
type Listed = readonly (string | null)[];

/** Lists and describes tables and views. `list` answers those of one schema (or database), or all but the system's own. */
export function discoveringFacet<S, O extends CatalogObject>(
  source: Pick<SqlSource<S, O>, 'names' | 'container' | 'sessions' | 'bareIn' | 'describeObjects'>,
  list: (session: S, within: string | undefined) => Promise<readonly Listed[]>,
): FacetOf<typeof sqlCapabilities, 'discover'> {
  const { names, container, sessions, bareIn } = source;
  return {
    list: ({ [container]: within }, signal) =>
      sessions.use(signal, async (session) =>
        (await list(session, typeof within === 'string' ? within : undefined))
          .filter(([, table]) => !table?.startsWith('_syncform'))
          .map((listed) => objectSummary(names, listed)),
      ),
    describe: (ids, _configuration, signal) =>
      sessions.use(signal, (session) =>
        source.describeObjects(
          session,
          ids.map((id) => names.parseTableId(id, bareIn)).filter((name) => name !== undefined),
        ),
      ),
  };
}

export function objectSummary(
  { formatTableId }: Pick<TableNames, 'formatTableId'>,
  [schema, table, rows]: Listed,
): ObjectSummary {
  const name = { schema: schema ?? '', table: table ?? '' };
  const id = formatTableId(name);
  return {
    id,
    name: id,
    output_name: name.table,
    schema: name.schema,
    ...(rows === null || rows === undefined ? {} : { estimated_rows: Number(rows) }),
  };
}
