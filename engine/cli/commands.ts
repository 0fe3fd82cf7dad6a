import type { Command } from './command.ts';
import { cancel } from './commands/cancel.ts';
import { executions } from './commands/executions.ts';
import { logs } from './commands/logs.ts';
import { rejected } from './commands/rejected.ts';
import { status } from './commands/status.ts';

/** Every command, in the order in which help lists them. */
export const commands: readonly Command[] = [status, executions, logs, rejected, cancel];
