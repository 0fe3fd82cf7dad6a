import { z } from 'zod';

/** A ZodString still, which schemas are derived from. */
const webAddress = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
    message: 'must be an http or https URL',
  });

const pair = (what: string, sensitive: boolean) =>
  z.strictObject({
    name: z
      .string()
      .min(1)
      .meta({ title: 'Name', description: `Name of the ${what}.` }),
    value: z.string().meta({ title: 'Value', description: `Value of the ${what}.`, sensitive }),
  });

const basic = z.strictObject({
  username: z.string().meta({ title: 'User' }),
  password: z.string().meta({ title: 'Password', sensitive: true }),
});

const oauth = z.strictObject({
  client_id: z.string().min(1).meta({ title: 'Client id' }),
  client_secret: z.string().meta({ title: 'Client secret', sensitive: true }),
  token_endpoint: webAddress.meta({ title: 'Token endpoint', description: 'Where tokens are had.' }),
  extra_form_data: z
    .array(pair('form field', false))
    .optional()
    .meta({ title: 'Extra form data', description: 'Fields that are sent to the token endpoint as well.' }),
  scopes: z.array(z.string()).optional().meta({ title: 'Scopes' }),
  auth_style: z.int().min(0).max(2).default(0).meta({
    title: 'Authentication style',
    description:
      'How the client’s id and secret are sent: 1 in the form, 2 in the Authorization header, 0 tries the header and then the form.',
  }),
});

/** What a connection to a CSV file on the web needs. */
export const csvConfig = z.strictObject({
  url: webAddress.meta({
    title: 'URL',
    description: 'Address of the CSV file, http or https; it may be compressed with gzip.',
  }),
  headers: z
    .array(pair('header', true))
    .optional()
    .meta({ title: 'Headers', description: 'Headers that are sent along.' }),
  parameters: z
    .array(pair('query parameter', false))
    .optional()
    .meta({ title: 'Parameters', description: 'Query parameters that are added to the URL.' }),
  auth: z
    .strictObject({
      basic: basic.optional().meta({ title: 'Basic', description: 'User and password.' }),
      header: pair('header', true)
        .optional()
        .meta({ title: 'Header', description: 'A header that proves who asks.' }),
      query: z
        .array(pair('query parameter', true))
        .optional()
        .meta({ title: 'Query', description: 'Query parameters that prove who asks.' }),
      oauth: oauth.optional().meta({ title: 'OAuth', description: 'OAuth 2 client credentials.' }),
    })
    .optional()
    .meta({ title: 'Authentication', description: 'How the server knows who asks.' }),
  csv_has_headers: z
    .boolean()
    .default(true)
    .meta({ title: 'The file has headers', description: 'Whether the first row names the columns.' }),
  skip_lines: z
    .int()
    .min(0)
    .default(0)
    .meta({ title: 'Skip lines', description: 'Lines to skip at the start of the file.' }),
});

export type CsvConfig = z.output<typeof csvConfig>;

/** A model reads the whole file or a query over it. */
export const modelConfig = z.strictObject({
  query: z.string().min(1).optional().meta({
    title: 'Query',
    description: 'One SELECT in DuckDB’s SQL over the view csv, which is the file. All rows where not given.',
  }),
});

/** Nothing to choose: the file is the one object. */
export const bulkSourceConfig = z.strictObject({});
