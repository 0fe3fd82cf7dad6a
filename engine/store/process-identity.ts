import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { propertyOf } from '../kit/property-of.ts';

/** A process, described so that another one can tell whether it is still alive. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly hostname: string;
  /** The same for processes that see each other's pids: they share a boot and a pid namespace, not just a host name. */
  readonly machine: string;
  /** Tells a process from a later one of the same pid; null where the system does not say. */
  readonly processStarted: string | null;
}

let self: ProcessIdentity | undefined;

export function thisProcess(): ProcessIdentity {
  self ??= {
    pid: process.pid,
    hostname: hostname(),
    machine: machine(),
    processStarted: procStat(process.pid)?.started ?? null,
  };
  return self;
}

/** Whether a process is alive; undefined where this process cannot know. */
export function isAlive(identity: ProcessIdentity): boolean | undefined {
  if (identity.machine !== thisProcess().machine) return undefined;
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    if (propertyOf(error, 'code') !== 'EPERM') return false;
  }
  if (identity.processStarted === null) return true;
  const stat = procStat(identity.pid);
  return stat !== undefined && !stat.ended && stat.started === identity.processStarted;
}

function machine(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

/** Of /proc/<pid>/stat (proc_pid_stat(5)): state, field 3, and start time in ticks since boot, field 22. */
function procStat(pid: number): { readonly started: string; readonly ended: boolean } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command's name in parentheses, which may hold anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const started = fields[19];
    return started === undefined ? undefined : { started, ended: fields[0] === 'Z' || fields[0] === 'X' };
  } catch {
    return undefined;
  }
}
