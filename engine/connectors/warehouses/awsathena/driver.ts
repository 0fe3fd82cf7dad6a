/* Athena's driver, loaded with this file when it is first needed: in a bundle an import() of it would yield no names. */
export {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  GetTableMetadataCommand,
  paginateListDatabases,
  paginateListTableMetadata,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
