import type { TypeTables } from '../../../../types/type-tables.ts';
import { mssqlTypes } from '../types.ts';

/** Types of SQL Server that a table of a dedicated SQL pool cannot have (https://learn.microsoft.com/azure/synapse-analytics/sql-data-warehouse/sql-data-warehouse-tables-data-types). */
const MISSING = new Set(['timestamp', 'image', 'ntext', 'text', 'hierarchyid', 'xml']);

/** A dedicated SQL pool's types, as DDL says them. */
export const synapseTypes: TypeTables = {
  source: mssqlTypes.source.filter(({ from }) => !MISSING.has(from)),
  target: mssqlTypes.target,
};
