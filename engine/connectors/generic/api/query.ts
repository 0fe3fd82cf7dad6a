import type { QueryFacet } from '../../../contract/contract.ts';
import { fieldNamed } from '../../../families/files/read.ts';
import { quoteIdentifier } from '../../../kit/sql.ts';
import { modelConfig } from './config.ts';
import { schemaOf } from './discover.ts';
import type { ApiField } from './infer-fields.ts';
import { notesOn } from './read.ts';
import type { ApiSource } from './source.ts';

/** Models: the records of one endpoint. */
export function queryFacet(source: ApiSource): QueryFacet {
  return {
    describe: async (configuration, signal) =>
      (await source.fields(modelConfig.parse(configuration), signal)).map(schemaOf),
    async extract(configuration, fields, signal) {
      const endpoint = modelConfig.parse(configuration);
      const described = await source.fields(endpoint, signal);
      const wanted = fields.map(({ id, type }): ApiField => {
        const found = fieldNamed('the model', described, id) as ApiField;
        return type === found.type ? found : { ...found, type, remote_type: 'declared' };
      });
      const spooled = await source.read(endpoint, wanted, {}, signal);
      const columns = wanted.map(({ name, type }) => ({ name, type }));
      const select = `SELECT ${columns.map(({ name }) => quoteIdentifier(name)).join(', ')} FROM (${spooled.select})`;
      return {
        columns,
        bytes: spooled.bytes,
        offers: [{ format: 'relation', attach: async () => select }],
        notes: notesOn(spooled, described, endpoint),
      };
    },
  };
}
