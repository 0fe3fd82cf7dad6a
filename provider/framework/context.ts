import type { Diagnostics } from './diagnostics.ts';
import type { Json } from './types.ts';

/** Writes to Terraform's log (TF_LOG, TF_LOG_PROVIDER). Fields must not hold secrets. */
export interface Log {
  trace(message: string, fields?: Record<string, unknown>): void;
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/** JSON that Terraform keeps beside the state and shows to nobody. */
export interface PrivateState {
  get(key: string): Json | undefined;
  set(key: string, value: Json): void;
  delete(key: string): void;
}

/** What every hook is handed. */
export interface HookContext {
  readonly log: Log;
  /** Errors and warnings that do not end the hook. */
  readonly diagnostics: Diagnostics;
  /** Aborted when the user cancels (Ctrl-C): stop at the next safe point, and throw. */
  readonly signal: AbortSignal;
}

/** What hooks that need a configured provider are handed. */
export interface ConfiguredContext<P> extends HookContext {
  /** What the provider's `configure` returned. */
  readonly provider: P;
}
