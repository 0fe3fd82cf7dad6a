import { SyncformError } from '../../kit/errors.ts';
import { targetType } from '../../types/map-types.ts';
import type { TypeTables } from '../../types/type-tables.ts';

/** The type that a system gives to a field type, and what is lost; throws `unsupported` where it has none. */
export function columnTypes(system: string, types: TypeTables) {
  return (fieldType: string): { readonly target_type: string; readonly lossy?: string } => {
    const mapped = targetType(types, fieldType);
    if (!mapped) throw new SyncformError('unsupported', `${system} has no type for ${fieldType}`);
    return { target_type: mapped.type, ...(mapped.lossy ? { lossy: mapped.lossy } : {}) };
  };
}
