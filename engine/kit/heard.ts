import type { EventEmitter } from 'node:events';

/**
 * The stream itself, whose failure is from now on never the process's: an `error` event that nobody listens to ends the
 * process. A stream may fail before anybody reads it, and after its reader has gone. Whoever reads it hears of the failure
 * anyway. Every stream that is made or handed on goes through here.
 */
export function heard<S extends EventEmitter>(stream: S): S {
  return stream.on('error', () => {});
}
