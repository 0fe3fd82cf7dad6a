import type { Sessions } from '../../../../families/postgresql/sessions.ts';
import type { Tunnel } from '../../../../families/tunnel/tunnel.ts';
import type { PostgresqlConfig } from '../config.ts';

/** What following changes needs of an open connection. */
export interface Source {
  readonly config: PostgresqlConfig;
  readonly publication: string;
  readonly sessions: Sessions;
  readonly tunnel: Tunnel | undefined;
}
