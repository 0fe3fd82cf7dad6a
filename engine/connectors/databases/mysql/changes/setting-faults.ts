import type { Session } from '../session.ts';

/** What is wrong with a server or its user for following its log, and what fixes it. */
export interface LogFault {
  readonly about: 'rights' | 'settings';
  readonly message: string;
  readonly hint: string;
}

/** What a variable has to be; one that a server does not have is as it should be. */
const WANTED = [
  ['binlog_format', 'ROW'],
  ['binlog_row_image', 'FULL'],
  ['binlog_row_value_options', ''],
] as const;

/** Settings of a server that keep its log from being followed, or from holding everything. */
export async function settingFaults(session: Session): Promise<readonly LogFault[]> {
  const settings = await globalVariables(session, [
    ...WANTED.map(([name]) => name),
    'log_bin',
    'binlog_storage_engine',
    'log_slave_updates',
    'log_replica_updates',
    'gtid_slave_pos',
    'wsrep_on',
  ]);
  if (settings.get('log_bin') !== 'ON')
    return [
      fault(
        'the server keeps no binary log (log_bin is OFF)',
        'Write log_bin, binlog_format = ROW and a server_id into its configuration and start it again.',
      ),
    ];
  const faults = WANTED.flatMap(([name, value]) => {
    const actual = settings.get(name);
    if (actual === undefined || actual.toUpperCase() === value) return [];
    return [
      fault(
        `${name} is ${actual}, and has to be ${value || 'empty'}`,
        `SET GLOBAL ${name} = '${value}'; and the same in the server's configuration. Sessions that are open keep the old one.`,
      ),
    ];
  });
  if (settings.get('binlog_storage_engine'))
    faults.push(
      fault(
        'the binary log is kept by a storage engine (binlog_storage_engine), where it has no positions in files',
        'Take binlog_storage_engine out of the server’s configuration and start it again.',
      ),
    );
  return [...faults, ...replicaFaults(settings)];
}

/** What a replica, or a node of a cluster, has from others is in its own log only where it is told to write it there. */
function replicaFaults(settings: ReadonlyMap<string, string>): readonly LogFault[] {
  const ofMysql = settings.get('log_replica_updates');
  const hasOthers = settings.get('wsrep_on') === 'ON' || (settings.get('gtid_slave_pos') ?? '') !== '';
  const isMissing =
    ofMysql === undefined ? hasOthers && settings.get('log_slave_updates') === 'OFF' : ofMysql === 'OFF';
  if (!isMissing) return [];
  const name = ofMysql === undefined ? 'log_slave_updates' : 'log_replica_updates';
  return [
    fault(
      `${name} is OFF: changes that the server has from another one are not in its binary log`,
      `Write ${name} = ON into the server’s configuration and start it again, or connect to the primary server.`,
    ),
  ];
}

function fault(message: string, hint: string): LogFault {
  return { about: 'settings', message, hint };
}

export async function globalVariables(
  session: Session,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const list = names.map((name) => `'${name}'`).join(', ');
  const rows = await session.rows(`SHOW GLOBAL VARIABLES WHERE Variable_name IN (${list})`);
  return new Map(rows.map(([name, value]) => [name as string, value ?? '']));
}
