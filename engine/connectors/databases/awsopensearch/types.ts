import { jsonTypes } from '../../../families/http/json-types.ts';
import type { TypeTables } from '../../../types/type-tables.ts';

/** OpenSearch's field types, by their names in a mapping, of a field with one value. */
export const awsopensearchTypes: TypeTables = {
  source: [
    { from: '_id', to: 'string' },
    { from: 'text', to: 'string' },
    { from: 'match_only_text', to: 'string' },
    { from: 'keyword', to: 'string' },
    { from: 'constant_keyword', to: 'string' },
    { from: 'wildcard', to: 'string' },
    { from: 'search_as_you_type', to: 'string' },
    { from: 'ip', to: 'string' },
    { from: 'date in another format', to: 'string' },
    { from: 'long', to: 'bigint' },
    { from: 'integer', to: 'int' },
    { from: 'short', to: 'smallint' },
    { from: 'byte', to: 'smallint' },
    { from: 'unsigned_long', to: 'number' },
    { from: 'double', to: 'double' },
    { from: 'float', to: 'double' },
    { from: 'half_float', to: 'double' },
    { from: 'scaled_float', to: 'double' },
    { from: 'rank_feature', to: 'double' },
    { from: 'boolean', to: 'boolean' },
    { from: 'date', to: 'datetime_tz' },
    { from: 'date_nanos', to: 'datetime_tz', lossy: 'digits beyond the microsecond' },
    { from: 'object', to: 'object{}' },
    { from: 'flat_object', to: 'object{}' },
    { from: 'nested', to: 'json' },
    { from: 'geo_point', to: 'json' },
    { from: 'geo_shape', to: 'json' },
    { from: '*', to: 'json', lossy: 'that it is of a type of its own: its JSON is kept' },
  ],
  target: jsonTypes.target,
};
