import type { CellValue } from '../../contract/contract.ts';
import { plural } from '../../kit/format.ts';
import type { JsonObject } from '../../kit/json.ts';
import { chooseConnection } from '../choose-connection.ts';
import type { Command } from '../command.ts';
import { withEngine } from '../engine.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
import { fit, oneLine, table } from '../text.ts';
import { parseLimit } from './executions.ts';

/** A value wider than this is cut in the table; `--json` has it whole. */
const WIDEST = 48;

export const query: Command = {
  name: 'query',
  summary: 'Show the first rows of a query or table, as a model over it would read them',
  args: '<connection> <sql>',
  maxArgs: 2,
  description:
    'The connection is named by its id or name. Instead of SQL, --table names a table, view, file or object. Only reads.',
  options: {
    table: { type: 'string', short: 't', placeholder: 'name', description: 'a table rather than SQL' },
    limit: { type: 'string', placeholder: 'n', description: 'at most this many rows; default 20' },
  },
  async run(context) {
    const { args, options, terminal, signal } = context;
    const [name, sql] = args;
    const limit = parseLimit(options.limit, 20);
    if (name === undefined) throw new UsageError('which connection? See: syncform query --help');
    if ((sql === undefined) === (options.table === undefined))
      throw new UsageError('give either SQL or --table. See: syncform query --help');
    const configuration: JsonObject = sql === undefined ? { table: String(options.table) } : { query: sql };
    return withEngine(context, async (engine) => {
      const { id } = await chooseConnection(engine, name);
      const { fields, rows } = await engine.connections.query(id, configuration, limit, signal);
      if (options.json) {
        const shown = rows.map((row) =>
          Object.fromEntries(fields.map((field, i) => [field.name, jsonValue(row[i] ?? null)])),
        );
        terminal.write(`${JSON.stringify({ fields, rows: shown }, undefined, 2)}\n`);
        return exitCodes.ok;
      }
      const headings = fields.map((f) => `${oneLine(f.name)}${isNumber(f.type) ? '>' : ''}`);
      const cells = rows.map((row) => row.map((value) => fit(oneLine(text(value)), WIDEST)));
      terminal.write(`${table(headings, cells).join('\n')}\n`);
      if (rows.length === limit) terminal.write(`The first ${plural(limit, 'row')}: see --limit.\n`);
      return exitCodes.ok;
    });
  },
};

function isNumber(type: string): boolean {
  return /^(smallint|int|bigint|decimal|number|single|double)/.test(type);
}

function text(value: CellValue): string {
  if (value === null) return 'NULL';
  return value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : String(value);
}

/** What JSON's numbers cannot hold exactly is text already; NaN and the infinities have no other spelling there. */
function jsonValue(value: CellValue): null | string | number | boolean {
  if (value instanceof Uint8Array || (typeof value === 'number' && !Number.isFinite(value)))
    return text(value);
  return value;
}
