import type { EnvironmentContext, JestEnvironmentConfig } from '@jest/environment';
import { TestEnvironment } from 'jest-environment-node';

/** What is used of an event that jest-circus sends to its environment. */
interface TestEvent {
  readonly name: string;
  readonly test?: { readonly errors: unknown[] };
}

/**
 * Node, as jest gives it, in which a test that ends without having asserted anything fails. Only what the test's own
 * function asserts counts: an `expect` in a hook says nothing of the test.
 */
export default class AssertingEnvironment extends TestEnvironment {
  #before = 0;

  constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
    super(config, context);
    // Variables of a project of jest.config.js, for its tests alone.
    Object.assign(this.global.process.env, config.projectConfig.testEnvironmentOptions.environment);
  }

  handleTestEvent({ name, test }: TestEvent): void {
    if (name === 'test_fn_start') this.#before = this.#assertions();
    if (name === 'test_fn_success' && this.#assertions() === this.#before)
      test?.errors.push(
        new Error(
          'This test asserted nothing, so it would pass whatever happens. Assert what it is about with expect; if it cannot run here, skip it with the reason (test/needing.ts).',
        ),
      );
  }

  /** How many assertions the test that runs has made. */
  #assertions(): number {
    const { expect } = this.global as {
      readonly expect?: { getState(): { readonly assertionCalls: number } };
    };
    return expect?.getState().assertionCalls ?? 0;
  }
}
