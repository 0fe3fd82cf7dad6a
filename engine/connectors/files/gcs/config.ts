import { z } from 'zod';
import { csvConflicts } from '../../../families/files/csv-options.ts';
import { aboutServiceAccountKey, serviceAccountKey } from '../../../families/google/service-account-key.ts';
import { storeFields, storeInactivity } from '../../../families/object-store/config.ts';
import { parseGcsBucket } from '../../../families/object-store/gcs/bucket-name.ts';

/** What a connection to files in a bucket of Google Cloud Storage needs. */
export const gcsConfig = z
  .strictObject({
    service_account: serviceAccountKey.meta(
      aboutServiceAccountKey(
        'the role Storage Object User on the bucket; Storage Object Viewer is enough for a source',
      ),
    ),
    project_id: z
      .string()
      .optional()
      .meta({ title: 'Project ID', description: 'The service account’s project.', readOnly: true }),
    client_email: z
      .string()
      .optional()
      .meta({ title: 'Service account', description: 'The service account’s name.', readOnly: true }),
    bucket: z
      .string()
      .refine((text) => parseGcsBucket(text) !== undefined, 'give a bare bucket name, or gs://bucket/prefix')
      .meta({
        title: 'Bucket',
        isPlace: true,
        description: 'The bucket, or gs://bucket/prefix: paths of tables are relative to that.',
      }),
    endpoint: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({
        title: 'Endpoint',
        isPlace: true,
        description:
          'Where the service is reached, if not at https://storage.googleapis.com: a private endpoint.',
      }),
    ...storeFields,
    ...storeInactivity,
  })
  .superRefine(csvConflicts);

export type GcsConfig = z.output<typeof gcsConfig>;
