import type { FieldSchema, QueryFacet } from '../../../contract/contract.ts';
import { yieldedColumn } from '../../../families/sql/source-columns.ts';
import { SyncformError } from '../../../kit/errors.ts';
import type { JsonObject } from '../../../kit/json.ts';
import type { SourceColumn } from './columns.ts';
import type { MysqlConfig } from './config.ts';
import { asSubquery, describeQuery } from './describe-query.ts';
import { describeObjects } from './discover.ts';
import { extraction } from './extraction.ts';
import { filterCondition } from './filter.ts';
import { quoteTable } from './names.ts';
import type { Session, Sessions } from './sessions.ts';

/** Models: a table, or a query of any kind that can stand in a FROM. */
export function queryFacet(config: MysqlConfig, sessions: Sessions): QueryFacet {
  return {
    describe: async (configuration, signal) =>
      (await sessions.use(signal, (session) => describeModel(session, config, configuration))).fields,
    canFilter: true,
    async extract(configuration, fields, signal, filter) {
      const model = await sessions.use(signal, (session) => describeModel(session, config, configuration));
      const columns = fields.map((field) => yieldedColumn(model, field));
      const where = filter ? ` WHERE ${filterCondition(filter, (field) => yieldedColumn(model, field))}` : '';
      return extraction({ what: model.what, columns, from: model.from + where }, sessions);
    },
  };
}

interface DescribedModel {
  readonly what: string;
  readonly from: string;
  readonly fields: readonly FieldSchema[];
  readonly columns: readonly SourceColumn[];
}

async function describeModel(
  session: Session,
  config: MysqlConfig,
  configuration: JsonObject,
): Promise<DescribedModel> {
  const { query, table, database } = configuration;
  if (typeof query === 'string') {
    const described = await describeQuery(session, query);
    return { what: 'the query', from: `FROM ${asSubquery(query)}`, ...described };
  }
  const id = typeof table === 'string' ? table : '';
  const [object] = await describeObjects(
    session,
    [id],
    typeof database === 'string' ? database : config.dbname,
  );
  if (!object)
    throw new SyncformError('invalid', `there is no table or view "${id}"`, {
      path: ['table'],
      hint: 'Write database.table, and check that the connection’s user may see it.',
    });
  return {
    what: `table ${object.id}`,
    from: `FROM ${quoteTable(object.table)}`,
    fields: object.fields,
    columns: object.columns,
  };
}
