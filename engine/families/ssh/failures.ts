import { ConnectionError } from '../../kit/errors.ts';
import type { SshConfig, SshLogin } from './config.ts';

/** `user@host:port`, for messages. */
export function sshServer({ ssh_user, ssh_host, ssh_port }: SshConfig): string {
  return `${ssh_user}@${ssh_host}:${ssh_port}`;
}

/** Why no SSH connection came about. */
export function sshFailure(
  error: Error & { code?: string; level?: string },
  config: SshLogin,
): ConnectionError {
  const server = sshServer(config);
  const failed = (message: string, hint?: string) =>
    new ConnectionError('ssh', message, { ...(hint ? { hint } : {}), cause: error });
  switch (error.code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return failed(`no address is known for the SSH host ${config.ssh_host}`, 'Check ssh_host.');
    case 'ECONNREFUSED':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
      return failed(
        `${server} does not take connections (${error.code})`,
        'Check ssh_host and ssh_port, and that a firewall lets this machine through.',
      );
    case 'ETIMEDOUT':
      return failed(`${server} does not answer`, 'Check ssh_host and ssh_port, and firewalls on the way.');
  }
  switch (error.level) {
    case 'client-timeout':
      return failed(`${server} does not answer`, 'Check ssh_host and ssh_port, and firewalls on the way.');
    case 'client-authentication':
      return config.ssh_password !== undefined
        ? failed(
            `${server} refuses this user with this password`,
            'Check ssh_user and ssh_password, and that the server takes passwords.',
          )
        : failed(
            `${server} refuses this user with this key`,
            'Check ssh_user, and that the public half of ssh_private_key is in the user’s authorized_keys.',
          );
    case 'handshake':
      if (/host key/i.test(error.message))
        return failed(
          `${server} has no host key of a type that is known of it (${error.message})`,
          'If its key has changed for a reason, change ssh_host_key, or remove its line from known_hosts in the data directory.',
        );
  }
  return failed(`${server}: ${error.message}`);
}

/** Why the SSH server opened no connection to the database: it may not, or it could not. */
export function forwardingFailure(
  error: Error & { reason?: number },
  config: SshConfig,
  target: { readonly host: string; readonly port: number },
): ConnectionError {
  const server = sshServer(config);
  const where = `${target.host}:${target.port}`;
  // RFC 4254, 5.1: 1 is "administratively prohibited", 2 "connect failed".
  if (error.reason === 2)
    return new ConnectionError(
      'refused',
      `${where} does not take connections from the SSH host (${error.message})`,
      {
        hint: `Check hostname and port as ${config.ssh_host} sees them.`,
        cause: error,
      },
    );
  return new ConnectionError('ssh', `${server} forwards no connections to ${where} (${error.message})`, {
    hint: 'Allow it in the SSH server’s configuration: AllowTcpForwarding, PermitOpen.',
    cause: error,
  });
}
