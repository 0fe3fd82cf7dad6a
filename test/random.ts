/** Numbers that are the same for the same seed (xorshift32 after a scramble of the seed), so that a failure can be obtained again. */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 1;
    for (let i = 0; i < 8; i++) this.next();
  }

  /** From 0 up to, but not, 1. */
  next(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return (x >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 up to, but not, `below`. */
  below(below: number): number {
    return Math.floor(this.next() * below);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}

/** The seed that SYNCFORM_TEST_SEED asks for, else the given one. */
export function seedOr(usual: number): number {
  const asked = process.env.SYNCFORM_TEST_SEED;
  return asked ? Number(asked) : usual;
}
