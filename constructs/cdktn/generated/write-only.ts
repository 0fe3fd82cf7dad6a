/** Write-only attributes by resource type; `*` stands for any element of a list or map. */
export const writeOnly = {
  syncform_csv_connection: ['configuration.auth.basic.password', 'configuration.auth.header.value', 'configuration.auth.oauth.clientSecret', 'configuration.auth.query.*.value', 'configuration.headers.*.value'],
  syncform_postgresql_connection: ['configuration.caCert', 'configuration.clientCertificate', 'configuration.clientKey', 'configuration.password', 'configuration.sshPrivateKey'],
  syncform_sync: ['encryptionPassphrase'],
} as const;
