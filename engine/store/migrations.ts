import { type CreateTableBuilder, type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { ledgersByName } from './ledgers-by-name.ts';
import { positionsByKind } from './positions-by-kind.ts';

/** Every change of the tables, in order, by name. One that was released is never edited: another follows it. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001_first': { up: first },
  '0002_bulk_sync_sources': { up: bulkSyncSources },
  '0003_places': { up: places },
  '0004_unfinished_lives': { up: unfinishedLives },
  '0005_row_counts': { up: rowCounts },
  '0006_positions_by_kind': { up: positionsByKind },
  '0007_ledgers': { up: ledgersByName },
  '0007_replaced_secrets': { up: replacedSecrets },
  '0008_budgets': { up: budgets },
};

async function first(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await schema
    .createTable('meta')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('value', 'text', (c) => c.notNull())
    .execute();

  const documents = (name: string): CreateTableBuilder<string, 'seq' | 'id' | 'document'> =>
    schema
      .createTable(name)
      .addColumn('seq', 'integer', (c) => c.primaryKey().autoIncrement())
      .addColumn('id', 'text', (c) => c.notNull().unique())
      .addColumn('document', 'text', (c) => c.notNull());
  await documents('connections').execute();
  await documents('models')
    .addColumn('connection_id', 'text', (c) => c.notNull().references('connections.id'))
    .execute();
  await documents('syncs')
    .addColumn('target_connection_id', 'text', (c) => c.notNull().references('connections.id'))
    .execute();
  await schema
    .createTable('sync_models')
    .addColumn('sync_id', 'text', (c) => c.notNull().references('syncs.id').onDelete('cascade'))
    .addColumn('model_id', 'text', (c) => c.notNull().references('models.id'))
    .addPrimaryKeyConstraint('sync_models_key', ['sync_id', 'model_id'])
    .execute();
  await documents('bulk_syncs')
    .addColumn('source_connection_id', 'text', (c) => c.notNull().references('connections.id'))
    .addColumn('destination_connection_id', 'text', (c) => c.notNull().references('connections.id'))
    .execute();
  await schema
    .createTable('secrets')
    .addColumn('owner', 'text', (c) => c.primaryKey())
    .addColumn('sealed', 'text', (c) => c.notNull())
    .execute();

  await schema
    .createTable('positions')
    .addColumn('sync_id', 'text', (c) => c.notNull())
    .addColumn('object', 'text', (c) => c.notNull())
    .addColumn('cursor', 'text')
    .addColumn('fingerprint', 'text')
    .addColumn('batch_id', 'text')
    .addColumn('definition_version', 'text')
    .addColumn('updated_at', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('positions_key', ['sync_id', 'object'])
    .execute();
  await schema
    .createTable('snapshots')
    .addColumn('sync_id', 'text', (c) => c.primaryKey())
    .addColumn('path', 'text', (c) => c.notNull())
    .addColumn('rows', 'integer', (c) => c.notNull())
    .addColumn('digest', 'text', (c) => c.notNull())
    .addColumn('definition_version', 'text')
    .addColumn('batch_id', 'text')
    .addColumn('updated_at', 'text', (c) => c.notNull())
    .execute();
  await schema
    .createTable('rejected_records')
    .addColumn('sync_id', 'text', (c) => c.notNull())
    .addColumn('object', 'text', (c) => c.notNull())
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('reason', 'text', (c) => c.notNull())
    .addColumn('record', 'text')
    .addColumn('first_seen_at', 'text', (c) => c.notNull())
    .addColumn('last_seen_at', 'text', (c) => c.notNull())
    .addColumn('attempts', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('rejected_records_key', ['sync_id', 'object', 'key'])
    .execute();
  await schema
    .createTable('target_tables')
    .addColumn('sync_id', 'text', (c) => c.notNull())
    .addColumn('connection_id', 'text', (c) => c.notNull())
    .addColumn('table', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('target_tables_key', ['sync_id', 'connection_id', 'table'])
    .execute();

  await schema
    .createTable('executions')
    .addColumn('seq', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('id', 'text', (c) => c.notNull().unique())
    .addColumn('type', 'text', (c) => c.notNull())
    .addColumn('sync_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('created_at', 'text', (c) => c.notNull())
    .addColumn('started_at', 'text')
    .addColumn('completed_at', 'text')
    .addColumn('error', 'text')
    .execute();
  await schema.createIndex('executions_of_sync').on('executions').columns(['sync_id', 'seq']).execute();
  const count = ['read', 'inserted', 'updated', 'deleted', 'unchanged', 'rejected', 'bytes'];
  await count
    .reduce(
      (table, name) => table.addColumn(name, 'integer', (c) => c.notNull().defaultTo(sql`0`)),
      schema
        .createTable('execution_objects')
        .addColumn('execution_id', 'text', (c) => c.notNull().references('executions.id').onDelete('cascade'))
        .addColumn('id', 'text', (c) => c.notNull())
        .addColumn('place', 'integer', (c) => c.notNull())
        .addColumn('table', 'text', (c) => c.notNull())
        .addColumn('status', 'text', (c) => c.notNull())
        .addColumn('step', 'text', (c) => c.notNull())
        .addColumn('estimated_rows', 'integer')
        .addColumn('path', 'text')
        .addColumn('error', 'text')
        .addColumn('started_at', 'text')
        .addColumn('completed_at', 'text') as CreateTableBuilder<string, string>,
    )
    .addPrimaryKeyConstraint('execution_objects_key', ['execution_id', 'id'])
    .execute();
  await schema
    .createTable('execution_log')
    .addColumn('execution_id', 'text', (c) => c.notNull().references('executions.id').onDelete('cascade'))
    .addColumn('seq', 'integer', (c) => c.notNull())
    .addColumn('at', 'text', (c) => c.notNull())
    .addColumn('level', 'text', (c) => c.notNull())
    .addColumn('object', 'text')
    .addColumn('message', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('execution_log_key', ['execution_id', 'seq'])
    .execute();
  await schema
    .createTable('leases')
    .addColumn('resource', 'text', (c) => c.primaryKey())
    .addColumn('token', 'integer', (c) => c.notNull())
    .addColumn('holder', 'text')
    .addColumn('execution_id', 'text')
    .addColumn('pid', 'integer', (c) => c.notNull())
    .addColumn('hostname', 'text', (c) => c.notNull())
    .addColumn('machine', 'text', (c) => c.notNull())
    .addColumn('process_started', 'text')
    .addColumn('acquired_at', 'text', (c) => c.notNull())
    .addColumn('expires_at', 'integer', (c) => c.notNull())
    .execute();
  await schema.createIndex('leases_of_execution').on('leases').column('execution_id').execute();
}

async function bulkSyncSources({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('schema_primary_keys')
    .addColumn('connection_id', 'text', (c) => c.notNull().references('connections.id').onDelete('cascade'))
    .addColumn('schema_id', 'text', (c) => c.notNull())
    .addColumn('field_ids', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('schema_primary_keys_key', ['connection_id', 'schema_id'])
    .execute();
  await schema
    .createTable('known_sources')
    .addColumn('sync_id', 'text', (c) => c.notNull())
    .addColumn('object', 'text', (c) => c.notNull())
    .addColumn('choice', 'text', (c) => c.notNull())
    .addColumn('taken', 'text', (c) => c.notNull())
    .addColumn('left', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('known_sources_key', ['sync_id', 'object'])
    .execute();
}

async function places({ schema }: Kysely<unknown>): Promise<void> {
  await schema.alterTable('positions').addColumn('source_place', 'text').execute();
  await schema.alterTable('positions').addColumn('target_place', 'text').execute();
  await schema.alterTable('positions').addColumn('target_table', 'text').execute();
  await schema.alterTable('snapshots').addColumn('target_place', 'text').execute();
  await schema.alterTable('snapshots').addColumn('target_table', 'text').execute();
}

async function unfinishedLives({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('half_made')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('pid', 'integer', (c) => c.notNull())
    .addColumn('hostname', 'text', (c) => c.notNull())
    .addColumn('machine', 'text', (c) => c.notNull())
    .addColumn('process_started', 'text')
    .addColumn('made_at', 'integer', (c) => c.notNull())
    .execute();
  await schema
    .createTable('retired')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .execute();
}

async function rowCounts({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('row_counts')
    .addColumn('sync_id', 'text', (c) => c.notNull())
    .addColumn('object', 'text', (c) => c.notNull())
    .addColumn('target_place', 'text', (c) => c.notNull())
    .addColumn('target_table', 'text', (c) => c.notNull())
    .addColumn('rows', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('row_counts_key', ['sync_id', 'object'])
    .execute();
  const index = schema.createIndex('row_counts_of_table').on('row_counts');
  await index.columns(['target_table', 'target_place']).execute();
}

async function replacedSecrets({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('replaced_secrets')
    .addColumn('given', 'text', (c) => c.primaryKey())
    .addColumn('sealed', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .execute();
}

async function budgets({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('budgets')
    .addColumn('account', 'text', (c) => c.primaryKey())
    .addColumn('day', 'integer', (c) => c.notNull())
    .addColumn('used', 'integer', (c) => c.notNull())
    .addColumn('next', 'real', (c) => c.notNull())
    .addColumn('held', 'integer', (c) => c.notNull())
    .addColumn('told', 'integer')
    .execute();
}
