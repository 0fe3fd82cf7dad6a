import { z } from 'zod';

/** `allow_external_access` of connections whose SQL runs in this process's DuckDB. */
export const externalAccessField = z.boolean().default(false).meta({
  title: 'Allow external access',
  description:
    'Whether queries, and views in a DuckDB file, may read more than the connection: files of this machine, addresses, databases of other connections. Set it only where you trust whoever writes them.',
});
