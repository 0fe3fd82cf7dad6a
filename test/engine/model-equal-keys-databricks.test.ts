import { describeLoading } from '../../engine/connectors/databricks/testing/loading.ts';
import { testEqualKeys } from './equal-keys.ts';

describeLoading('a local warehouse of Databricks', (lab) => {
  testEqualKeys(
    async (type) => {
      const table = await lab.newTable(`id ${type}, name STRING, n INT`);
      await lab.sql(`DELETE FROM ${table}`);
      return {
        type: 'databricks',
        configuration: lab.settings,
        object: table,
        values: async () => (await lab.sql(`SELECT n FROM ${table}`)).map(([n]) => n ?? null),
        [Symbol.asyncDispose]: async () => {
          await lab.sql(`DROP TABLE ${table}`);
        },
      };
    },
    [['DECIMAL(10,2)', '1.0', '1.00']],
  );
});
