import * as wire from '../../protocol/generated/tfplugin6.ts';
import type { WaitsFor } from '../resource.ts';
import type { Runtime } from './runtime.ts';

/** What of a request says whether Terraform can put off what the provider cannot plan yet (`-allow-deferral`). */
interface Asked {
  readonly client_capabilities?: wire.ClientCapabilities | undefined;
}

const REASONS: Readonly<Record<WaitsFor, wire.Deferred_Reason>> = {
  values: wire.Deferred_Reason.RESOURCE_CONFIG_UNKNOWN,
  others: wire.Deferred_Reason.ABSENT_PREREQ,
};

/** Whether the asking Terraform takes a deferral for an answer. */
export function mayDefer({ client_capabilities }: Asked): boolean {
  return client_capabilities?.deferral_allowed === true;
}

/** What one plan is put off for, if it is. */
export class Deferral {
  readonly #isAllowed: boolean;
  #reason: wire.Deferred_Reason | undefined;

  constructor(request: Asked) {
    this.#isAllowed = mayDefer(request);
  }

  /** The first reason counts; without the client's leave there is none. */
  defer(waitsFor: WaitsFor): void {
    if (this.#isAllowed) this.#reason ??= REASONS[waitsFor];
  }

  /** What the response says of it. */
  get deferred(): { readonly deferred?: wire.Deferred } {
    return this.#reason === undefined ? {} : { deferred: { reason: this.#reason } };
  }
}

/** The response's deferral where the provider itself waits for values of its configuration; undefined where it does not. */
export function providerWaits(runtime: Runtime, request: Asked): wire.Deferred | undefined {
  return runtime.isWaiting && mayDefer(request)
    ? { reason: wire.Deferred_Reason.PROVIDER_CONFIG_UNKNOWN }
    : undefined;
}
