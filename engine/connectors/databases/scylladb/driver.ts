import { auth, Client, type HostMap, policies, types } from 'cassandra-driver';

/* Cassandra's driver, loaded with this file when it is first needed: in a bundle an import() of it would yield no names. */

/** The nodes of the datacenter that was connected to, in turn: no other one is asked. */
class OneDatacenter extends policies.loadBalancing.DCAwareRoundRobinPolicy {
  /** The driver's own name of it, which its declarations leave out. */
  declare localDc: string | undefined;

  constructor() {
    // Only once a node was connected to is its datacenter known.
    super(undefined as unknown as string);
  }

  override init(client: Client, hosts: HostMap, callback: (error: Error) => void): void {
    // The first host is the one that was connected to, which told of the others.
    this.localDc ??= hosts.values()[0]?.datacenter;
    super.init(client, hosts, callback);
  }
}

/** The driver takes a class of its own alone, which its declarations call an interface. */
const { AddressTranslator } = policies.addressResolution as unknown as {
  readonly AddressTranslator: new () => policies.addressResolution.AddressTranslator;
};

export { AddressTranslator, auth, Client, OneDatacenter, types };
