import { sourceType } from '../../../types/map-types.ts';
import type { MappedType, TypeTables } from '../../../types/type-tables.ts';

/** What a time of day loses: CQL's has nanoseconds. */
const FINER = 'digits beyond the microsecond';

/** CQL's types, as `system_schema` writes them; `udt` stands for the name of a user-defined type. */
export const scylladbTypes: TypeTables = {
  source: [
    { from: 'text', to: 'string' },
    { from: 'varchar', to: 'string' },
    { from: 'ascii', to: 'string' },
    { from: 'boolean', to: 'boolean' },
    { from: 'tinyint', to: 'smallint' },
    { from: 'smallint', to: 'smallint' },
    { from: 'int', to: 'int' },
    { from: 'bigint', to: 'bigint' },
    { from: 'counter', to: 'bigint' },
    { from: 'varint', to: 'number' },
    { from: 'decimal', to: 'number' },
    { from: 'float', to: 'single' },
    { from: 'double', to: 'double' },
    { from: 'date', to: 'date' },
    { from: 'time', to: 'time', lossy: FINER },
    { from: 'timestamp', to: 'datetime_tz' },
    { from: 'duration', to: 'string' },
    { from: 'uuid', to: 'string' },
    { from: 'timeuuid', to: 'string' },
    { from: 'inet', to: 'string' },
    { from: 'blob', to: 'binary' },
    { from: "'*", to: 'binary' },
    { from: 'frozen<T>', to: 'T' },
    { from: 'list<frozen<*', to: 'jsonarray' },
    { from: 'list<tuple<*', to: 'jsonarray' },
    { from: 'list<blob>', to: 'jsonarray' },
    { from: 'list<T>', to: 'array<T>' },
    { from: 'set<frozen<*', to: 'jsonarray' },
    { from: 'set<tuple<*', to: 'jsonarray' },
    { from: 'set<blob>', to: 'jsonarray' },
    { from: 'set<T>', to: 'array<T>' },
    { from: 'vector<T,s>', to: 'array<T>' },
    { from: 'tuple<*', to: 'jsonarray' },
    { from: 'map<*', to: 'object{}' },
    { from: 'udt', to: 'object{}' },
    { from: '*', to: 'string', lossy: 'what its text does not say, as it is of a type that CQL has not' },
  ],
  target: [],
};

/** Names that CQL has for types of its own. */
const OWN = new Set(scylladbTypes.source.map(({ from }) => from).filter((from) => /^\w+$/.test(from)));

/** The field type of a type's text. */
export function fieldTypeOf(text: string): MappedType {
  const [, inner = text] = /^frozen<(.+)>$/.exec(text) ?? [];
  const isName = /^\w+$/.test(inner) || inner.startsWith('"');
  return sourceType(scylladbTypes, isName && !OWN.has(inner) ? 'udt' : inner);
}
