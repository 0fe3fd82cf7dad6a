import type { ExecutionContext, ObjectReporter } from '../executions/contract.ts';
import type { DuckdbSession } from '../movement/duckdb-session.ts';
import { quoteIdentifier, quoteLiteral } from '../movement/sql.ts';
import { transfer } from '../movement/transfer.ts';
import { type RecordShape, stageRecords } from './diff.ts';
import type { SyncRun } from './run-sync.ts';

/** The records as the target will get them, over the names of the model's fields. */
export function recordShape({ sync, blueprint }: SyncRun): RecordShape {
  const { model, mapping } = blueprint;
  const identity = sync.mode === 'append' ? model.input.identifier : undefined;
  const identifying = mapping.find((m) => 'field' in m.from && m.from.field.name === identity);
  return {
    columns: mapping.map(({ column, from }) => ({
      name: column.name,
      type: column.type,
      sql: 'field' in from ? quoteIdentifier(from.field.name) : quoteLiteral(from.constant),
    })),
    key: blueprint.key.length > 0 ? blueprint.key : identifying ? [identifying.column.name] : [],
    tracked: model.input.tracking_columns?.map((name) => quoteIdentifier(name)),
  };
}

/** Reads the model into the table `records` of the session; answers how many records there are. */
export async function extractRecords(
  run: SyncRun,
  session: DuckdbSession,
  shape: RecordShape,
  reporter: ObjectReporter,
  context: ExecutionContext,
): Promise<number> {
  const { model, mapping } = run.blueprint;
  const needed = new Set([
    ...mapping.flatMap((m) => ('field' in m.from ? [m.from.field.name] : [])),
    ...(model.input.tracking_columns ?? []),
  ]);
  const fields = model.fields.filter((f) => needed.has(f.name));
  const extraction = await run.source
    .facet('query')
    .extract(model.input.configuration, fields, context.signal);
  const { rows, path } = await transfer(extraction, ['relation'], {
    session,
    signal: context.signal,
    log: (message) => context.log('info', message),
  });
  reporter.path(path);
  if (rows.format !== 'relation') throw new TypeError(`asked for a relation, got ${rows.format}`);
  const select = await rows.attach(session, context.signal);
  const columns = extraction.columns.map((c) => quoteIdentifier(c.name)).join(', ');
  const read = await stageRecords(session, `SELECT * FROM (${select}) AS model(${columns})`, shape);
  reporter.progress({ read });
  return read;
}
