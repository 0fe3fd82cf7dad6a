import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { ConnectionError } from '../../kit/errors.ts';

/** Who may be talked to. */
export type AddressPolicy = 'public' | 'public and private';

type Subnet = readonly [address: string, prefix: number];

/** Nothing that a connection could mean is there: metadata services of clouds, link-local, unspecified, multicast, reserved. */
const NEVER: readonly Subnet[] = [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16], // link-local; 169.254.169.254 is the metadata service of AWS, Azure, Google and others
  ['100.100.100.200', 32], // Alibaba Cloud's metadata service
  ['168.63.129.16', 32], // Azure's host agent
  ['192.0.0.192', 32], // Oracle Cloud's metadata service
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 128],
  ['fd00:ec2::254', 128], // AWS's metadata service
  ['fd20:ce::254', 128], // Google Cloud's metadata service
  ['fe80::', 10],
  ['ff00::', 8],
  // Tunnels to IPv4 addresses that would escape this list: 6to4 (RFC 7526) and Teredo, both out of use.
  ['2002::', 16],
  ['2001::', 32],
];

/** This machine, private and shared networks, and ranges that are not routed in the open (RFC 6890). */
const PRIVATE: readonly Subnet[] = [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['::1', 128],
  ['fc00::', 7],
  ['fec0::', 10],
  ['2001:db8::', 32],
  ['100::', 64],
];

const never = blockList(NEVER);
const privately = blockList(PRIVATE);

function blockList(subnets: readonly Subnet[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of subnets)
    list.addSubnet(address, prefix, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return list;
}

/** Why nothing is sent to an IP address under a policy; undefined where it may be. */
export function refusedAddress(address: string, policy: AddressPolicy): ConnectionError | undefined {
  const plain = plainAddress(address);
  const family = isIP(plain) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(plain) === 0 || never.check(plain, family))
    return new ConnectionError(
      'refused',
      `nothing is sent to ${address}: it is a link-local, metadata, multicast or reserved address`,
    );
  if (policy === 'public' && privately.check(plain, family))
    return new ConnectionError('refused', `nothing is sent to ${address}: it is a private address`, {
      hint: 'If the server is meant, set allow_private_addresses = true on the connection.',
    });
  return undefined;
}

/** The address that is really meant: without zone, and the IPv4 address where an IPv6 one only carries it. */
function plainAddress(address: string): string {
  const [bare = ''] = address.split('%');
  if (isIP(bare) !== 6) return bare;
  const groups = groupsOf(bare);
  const carrier = groups.slice(0, 6).join(':');
  // IPv4-mapped (::ffff:0:0/96), IPv4-compatible (::/96, but for :: and ::1), translated (::ffff:0:0:0/96), NAT64 (64:ff9b::/96).
  const carries =
    carrier === '0:0:0:0:0:ffff' ||
    carrier === '0:0:0:0:ffff:0' ||
    carrier === '64:ff9b:0:0:0:0' ||
    (carrier === '0:0:0:0:0:0' && groups[6] !== '0');
  if (!carries) return bare;
  return groups
    .slice(6)
    .flatMap((group) => {
      const value = Number.parseInt(group, 16);
      return [value >> 8, value & 0xff];
    })
    .join('.');
}

/** The eight groups of an IPv6 address, in hex without leading zeros. */
function groupsOf(address: string): readonly string[] {
  // A URL's host is written in one way only: short, lower case, no dotted part.
  const text = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = text.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  if (tail === undefined) return before;
  return [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after];
}

/** Resolves names, and answers only addresses that may be talked to: what is checked is what is connected to. */
export function guardedLookup(policy: AddressPolicy): LookupFunction {
  return (hostname, options: LookupOptions, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) {
        callback(error, '', 0);
        return;
      }
      const refusals = addresses.map(({ address }) => refusedAddress(address, policy));
      const allowed = addresses.filter((_, i) => !refusals[i]);
      const [first] = allowed;
      if (!first) callback(unusable(hostname, refusals[0]), '', 0);
      else if (options.all) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

function unusable(hostname: string, refusal: ConnectionError | undefined): NodeJS.ErrnoException {
  if (refusal) return new Error(refusal.message, { cause: refusal });
  return Object.assign(new Error(`no address is known for ${hostname}`), { code: 'ENOTFOUND' });
}

/**
 * Makes the connections of an undici agent, refusing addresses as it connects: a name that resolves to another address
 * the second time does not pass.
 */
export function guardedConnector(policy: AddressPolicy, timeoutMs: number): buildConnector.connector {
  const connect = buildConnector({ timeout: timeoutMs, allowH2: false, lookup: guardedLookup(policy) });
  return (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, '');
    const refusal = isIP(host) === 0 ? undefined : refusedAddress(host, policy);
    if (refusal) callback(refusal, null);
    else connect(options, callback);
  };
}
