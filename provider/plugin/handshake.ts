/** What go-plugin's client, that is Terraform, says in the environment of a plugin that it starts. */
export interface Invitation {
  /** PEM; undefined when the client does not ask for mutual TLS. */
  readonly clientCertificate: string | undefined;
  /** Whether the client understands a seventh field in the handshake. */
  readonly asksForMultiplexing: boolean;
  /** Where it wants the socket; undefined for the system's folder of temporary files. */
  readonly socketFolder: string | undefined;
}

const cookieName = 'TF_PLUGIN_MAGIC_COOKIE';
const cookieValue = 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2';
const protocolVersion = 6;

/** The program was not started by a Terraform that it can serve; the message says what to do. */
export class NotInvitedError extends Error {
  override readonly name = 'NotInvitedError';
}

/** @throws NotInvitedError when Terraform did not start this process, or speaks only older protocols. */
export function readInvitation(environment: NodeJS.ProcessEnv, providerName: string): Invitation {
  if (environment[cookieName] !== cookieValue) {
    throw new NotInvitedError(
      `This is the Terraform provider "${providerName}". Terraform starts it; there is nothing to run by hand.\n` +
        'Name it under required_providers in a Terraform configuration and run "terraform init".',
    );
  }
  const offered = (environment.PLUGIN_PROTOCOL_VERSIONS ?? '').split(',').map((version) => version.trim());
  if (!offered.includes(String(protocolVersion))) {
    throw new NotInvitedError(
      `The provider "${providerName}" speaks plugin protocol ${protocolVersion}, and this Terraform offers ${offered.join(', ') || 'none'}.\n` +
        'Use Terraform 1.0 or newer.',
    );
  }
  return {
    clientCertificate: environment.PLUGIN_CLIENT_CERT || undefined,
    asksForMultiplexing: (environment.PLUGIN_MULTIPLEX_GRPC ?? '') !== '',
    socketFolder: environment.PLUGIN_UNIX_SOCKET_DIR || undefined,
  };
}

/**
 * The line that tells the client where and how to connect. The certificate is base64 without padding. Older clients take a
 * seventh field for a part of the sixth, so it is there only when asked for; and it says that this server does not multiplex.
 */
export function handshakeLine(
  invitation: Invitation,
  network: string,
  address: string,
  certificate: Buffer | undefined,
): string {
  const encoded = certificate?.toString('base64').replace(/=+$/, '') ?? '';
  const fields = ['1', String(protocolVersion), network, address, 'grpc', encoded];
  return [...fields, ...(invitation.asksForMultiplexing ? ['false'] : [])].join('|');
}
