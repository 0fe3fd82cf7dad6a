/** Write-only attributes by resource type; `*` stands for any element of a list or map. */
export const writeOnly = {
  syncform_sync: ['encryptionPassphrase'],
} as const;
