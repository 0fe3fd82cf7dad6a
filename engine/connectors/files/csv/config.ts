import { z } from 'zod';
import { externalAccessField } from '../../../families/duckdb/external-access.ts';
import { csvConflicts, csvDefinitionFields, csvFields } from '../../../families/files/csv-options.ts';
import {
  authField,
  headersField,
  parametersField,
  privateAddressesField,
  webAddress,
} from '../../../families/http/config.ts';

/** What a connection to a CSV file on the web needs. */
export const csvConfig = z
  .strictObject({
    url: webAddress.meta({
      title: 'URL',
      isPlace: true,
      description: 'Address of the CSV file, http or https; it may be compressed with gzip.',
    }),
    headers: headersField,
    parameters: parametersField,
    auth: authField,
    ...csvFields,
    max_file_size: z.int().min(1).default(10_240).meta({
      title: 'Largest file',
      description:
        'A download that is larger is stopped, in megabytes; of one that is compressed, what comes out of it counts as well.',
    }),
    allow_private_addresses: privateAddressesField(true),
    allow_external_access: externalAccessField,
  })
  .superRefine(csvConflicts);

export type CsvConfig = z.output<typeof csvConfig>;

/** A model reads the whole file or a query over it. */
export const modelConfig = z
  .strictObject({
    query: z.string().min(1).optional().meta({
      title: 'Query',
      description: 'One SELECT in DuckDB’s SQL over the view csv, which is the file. All rows if not set.',
    }),
    ...csvDefinitionFields,
  })
  .superRefine(csvConflicts);

/** The file is the one object; what it is can be said for this bulk sync alone. */
export const bulkSourceConfig = z.strictObject(csvDefinitionFields).superRefine(csvConflicts);
