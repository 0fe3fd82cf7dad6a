import type { DefineFacet } from '../../contract/contract.ts';
import { SyncformError } from '../../kit/errors.ts';
import type { NamesOfDialect } from './dialect.ts';
import type { TableNames } from './names.ts';

/**
 * The table of an output name: in the schema (or database) of its source where schemas are mirrored, in the one that is configured, in
 * the one that the name itself says, or in `bareIn`. Throws `invalid` where none of them says one.
 */
export function tableIds(
  { formatTableId, parseTableId }: Pick<TableNames, 'formatTableId' | 'parseTableId'>,
  { container, containerSaidBy }: Pick<NamesOfDialect, 'container' | 'containerSaidBy'>,
  bareIn: string | undefined,
): DefineFacet['tableId'] {
  return (name, { [container]: schema, mirror_schemas }, sourceSchema) => {
    if (mirror_schemas === true && sourceSchema !== undefined)
      return formatTableId({ schema: sourceSchema, table: name });
    if (typeof schema === 'string') return formatTableId({ schema, table: name });
    const found = parseTableId(name, bareIn);
    if (found) return formatTableId(found);
    if (bareIn !== undefined) return formatTableId({ schema: bareIn, table: name });
    throw new SyncformError('invalid', `no ${container} is given for table ${name}`, {
      path: [container],
      hint: `Set ${container} here${containerSaidBy === undefined ? '' : `, or ${containerSaidBy} in the connection`}.`,
    });
  };
}
