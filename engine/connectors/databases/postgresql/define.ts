import type { FacetOf, TableChange } from '../../../contract/contract.ts';
import { statementError } from '../../../families/postgresql/failures.ts';
import type { Session, Sessions } from '../../../families/postgresql/sessions.ts';
import * as family from '../../../families/sql/carry-out.ts';
import { definingFacet } from '../../../families/sql/define.ts';
import { gathered } from '../../../families/sql/gathered.ts';
import type { TableName } from '../../../families/sql/names.ts';
import type { postgresqlCapabilities } from './capabilities.ts';
import { describeTargets } from './describe-target.ts';
import { DEFAULT_SCHEMA, postgresqlDialect as dialect, lockDefinitions } from './dialect.ts';

/** Makes and alters tables. Everything that `apply` does is one transaction. */
export function defineFacet(sessions: Sessions): FacetOf<typeof postgresqlCapabilities, 'define'> {
  return definingFacet({
    dialect,
    sessions,
    bareIn: DEFAULT_SCHEMA,
    look: gathered((names: readonly TableName[], signal) =>
      sessions.use(signal, (session) => describeTargets(session, names)),
    ),
    statementError,
  });
}

/** Carries a change out within the open transaction. Where it makes something, `lockDefinitions` has to come first. */
export function carryOut(session: Session, change: TableChange): Promise<void> {
  return family.carryOut({ dialect, bareIn: DEFAULT_SCHEMA, statementError }, session, change);
}

/**
 * Makes the schemas of a change that are not there, in a transaction of their own: within that of a load, whoever else makes a
 * table there would wait until its end.
 */
export async function makeSchemas(session: Session, { statements, conflicts }: TableChange): Promise<void> {
  const missing: string[] = [];
  for (const statement of statements)
    if (dialect.ddl.isMade?.(statement) && !(await family.isMade(dialect.ddl, session, statement)))
      missing.push(statement);
  if (missing.length === 0) return;
  await session.run('BEGIN');
  await session.run(lockDefinitions());
  await carryOut(session, { action: 'create', statements: missing, conflicts });
  await session.run('COMMIT');
}
