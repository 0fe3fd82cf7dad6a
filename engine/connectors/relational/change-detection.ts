import { SyncformError } from '../../api/errors.ts';

/** Throws where a configuration asks for changes to be read: no server's are read yet. */
export function refuseChangeDetection(config: { readonly change_detection: boolean }): void {
  if (!config.change_detection) return;
  throw new SyncformError('unsupported', 'change_detection: reading changes is not available yet', {
    path: ['change_detection'],
    hint: 'Set change_detection = false.',
  });
}
