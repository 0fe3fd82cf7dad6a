/* Cosmos DB's driver, loaded with this file when it is first needed: in a bundle an import() of it would yield no names. */
export { createDefaultHttpClient } from '@azure/core-rest-pipeline';
export { ChangeFeedMode, ChangeFeedStartFrom, CosmosClient } from '@azure/cosmos';
