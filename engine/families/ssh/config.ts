import { z } from 'zod';

const whenSsh = { field: 'ssh', equals: true } as const;

/** The settings by which a database is reached through an SSH server; every connector that can be has these. */
export const sshFields = {
  ssh: z
    .boolean()
    .default(false)
    .meta({ title: 'Connect through SSH', description: 'Reach the server through an SSH tunnel.' }),
  ssh_user: z.string().default('root').meta({ title: 'SSH user', onlyWhen: whenSsh }),
  ssh_host: z
    .string()
    .optional()
    .meta({ title: 'SSH host', isPlace: true, onlyWhen: whenSsh, required: true }),
  ssh_port: z.int().min(1).max(65535).default(22).meta({ title: 'SSH port', onlyWhen: whenSsh }),
  ssh_private_key: z.string().optional().meta({
    title: 'SSH private key',
    description: 'Without a passphrase; in OpenSSH’s or PEM format.',
    sensitive: true,
    onlyWhen: whenSsh,
    required: true,
  }),
  ssh_host_key: z.string().optional().meta({
    title: 'SSH host key',
    description:
      'The public key that the SSH host must show, as `ssh-keyscan` prints it. If not given, the key of the first connection is remembered in the data directory and every later one must show the same.',
    onlyWhen: whenSsh,
  }),
};

/** What `sshFields` parse to. */
export interface SshConfig {
  readonly ssh: boolean;
  readonly ssh_user: string;
  readonly ssh_host?: string | undefined;
  readonly ssh_port: number;
  readonly ssh_private_key?: string | undefined;
  readonly ssh_host_key?: string | undefined;
}

/** Who logs in where. With a password, the private key is not looked at. */
export interface SshLogin extends SshConfig {
  readonly ssh_password?: string | undefined;
}
