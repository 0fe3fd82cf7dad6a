/** What a test has go wrong. A fault is used up after `times`. */
export type Fault =
  /** Answers calls with an HTTP status, without carrying them out. */
  | (Common & {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfter?: number;
      readonly reason?: string;
    })
  /** Cuts the connection, before the call is carried out or after it, when only the answer is lost. */
  | (Common & { readonly kind: 'disconnect'; readonly when: 'before' | 'after' })
  /** Fails a statement. */
  | (Common & { readonly kind: 'error'; readonly message: string; readonly sqlState?: string })
  /** Lets a test act, and the statement wait until it has, before it is carried out. */
  | (Common & { readonly kind: 'pause'; readonly until: (statement: string) => Promise<void> | void });

interface Common {
  /** How many calls it meets; without end where it is not said. */
  readonly times?: number;
  /** Of which calls: `ExecuteStatement`, `FetchResults`, … All where neither is said. */
  readonly call?: string;
  /** Of which statements. */
  readonly statement?: RegExp;
}

/** The faults of one warehouse, in the order in which they were asked for. */
export class Faults {
  private readonly waiting: { readonly fault: Fault; left: number }[] = [];

  /** Asks for a fault and answers what takes it away again. */
  add(fault: Fault): () => void {
    const entry = { fault, left: fault.times ?? Number.POSITIVE_INFINITY };
    this.waiting.push(entry);
    return () => {
      entry.left = 0;
    };
  }

  /** The first fault of this kind for the call, which counts as met by it. */
  take<K extends Fault['kind']>(
    kind: K,
    call: string,
    statement: string | undefined,
    suits: (fault: Extract<Fault, { kind: K }>) => boolean = () => true,
  ): Extract<Fault, { kind: K }> | undefined {
    for (const entry of this.waiting) {
      const { fault } = entry;
      if (entry.left <= 0 || fault.kind !== kind) continue;
      if (fault.call !== undefined && fault.call !== call) continue;
      if (fault.statement && !(statement !== undefined && fault.statement.test(statement))) continue;
      const found = fault as Extract<Fault, { kind: K }>;
      if (!suits(found)) continue;
      entry.left--;
      return found;
    }
    return undefined;
  }

  clear(): void {
    this.waiting.length = 0;
  }
}
