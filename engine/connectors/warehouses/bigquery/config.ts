import { z } from 'zod';
import { aboutServiceAccountKey, serviceAccountKey } from '../../../families/google/service-account-key.ts';
import { parseGcsBucket } from '../../../families/object-store/gcs/bucket-name.ts';
import { configsInSchemas } from '../../../families/sql/table-configs.ts';

const whenKey = { field: 'auth_method', equals: 'service_account_key' } as const;
const whenFederated = { field: 'auth_method', equals: 'workload_identity_federation' } as const;

/** What a connection to the datasets of a Google Cloud project needs. */
export const bigqueryConfig = z.strictObject({
  auth_method: z
    .enum(['service_account_key', 'workload_identity_federation', 'application_default_credentials'])
    .default('service_account_key')
    .meta({
      title: 'Authentication',
      description:
        'By the key of a service account; by the identity that this machine has elsewhere (AWS, Azure, OIDC, SAML), which Google exchanges; or by Application Default Credentials.',
    }),
  service_account: serviceAccountKey.optional().meta({
    ...aboutServiceAccountKey(
      'the roles BigQuery Job User on the project, and BigQuery Data Viewer (a source) or Data Editor (a target) on it or on the datasets',
    ),
    onlyWhen: whenKey,
    required: true,
  }),
  credential_config: z
    .string()
    .refine(
      (text) => parseExternalAccount(text) !== undefined,
      'give the JSON of a workload identity’s credential configuration, with type "external_account"',
    )
    .optional()
    .meta({
      title: 'Credential configuration',
      description:
        'The JSON that `gcloud iam workload-identity-pools create-cred-config` writes. It says where this machine’s own token is found.',
      sensitive: true,
      onlyWhen: whenFederated,
      required: true,
    }),
  wif_project_id: z.string().min(1).optional().meta({
    title: 'Project',
    description: 'The project whose datasets are read and written, and in which jobs run.',
    isPlace: true,
    onlyWhen: whenFederated,
    required: true,
  }),
  override_project_id: z.string().min(1).optional().meta({
    title: 'Other project',
    description:
      'The project whose datasets are read and written, and in which jobs run, if that is not the credentials’ own.',
    isPlace: true,
  }),
  project_id: z
    .string()
    .optional()
    .meta({ title: 'Project ID', description: 'The credentials’ project.', readOnly: true }),
  client_email: z
    .string()
    .optional()
    .meta({ title: 'Service account', description: 'The service account’s name.', readOnly: true }),
  location: z.string().min(1).optional().meta({
    title: 'Location',
    description:
      'Where jobs run and new datasets are: US, EU, europe-west3. If not given, jobs run where their datasets are, and new datasets are where the project has them by default.',
  }),
  structured_values_as_json: z.boolean().default(false).meta({
    title: 'Structured values as JSON',
    description:
      'Lists become JSON columns rather than REPEATED ones, so that none of them turns from NULL into an empty list; and REPEATED and RECORD columns are read as JSON.',
  }),
  use_extract: z.boolean().default(false).meta({
    title: 'Read by export',
    description:
      'Rows that are read go as Parquet files through a bucket (EXPORT DATA), which is faster for large tables than fetching them page by page.',
  }),
  bucket: z
    .string()
    .refine((text) => parseGcsBucket(text) !== undefined, 'give a bare bucket name, or gs://bucket/prefix')
    .optional()
    .meta({
      title: 'Bucket',
      description:
        'The bucket of Google Cloud Storage, or gs://bucket/prefix, for exported files, which are removed again. It has to be where the datasets are. The account needs the role Storage Object User on it.',
      onlyWhen: { field: 'use_extract', equals: true },
      required: true,
    }),
  use_storage_api: z.boolean().default(true).meta({
    title: 'Use the Storage API',
    description:
      'Whole tables are read, and small loads are brought, by BigQuery’s Storage API, by gRPC. What it refuses, for want of rights or of a way there, is done by jobs, as is everything if this is false. Reading needs bigquery.readsessions.create (the role BigQuery Read Session User).',
  }),
  endpoint: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({
      title: 'Endpoint',
      isPlace: true,
      description:
        'Where the service is reached, if not at https://bigquery.googleapis.com: a regional or private endpoint.',
    }),
  storage_endpoint: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({
      title: 'Endpoint of the Storage API',
      isPlace: true,
      description:
        'Where the Storage API is reached, if not at https://bigquerystorage.googleapis.com. Where endpoint is set and this is not, the Storage API is not used.',
      onlyWhen: { field: 'use_storage_api', equals: true },
    }),
});

export type BigqueryConfig = z.output<typeof bigqueryConfig>;

/** Reads the credential configuration of a workload identity; undefined where it is none. */
export function parseExternalAccount(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed = JSON.parse(text) as Record<string, unknown> | null;
    return String(parsed?.type).startsWith('external_account') ? (parsed ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}

/** The configurations of models, targets and bulk syncs. A schema is a dataset. */
export const configs = configsInSchemas({
  defaultSchema: 'the one that the table’s name says',
  query: 'One SELECT or WITH statement, in GoogleSQL.',
  table: 'A table or view: dataset.table, or its bare name beside `schema`.',
  newTable: 'The new table: dataset.table, or a bare name for the dataset that `schema` says.',
});
