import { z } from 'zod';
import { defineConnector } from '../../../contract/contract.ts';
import { driverlessCapabilities, openWithoutDriver } from '../../../families/driverless/open.ts';

/** What a connection to an IBM Db2 database needs. */
const ibmDb2Config = z.strictObject({
  hostname: z.string().min(1).meta({
    title: 'Host',
    description: 'Name or address of the server, with its port: db2.internal:50000.',
    isPlace: true,
  }),
  ssl: z.boolean().default(true).meta({ title: 'Use TLS' }),
  database: z.string().min(1).meta({ title: 'Database', isPlace: true }),
  account: z.string().min(1).meta({ title: 'User' }),
  passwd: z.string().min(1).meta({ title: 'Password', sensitive: true }),
});

export const ibmDb2 = defineConnector({
  id: 'ibm_db2',
  name: 'IBM Db2',
  description: 'An IBM Db2 database. Its connection is kept; nothing is read of it, for want of a driver.',
  config: ibmDb2Config,
  definitions: {},
  types: { source: [], target: [] },
  facets: driverlessCapabilities,
  open: async () =>
    openWithoutDriver({
      reason:
        'IBM Db2 is reached by IBM’s own driver (ODBC and CLI, in npm’s ibm_db), which its terms and its installer, that fetches it from IBM, keep from being part of syncform',
      hint: 'Have Db2 export the tables to files, and read them by a connection to the store that they are in.',
    }),
});
