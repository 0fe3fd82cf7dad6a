import type { Clock, Random } from './clock.ts';

export interface OpenStoreOptions {
  /** Made, with mode 0700, if it is missing. Relative paths are relative to the process's folder. */
  readonly dataDir: string;
  /**
   * The text of SYNCFORM_SECRET_KEY: 32 bytes in base64 or hex, or a passphrase of 16 characters or more. Without it the
   * key is in `<dataDir>/secret.key`, which is made if it is missing.
   */
  readonly key?: string | undefined;
  /** False leaves the key alone: secrets can then be neither read nor written. Default true. */
  readonly withSecrets?: boolean;
  readonly clock?: Clock;
  readonly random?: Random;
}
