import type { ConnectorHost, OpenConnector } from '../../../contract/contract.ts';
import type { storeCapabilities } from '../../../families/object-store/capabilities.ts';
import { openStore } from '../../../families/object-store/open-store.ts';
import type { SftpConfig } from './config.ts';
import { SftpSession } from './sftp-session.ts';
import { SftpStore } from './sftp-store.ts';

/** Opens a connection to a server's folder. Nothing is connected before a facet is used. */
export async function openSftp(
  config: SftpConfig,
  host: ConnectorHost,
): Promise<OpenConnector<typeof storeCapabilities>> {
  const { auth_mode, ssh_host, ssh_port, ssh_user, ssh_private_key, ssh_password, ssh_host_key } = config;
  const login = {
    ssh: true,
    ssh_host,
    ssh_port,
    ssh_user,
    ssh_host_key,
    ...(auth_mode === 'password' ? { ssh_password: ssh_password ?? '' } : { ssh_private_key }),
  };
  const { root, pattern } = splitGlob(config.path);
  const store = new SftpStore(
    new SftpSession(login, host.knownHosts, config.inactivity_timeout * 1000),
    root,
    `${ssh_user}@${ssh_host}:${ssh_port}`,
  );
  return openStore(store, { ...config, file_pattern: config.file_pattern ?? pattern }, host);
}

/** A glob's folder and the pattern within it. */
function splitGlob(path: string): { readonly root: string; readonly pattern: string | undefined } {
  const parts = path.split('/');
  const wild = parts.findIndex((part) => /[*?[{]/.test(part));
  if (wild < 0) return { root: path.replace(/(.)\/+$/, '$1'), pattern: undefined };
  const folder = parts.slice(0, wild).join('/');
  return { root: folder || (path.startsWith('/') ? '/' : '.'), pattern: parts.slice(wild).join('/') };
}
