import type { CellValue } from '@syncform/engine/contract/contract.ts';
import {
  AttributeError,
  computed,
  integer,
  list,
  map,
  object,
  optional,
  required,
  string,
} from '../framework/index.ts';
import { reading } from '../resources/diagnostics/failures.ts';
import { refuseValue } from '../resources/diagnostics/findings.ts';
import { dataSource } from '../resources/syncform.ts';
import { textMap } from './text-map.ts';

const LIMIT = 100;
const MOST = 10_000;

const attributes = {
  connection_id: required(string, { description: 'Id of the connection to ask.' }),
  query: optional(string, { description: 'A query, as a model takes it. Only reads.' }),
  table: optional(string, { description: 'A table, view, file or object, instead of a query.' }),
  limit: optional(integer, {
    validate: (n) => (n < 1 || n > MOST ? `must be from 1 to ${MOST}` : undefined),
    description: `At most so many rows; ${LIMIT} if not set.`,
  }),
  columns: computed(
    list(
      object({
        name: computed(string, { description: 'Name of the column.' }),
        type: computed(string, { description: 'Field type.' }),
      }),
    ),
    { description: 'The columns, in order.' },
  ),
  rows: computed(list(map(string)), {
    description: 'The first rows: values as text by the columns’ names, null where there is none.',
  }),
};

/** The first rows of a query or table, for checks and tests. */
export default dataSource({
  description:
    'The first rows of a query or table, as a model over it would read them: for `check` blocks and `terraform test`.\n\nTerraform keeps what a data source answers in its state: ask for counts rather than for personal data.',
  attributes,
  validate({ config, diagnostics }) {
    if (config.query === null && config.table === null)
      refuseValue(diagnostics, 'query', 'Nothing to read', 'Set either query or table.');
    if (config.query !== null && config.table !== null)
      refuseValue(diagnostics, 'table', 'Two things to read', 'Set either query or table, not both.');
  },
  async read({ config, provider, diagnostics, signal }) {
    const { connections } = await provider.engine();
    const { connection_id, query, table, limit } = config;
    const configuration = query === null ? { table: table ?? '' } : { query };
    const { fields, rows } = await connections
      .query(connection_id, configuration, limit ?? LIMIT, signal)
      .catch(reading('the rows', attributes, config, diagnostics));
    const names = fields.map(({ name }) => name);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined)
      throw new AttributeError(
        'query',
        'Two columns of one name',
        `"${twice}" is there twice; name one of them with AS.`,
      );
    return {
      columns: fields.map(({ name, type }) => ({ name, type })),
      rows: rows.map((row) => textMap(names.map((name, i) => [name, textOf(row[i] ?? null)]))),
    };
  },
});

function textOf(value: CellValue): string | null {
  if (value === null) return null;
  return value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : String(value);
}
