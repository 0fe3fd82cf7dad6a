import { changeTable } from './change-table.ts';
import type { DatabricksConfig } from './config.ts';

const config = { unity_catalog_enabled: false, enable_delta_uniform: false } as DatabricksConfig;
const wanted = (empty_strings_null: boolean) => ({
  id: 'default.people',
  key: ['id'],
  columns: [
    { name: 'id', type: 'string', target_type: 'STRING', nullable: false },
    { name: 'name', type: 'string', target_type: 'STRING', nullable: false },
    { name: 'n', type: 'int', target_type: 'INT', nullable: false },
  ],
  configuration: { advanced: { empty_strings_null } },
});

test('a text that empty_strings_null may write as NULL has no NOT NULL (the statements’ text)', () => {
  const columns = (isNull: boolean) =>
    changeTable(config, wanted(isNull), null)
      .statements[0]?.split('\n')
      .filter((line) => line.startsWith('  `'))
      .map((line) => line.trim().replace(/,$/, ''));
  expect(columns(false)).toEqual(['`id` STRING NOT NULL', '`name` STRING NOT NULL', '`n` INT NOT NULL']);
  expect(columns(true)).toEqual(['`id` STRING NOT NULL', '`name` STRING', '`n` INT NOT NULL']);
  const existing = { ...wanted(false), unique: [] };
  expect(changeTable(config, wanted(false), existing).statements).toEqual([]);
  expect(changeTable(config, wanted(true), existing).statements).toEqual([
    'ALTER TABLE `default`.`people` ALTER COLUMN `name` DROP NOT NULL',
  ]);
});
