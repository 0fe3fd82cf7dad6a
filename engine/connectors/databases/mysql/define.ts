import type { FacetOf } from '../../../contract/contract.ts';
import { definingFacet, type FoundTable } from '../../../families/sql/define.ts';
import type { TableName } from '../../../families/sql/names.ts';
import type { mysqlCapabilities } from './capabilities.ts';
import type { MysqlConfig } from './config.ts';
import { describeTarget, isView } from './describe-target.ts';
import { mysqlDialect as dialect } from './dialect.ts';
import { statementError } from './failures.ts';
import { creationConflicts, lackedRights } from './rights.ts';
import { tooLarge } from './row-size.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';
import { withRules } from './table-rules.ts';

/** Makes and alters tables, statement by statement. */
export function defineFacet(
  { dbname }: MysqlConfig,
  sessions: Sessions,
): FacetOf<typeof mysqlCapabilities, 'define'> {
  // The two servers count rows differently. A plan looks at what there is before it says what to change.
  let isMariadb = true;
  return {
    ...definingFacet({
      dialect: { ...dialect, ddl: { ...dialect.ddl, tooLarge: (types) => tooLarge(types, isMariadb) } },
      sessions,
      bareIn: dbname,
      look: (name, signal) =>
        sessions.use(signal, (session) => {
          isMariadb = session.isMariadb;
          return look(session, name);
        }),
      statementError,
    }),
    sameTable: (id, signal) =>
      sessions.use(signal, async (session) => {
        const [row] = await session.rows('SELECT @@lower_case_table_names');
        return row?.[0] === '0' ? id : id.toLowerCase();
      }),
  };
}

async function look(session: Session, name: TableName): Promise<FoundTable> {
  const target = await describeTarget(session, name);
  if (target) {
    const lacks = await lackedRights(session, name, target.columns[0]?.name);
    return { table: { ...(await withRules(session, name, target)), lacks }, isView: false, unmakable: [] };
  }
  if (await isView(session, name)) return { table: null, isView: true, unmakable: [] };
  return { table: null, isView: false, unmakable: await creationConflicts(session, name) };
}
