import { z } from 'zod';
import type { FieldCondition } from '../../../contract/config-schema.ts';
import { csvConflicts } from '../../../families/files/csv-options.ts';
import { storeFields, storeInactivity } from '../../../families/object-store/config.ts';

const when = (equals: string): FieldCondition => ({ field: 'auth_mode', equals });

/** What a connection to files on an SFTP server needs. */
export const sftpConfig = z
  .strictObject({
    ssh_host: z
      .string()
      .min(1)
      .meta({ title: 'Host', isPlace: true, description: 'The server’s name or address.' }),
    ssh_port: z.int().min(1).max(65535).default(22).meta({ title: 'Port', isPlace: true }),
    ssh_user: z.string().min(1).default('root').meta({ title: 'User' }),
    auth_mode: z
      .enum(['private_key', 'password'])
      .default('private_key')
      .meta({ title: 'Authentication method', description: 'How the user logs in.' }),
    ssh_private_key: z
      .string()
      .min(1)
      .optional()
      .meta({
        title: 'Private key',
        description: 'Without a passphrase; in OpenSSH’s or PEM format.',
        sensitive: true,
        onlyWhen: when('private_key'),
        required: true,
      }),
    ssh_password: z
      .string()
      .min(1)
      .optional()
      .meta({ title: 'Password', sensitive: true, onlyWhen: when('password'), required: true }),
    ssh_host_key: z.string().optional().meta({
      title: 'Host key',
      description:
        'The public key that the server must show, as `ssh-keyscan` prints it. If not given, the key of the first connection is remembered in the data directory and every later one must show the same.',
    }),
    path: z.string().min(1).default('.').meta({
      title: 'Path',
      isPlace: true,
      description:
        'A folder: paths of tables are relative to it. A relative one is relative to the user’s home. Or a glob of files such as /data/**/*.csv, which is read from the folder before its first wildcard.',
    }),
    ...storeInactivity,
    ...storeFields,
  })
  .superRefine(csvConflicts);

export type SftpConfig = z.output<typeof sftpConfig>;
