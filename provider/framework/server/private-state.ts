import type { PrivateState } from '../context.ts';
import { parseJson, printJson } from '../cty/json.ts';
import { emptyObject } from '../cty/type.ts';
import type { Json } from '../types.ts';

/** JSON beside the state, as the bytes that Terraform keeps. */
export class PrivateBytes implements PrivateState {
  readonly #values: Record<string, Json>;

  /** Bytes that another provider left (after a move) are not JSON of this shape: they are dropped. */
  constructor(bytes: Uint8Array | undefined) {
    this.#values = emptyObject<Json>();
    if (!bytes?.length) return;
    try {
      const parsed = parseJson(Buffer.from(bytes).toString('utf8'));
      if (typeof parsed === 'object' && !Array.isArray(parsed)) Object.assign(this.#values, parsed);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }

  get(key: string): Json | undefined {
    return this.#values[key];
  }

  set(key: string, value: Json): void {
    this.#values[key] = value;
  }

  delete(key: string): void {
    delete this.#values[key];
  }

  get bytes(): Buffer {
    return Object.keys(this.#values).length === 0 ? Buffer.alloc(0) : Buffer.from(printJson(this.#values));
  }
}
