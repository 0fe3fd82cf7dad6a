import { join } from 'node:path';

/** The server's configuration: one node on 127.0.0.1 that asks for a password, with TLS for those who want it. */
export function settings(root: string, ports: { readonly native: number; readonly storage: number }): string {
  const data = (name: string) => join(root, 'data', name);
  return `${JSON.stringify({
    cluster_name: 'test',
    num_tokens: 4,
    partitioner: 'org.apache.cassandra.dht.Murmur3Partitioner',
    commitlog_sync: 'periodic',
    commitlog_sync_period: '10000ms',
    data_file_directories: [data('tables')],
    commitlog_directory: data('commitlog'),
    saved_caches_directory: data('caches'),
    hints_directory: data('hints'),
    cdc_raw_directory: data('cdc'),
    seed_provider: [
      {
        class_name: 'org.apache.cassandra.locator.SimpleSeedProvider',
        parameters: [{ seeds: `127.0.0.1:${ports.storage}` }],
      },
    ],
    listen_address: '127.0.0.1',
    storage_port: ports.storage,
    native_transport_port: ports.native,
    start_native_transport: true,
    rpc_address: '127.0.0.1',
    endpoint_snitch: 'SimpleSnitch',
    authenticator: 'PasswordAuthenticator',
    authorizer: 'CassandraAuthorizer',
    role_manager: 'CassandraRoleManager',
    materialized_views_enabled: true,
    memtable_allocation_type: 'heap_buffers',
    auto_snapshot: false,
    client_encryption_options: {
      enabled: true,
      optional: true,
      require_client_auth: false,
      ssl_context_factory: { class_name: 'org.apache.cassandra.security.PEMBasedSslContextFactory' },
      keystore: join(root, 'server.pem'),
      truststore: join(root, 'authority.pem'),
    },
  })}\n`;
}

const EXPORTS = [
  'java.base/jdk.internal.misc',
  'java.base/jdk.internal.ref',
  'java.base/sun.nio.ch',
  'java.management.rmi/com.sun.jmx.remote.internal.rmi',
  'java.rmi/sun.rmi.registry',
  'java.rmi/sun.rmi.server',
  'java.sql/java.sql',
  'java.base/java.lang.ref',
  'jdk.unsupported/sun.misc',
];
const OPENS = [
  'java.base/java.lang.module',
  'java.base/jdk.internal.loader',
  'java.base/jdk.internal.ref',
  'java.base/jdk.internal.reflect',
  'java.base/jdk.internal.math',
  'java.base/jdk.internal.module',
  'java.base/jdk.internal.util.jar',
  'jdk.management/com.sun.management.internal',
  'java.base/sun.nio.ch',
  'java.base/java.io',
  'java.base/java.nio',
  'java.base/java.util.concurrent',
  'java.base/java.util',
  'java.base/java.util.concurrent.atomic',
  'java.base/java.lang',
  'java.base/java.math',
  'java.base/java.lang.reflect',
  'java.base/java.net',
];

/** Java's own options: the modules that the server's jvm17 options open to it, a small heap, and no waits for other nodes. */
export const JVM = [
  '-Xms256m',
  '-Xmx512m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-Dcassandra.skip_wait_for_gossip_to_settle=0',
  '-Dcassandra.ring_delay_ms=0',
  '-Dcassandra.superuser_setup_delay_ms=0',
  '-Dcassandra-foreground=yes',
  '-Djdk.attach.allowAttachSelf=true',
  ...EXPORTS.flatMap((name) => ['--add-exports', `${name}=ALL-UNNAMED`]),
  ...OPENS.flatMap((name) => ['--add-opens', `${name}=ALL-UNNAMED`]),
];
