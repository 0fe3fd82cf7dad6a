import { z } from 'zod';
import { defineConnector } from '../../../contract/contract.ts';
import { driverlessCapabilities, openWithoutDriver } from '../../../families/driverless/open.ts';

/** What a connection to NetSuite's SuiteAnalytics Connect needs: a role, and an integration's certificate. */
const netsuiteConfig = z.strictObject({
  account_id: z.string().min(1).meta({
    title: 'Account ID',
    description: 'As Setup → Company → Company Information shows it: 1234567, or 1234567_SB1.',
    isPlace: true,
  }),
  role_id: z.string().min(1).meta({ title: 'Role ID', description: 'The role that data is read as.' }),
  client_id: z.string().min(1).meta({ title: 'Client ID', description: 'Of the integration record.' }),
  certificate_id: z.string().min(1).meta({
    title: 'Certificate ID',
    description: 'Of the certificate that NetSuite has of the integration.',
  }),
  private_key: z
    .string()
    .min(1)
    .meta({ title: 'Private key', description: 'Of that certificate, as PEM.', sensitive: true }),
});

export const netsuiteSaConnect = defineConnector({
  id: 'netsuitesaconnect',
  name: 'NetSuite SuiteAnalytics',
  description:
    'NetSuite’s data by SuiteAnalytics Connect. Its connection is kept; nothing is read of it, for want of a driver.',
  config: netsuiteConfig,
  definitions: {},
  types: { source: [], target: [] },
  facets: driverlessCapabilities,
  open: async () =>
    openWithoutDriver({
      reason:
        'SuiteAnalytics Connect is reached by NetSuite’s own drivers alone (ODBC, JDBC and ADO.NET), which NetSuite gives to its accounts and to nobody else',
      hint: 'Have NetSuite export saved searches to files, and read them by a connection to the store that they are in.',
    }),
});
