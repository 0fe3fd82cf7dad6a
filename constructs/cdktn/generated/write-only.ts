/** Write-only attributes by resource type; `*` stands for any element of a list or map. */
export const writeOnly = {
  syncform_api_connection: ['configuration.auth.basic.password', 'configuration.auth.header.value', 'configuration.auth.oauth.clientSecret', 'configuration.auth.query.*.value', 'configuration.headers.*.value'],
  syncform_azureblob_connection: ['configuration.accessKey', 'configuration.clientSecret', 'configuration.oauthRefreshToken'],
  syncform_cloudflare_r2_connection: ['configuration.awsSecretAccessKey'],
  syncform_csv_connection: ['configuration.auth.basic.password', 'configuration.auth.header.value', 'configuration.auth.oauth.clientSecret', 'configuration.auth.query.*.value', 'configuration.headers.*.value'],
  syncform_databricks_connection: ['configuration.accessToken', 'configuration.awsSecretAccessKey', 'configuration.azureAccessKey', 'configuration.servicePrincipalSecret', 'configuration.sshPrivateKey'],
  syncform_gcs_connection: ['configuration.serviceAccount'],
  syncform_hubspot_connection: ['configuration.accessToken', 'configuration.clientId', 'configuration.clientSecret', 'configuration.oauthRefreshToken'],
  syncform_linear_connection: ['configuration.apiKey'],
  syncform_motherduck_connection: ['configuration.accessToken', 'configuration.awsSecretAccessKey'],
  syncform_mysql_connection: ['configuration.passwd', 'configuration.sshPrivateKey'],
  syncform_postgresql_connection: ['configuration.caCert', 'configuration.clientCertificate', 'configuration.clientKey', 'configuration.password', 'configuration.sshPrivateKey'],
  syncform_s3_connection: ['configuration.awsSecretAccessKey'],
  syncform_sftp_connection: ['configuration.sshPassword', 'configuration.sshPrivateKey'],
  syncform_stripe_connection: ['configuration.apiKey'],
  syncform_sync: ['encryptionPassphrase'],
  syncform_webhook_connection: ['configuration.basic.password', 'configuration.header.value', 'configuration.headers.*.value', 'configuration.oauth.clientSecret', 'configuration.query.*.value'],
} as const;
