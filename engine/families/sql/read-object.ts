import type { ReadRequest } from '../../contract/contract.ts';
import { SyncformError } from '../../kit/errors.ts';
import { gathered } from './gathered.ts';
import type { TableName } from './names.ts';
import type { CatalogObject, SqlSource } from './query.ts';
import { type Selection, selectionOfTable } from './selection.ts';
import { columnOf } from './source-columns.ts';

type Catalog<S, O extends CatalogObject> = Pick<SqlSource<S, O>, 'names' | 'bareIn' | 'describeObjects'>;

/** The object of an id, in a session; throws `source_changed` where there is none any more. */
export async function objectToRead<S, O extends CatalogObject>(
  { names, bareIn, describeObjects }: Catalog<S, O>,
  session: S,
  id: string,
): Promise<O> {
  const name = names.parseTableId(id, bareIn);
  const [found] = name ? await describeObjects(session, [name]) : [];
  return found ?? refuseMissing(id);
}

/** Finds objects by name, those that are asked for at the same time together; undefined where there is none. */
export function lookupByName<S, O extends CatalogObject>({
  names,
  sessions,
  describeObjects,
}: Pick<SqlSource<S, O>, 'names' | 'sessions' | 'describeObjects'>): (
  name: TableName,
  signal: AbortSignal,
) => Promise<O | undefined> {
  return gathered(async (wanted: readonly TableName[], signal) => {
    const found = await sessions.use(signal, (session) => describeObjects(session, wanted));
    const byId = new Map(found.map((object) => [object.id, object]));
    return wanted.map((name) => byId.get(names.formatTableId(name)));
  });
}

/** Finds objects as `objectToRead` does, those that are asked for at the same time together. */
export function objectLookup<S, O extends CatalogObject>(
  source: Catalog<S, O> & Pick<SqlSource<S, O>, 'sessions'>,
): (id: string, signal: AbortSignal) => Promise<O> {
  const { names, bareIn } = source;
  const look = lookupByName(source);
  return async (id, signal) => {
    const name = names.parseTableId(id, bareIn);
    return (name && (await look(name, signal))) ?? refuseMissing(id);
  };
}

function refuseMissing(id: string): never {
  throw new SyncformError('source_changed', `there is no table or view ${id} any more`, {
    hint: 'Plan again, and check that the connection’s user may see it.',
  });
}

/** What to select of an object. */
export function selectionToRead<S, O extends CatalogObject>(
  source: Pick<SqlSource<S, O>, 'names' | 'selectObject' | 'condition' | 'atOrAfter'>,
  found: O,
  { fields, after, filter, constants = [], partitionBy }: ReadRequest,
): Selection {
  const columns = fields.map((field) => columnOf(found, field));
  const { whole, ...selection } =
    source.selectObject?.(found, columns) ?? selectionOfTable(source.names, found, columns);
  const conditions = [
    ...(after ? [source.atOrAfter(columnOf(found, after.field), after.value)] : []),
    ...(filter ? [source.condition(filter, ({ name }) => columnOf(found, name))] : []),
  ];
  return {
    ...selection,
    constants,
    ...(conditions.length > 0 ? { where: conditions.join(' AND ') } : whole ? { whole } : {}),
    ...(partitionBy === undefined ? {} : { splitBy: columnOf(found, partitionBy) }),
  };
}
