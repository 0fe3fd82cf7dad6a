/** Write-only attributes by resource type; `*` stands for any element of a list or map. */
export const writeOnly = {
  syncform_postgresql_connection: ['configuration.password', 'configuration.sshPrivateKey', 'configuration.clientCertificate', 'configuration.clientKey', 'configuration.caCert'],
  syncform_csv_connection: ['configuration.headers.*.value', 'configuration.auth.basic.password'],
  syncform_sync: ['encryptionPassphrase'],
} as const;
