import { cosmosdb } from './cosmosdb.ts';
import { dynamodb } from './dynamodb.ts';
import type { DocumentsFixture } from './fixture.ts';
import { mongodb } from './mongodb.ts';

/** A fixture for every connector that has the changes facet and no SQL. */
export const documentsFixtures: ReadonlyMap<string, DocumentsFixture> = new Map(
  [cosmosdb, dynamodb, mongodb].map((fixture) => [fixture.connector, fixture]),
);
