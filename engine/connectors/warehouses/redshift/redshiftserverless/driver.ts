/* The driver of Redshift Serverless's API, loaded with this file when it is first needed: in a bundle an import() of it would yield no names. */
export {
  GetCredentialsCommand,
  GetWorkgroupCommand,
  RedshiftServerlessClient,
} from '@aws-sdk/client-redshift-serverless';
