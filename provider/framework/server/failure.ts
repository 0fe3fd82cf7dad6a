import { ValueTypeError } from '../cty/codec.ts';
import { AttributeError, type Diagnostic } from '../diagnostics.ts';

/** What an exception says to the user. `doing` completes "Could not …". The stack is for the log alone. */
export function explain(thrown: unknown, doing: string, cancelled: boolean): Diagnostic {
  const error = firstOf(thrown);
  if (error instanceof AttributeError) {
    const detail = [error.detail, ...causes(error)].filter((line) => line !== '').join('\n');
    return { severity: 'error', summary: error.summary, detail, path: error.path };
  }
  const detail = [messageOf(error), ...causes(error)].join('\n');
  if (error instanceof ValueTypeError) {
    return { severity: 'error', summary: `Could not ${doing}`, detail, path: error.path };
  }
  return {
    severity: 'error',
    summary: cancelled ? `Cancelled: could not ${doing}` : `Could not ${doing}`,
    detail,
  };
}

/** What failed first, where letting go of something failed after it. */
function firstOf(error: unknown): unknown {
  return error instanceof SuppressedError ? firstOf(error.suppressed) : error;
}

function causes(error: unknown): string[] {
  const said: string[] = [];
  const seen = new Set<unknown>([error]);
  let cause = error instanceof Error ? error.cause : undefined;
  while (cause !== undefined && cause !== null && !seen.has(cause)) {
    seen.add(cause);
    said.push(`Because: ${messageOf(cause)}`);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return said;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner =
    error instanceof AggregateError ? error.errors.map(messageOf).filter((one) => one !== '') : [];
  return [error.message, ...inner].filter((one) => one !== '').join('; ') || error.name;
}
