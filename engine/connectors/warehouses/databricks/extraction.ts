import { Readable } from 'node:stream';
import type { ConstantColumn, Extraction } from '../../../contract/contract.ts';
import { heard } from '../../../kit/heard.ts';
import { csvLine } from '../../../movement/csv-dialect.ts';
import type { Row } from './client/values.ts';
import type { Warehouse } from './client/warehouse.ts';
import { datesOfEra, hasEra } from './columns.ts';
import type { Place } from './names.ts';
import { type Selection, selectText } from './read-statements.ts';

export interface ExtractionOptions {
  /** For errors: "the query", "table main.sales.users". */
  readonly what: string;
  /** Where the selection's names are that do not say so themselves. */
  readonly place?: Place;
  readonly constants?: readonly ConstantColumn[];
}

/** A selection's rows, as CSV that is made while the warehouse sends them. One statement: it sees one version of each table. */
export function extraction(
  selection: Selection,
  warehouse: Warehouse,
  { what, place, constants = [] }: ExtractionOptions,
): Extraction {
  return {
    columns: [...selection.columns, ...constants].map(({ name, type }) => ({ name, type })),
    offers: [
      {
        format: 'csv',
        async open(signal) {
          const pieces = warehouse.stream(selectText(selection), signal, {
            doing: `reading ${what}`,
            ...(place ? { place } : {}),
          });
          return heard(Readable.from(csv(pieces, selection, constants), { objectMode: false }));
        },
      },
    ],
  };
}

async function* csv(
  pieces: AsyncIterable<readonly Row[]>,
  { columns }: Selection,
  constants: readonly ConstantColumn[],
): AsyncGenerator<Buffer> {
  const names = columns.map((column, i) => ({ name: `c${i}`, isDate: hasEra(column) }));
  const rest = constants.map(({ value }) => value);
  for await (const piece of pieces) {
    let text = '';
    for (const row of piece) {
      const values = names.map(({ name, isDate }) => {
        const value = row[name] ?? null;
        return isDate && value !== null ? datesOfEra(value) : value;
      });
      text += csvLine([...values, ...rest]);
    }
    yield Buffer.from(text);
  }
}
