import type { FacetOf } from '../../contract/contract.ts';
import { fieldNamed } from '../../contract/field-named.ts';
import { quoteIdentifier } from '../../kit/sql.ts';
import { fieldType } from '../../types/field-type.ts';
import type { manifestCapabilities } from './capabilities.ts';
import { schemaOf } from './discover.ts';
import type { ApiField } from './infer-fields.ts';
import { rangesOf } from './ranges.ts';
import { notesOn } from './read.ts';
import type { ApiSource } from './source.ts';

/** Models: the records of one stream. */
export function queryFacet(source: ApiSource): FacetOf<typeof manifestCapabilities, 'query'> {
  return {
    describe: async (configuration, signal) =>
      (await source.fields(source.modelStream(configuration), signal)).map(schemaOf),
    async extract(configuration, fields, signal) {
      const stream = source.modelStream(configuration);
      const described = await source.fields(stream, signal);
      const wanted = fields.map(({ id, type }): ApiField => {
        const found = fieldNamed('the model', described, id) as ApiField;
        return type === found.type ? found : { ...found, type, remote_type: 'declared' };
      });
      const spooled = await source.read(
        stream,
        wanted,
        rangesOf(stream, undefined, fieldType('string'), Date.now()),
        signal,
      );
      const columns = wanted.map(({ name, type }) => ({ name, type }));
      const select = `SELECT ${columns.map(({ name }) => quoteIdentifier(name)).join(', ')} FROM (${spooled.select})`;
      return {
        columns,
        bytes: spooled.bytes,
        ...(spooled.setAside.length > 0 ? { rejected: spooled.setAside } : {}),
        offers: [{ format: 'relation', attach: async () => select }],
        notes: notesOn(spooled, described, stream),
      };
    },
  };
}
