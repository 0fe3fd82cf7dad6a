import type { SyncInput } from '../api/documents.ts';
import type { UsedConnection } from '../connections/open-connections.ts';
import type { FieldSchema, TableChange, TargetTable } from '../contract/contract.ts';
import { hasFacets } from '../contract/facet.ts';
import { checkFilters } from '../filters/check-filters.ts';
import { InvalidError, type Issue } from '../kit/errors.ts';
import { fieldType } from '../types/field-type.ts';
import type { PlannedTarget } from './plan-target.ts';
import { sameValueSql } from './record-sql.ts';

/**
 * Whether a sync looks for its records in the target before it writes them: to find them by another function than
 * equality, to leave out those that `target_filters` refuse, and in modes that change only what the target has. Otherwise a
 * record that the target has not would be recorded as delivered.
 */
export function looksInTarget({ mode, identity }: Pick<SyncInput, 'mode' | 'identity'>): boolean {
  if (!identity || mode === 'append' || mode === 'replace') return false;
  return mode === 'update' || mode === 'remove' || identity.function !== 'Equality';
}

/**
 * The target's fields as they are described for reading, where records are looked for in it. Throws an InvalidError where
 * the target cannot be read or a filter does not fit.
 */
export async function planLookup(
  input: SyncInput,
  planned: PlannedTarget,
  change: TableChange,
  table: TargetTable,
  identityType: string,
  target: UsedConnection,
  signal: AbortSignal,
): Promise<readonly FieldSchema[]> {
  const { identity, target_filters: filters = [] } = input;
  if (!identity || !looksInTarget(input)) return [];
  const canLook = planned.delivery === 'load' && hasFacets(target.definition, 'query');
  const isNeeded = identity.function !== 'Equality' || filters.length > 0;
  if (!canLook) {
    if (!isNeeded) return [];
    throw new InvalidError([
      {
        path: filters.length > 0 ? ['target_filters'] : ['identity', 'function'],
        message: `${target.definition.name} cannot be searched for records; use Equality, and no target_filters`,
      },
    ]);
  }
  const filterIssues = (fields: readonly { readonly name: string; readonly type: string }[]): Issue[] =>
    checkFilters(filters, new Map(fields.map(({ name, type }) => [name, fieldType(type)]))).map(
      ({ path, message }) => ({ path: ['target_filters', ...path], message }),
    );
  // Nothing is in a table that is still to be made, but filters have to fit what it will be.
  if (change.action === 'create') {
    const issues = filterIssues(table.columns);
    if (issues.length > 0) throw new InvalidError(issues);
    return [];
  }
  const fields = await target.facet('query').describe({ table: planned.id }, signal);
  const issues = filterIssues(fields);
  const there = fields.find((field) => field.name === identity.target);
  const side = (type: string) => ({ sql: '', type });
  if (identity.function === 'Equality' && there && !sameValueSql(side(identityType), side(there.type)))
    issues.push({
      path: ['identity', 'target'],
      message: `${identityType} and ${there.type} (${there.remote_type} at the target) have no values in common`,
    });
  if (issues.length > 0) throw new InvalidError(issues);
  return fields;
}
