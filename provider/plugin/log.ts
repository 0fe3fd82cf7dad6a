import type { Log } from '../framework/context.ts';

const levels = ['trace', 'debug', 'info', 'warn', 'error'] as const;
type Level = (typeof levels)[number];

/** The level that the environment asks for, or undefined when it asks for no logs: TF_LOG_PROVIDER, else TF_LOG. */
export function levelFrom(environment: NodeJS.ProcessEnv): Level | undefined {
  const asked = (environment.TF_LOG_PROVIDER || environment.TF_LOG || '').toLowerCase();
  if (asked === '' || asked === 'off') return undefined;
  return levels.find((level) => level === asked) ?? 'trace';
}

/** Writes hclog's JSON, a line an entry, which Terraform puts into its own log under the same level. */
export function makeLog(module: string, level: Level | undefined, write: (line: string) => void): Log {
  const at =
    (name: Level) =>
    (message: string, fields: Record<string, unknown> = {}): void => {
      if (level === undefined || levels.indexOf(name) < levels.indexOf(level)) return;
      const entry = {
        '@level': name,
        '@message': message,
        '@module': module,
        '@timestamp': timestamp(),
        ...fields,
      };
      write(`${JSON.stringify(entry, printable)}\n`);
    };
  return { trace: at('trace'), debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Terraform parses the time only with exactly six digits of a second; with fewer it shows the line raw. */
function timestamp(): string {
  return new Date().toISOString().replace('Z', '000Z');
}

function printable(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Error) return value.message;
  return value;
}
