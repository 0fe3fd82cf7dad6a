import type { TableChange } from './contract.ts';

/** Types that columns have otherwise than wanted, as a part of a change: absent where there are none. */
export function keptTypes(types: Readonly<Record<string, string>>): Pick<TableChange, 'types'> {
  return Object.keys(types).length > 0 ? { types } : {};
}
