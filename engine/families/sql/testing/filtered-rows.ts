import { type ConnectorUnderTest, never } from '../../../../test/contract/open-connector.ts';
import type { LoadFacet, LoadRequest, TargetTable } from '../../../contract/contract.ts';
import type { JsonObject } from '../../../kit/json.ts';

/** The values of a model's first field in the rows that pass filters, as the system itself evaluates these; sorted, as texts. */
export async function filteredBySystem(
  under: ConnectorUnderTest,
  model: JsonObject,
  ...filters: readonly object[]
): Promise<readonly string[]> {
  const query = under.facet('query');
  const fields = await query.describe(model, never);
  const asked = { filters: filters as never, logic: undefined, fields, now: 0 };
  const extraction = await query.extractFiltered?.(model, fields.slice(0, 1), asked, never);
  if (!extraction) throw new Error('the connector evaluates no filters of models');
  return (await under.rows(extraction)).map((row) => row.join('|')).sort();
}

/**
 * What a load finds of records with these keys `id`, which are numbered from 0, among the rows of a table that have a
 * `name`.
 */
export function foundAmongNamed(
  under: ConnectorUnderTest,
  table: TargetTable,
  ids: readonly string[],
  name: string,
): ReturnType<NonNullable<LoadFacet['find']>> {
  const numbered: LoadRequest['rows'] = {
    format: 'rows',
    async *open() {
      yield ids.map((id, number) => [id, String(number)]);
    },
  };
  return under.host.withSession(async (session) => {
    const { find } = under.facet('load');
    if (!find) throw new Error('the connector finds no records');
    return find({
      table,
      operation: 'update',
      columns: [{ name: 'id', type: 'bigint' }],
      key: ['id'],
      rows: numbered,
      numbered,
      filter: {
        filters: [{ field: 'name', function: 'Equality', value: name } as never],
        logic: undefined,
        fields: await under.facet('query').describe({ table: table.id }, never),
        now: 0,
      },
      session,
      signal: never,
      onProgress: () => {},
    });
  });
}
