import type { Command } from './command.ts';
import { cancel } from './commands/cancel.ts';
import { connections } from './commands/connections.ts';
import { deletion } from './commands/delete.ts';
import { executions } from './commands/executions.ts';
import { list } from './commands/list.ts';
import { logs } from './commands/logs.ts';
import { planReport } from './commands/plan-report.ts';
import { preview } from './commands/preview.ts';
import { query } from './commands/query.ts';
import { rejected } from './commands/rejected.ts';
import { run } from './commands/run.ts';
import { serve } from './commands/serve.ts';
import { status } from './commands/status.ts';
import { verify } from './commands/verify.ts';

/** Every command, in the order in which help lists them. */
export const commands: readonly Command[] = [
  run,
  serve,
  preview,
  verify,
  status,
  executions,
  logs,
  rejected,
  cancel,
  list,
  deletion,
  connections,
  query,
  planReport,
];
