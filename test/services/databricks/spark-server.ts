import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, supervise } from '../supervised-server.ts';
import { sparkBinaries } from './spark-binaries.ts';
import { SparkSession } from './spark-session.ts';
import { THRIFT_PATH, ThriftClient } from './thrift.ts';

/** A running Spark Thrift Server with Delta tables, as plain data: any process can connect to it and stop it. */
export interface SparkServer {
  readonly port: number;
  /** The process that looks after the server. */
  readonly supervisor: number;
  /** A folder of this machine that the server reads from; it goes with the server. */
  readonly folder: string;
}

/** The catalogs that a warehouse has. */
export const CATALOGS = ['main', 'samples', 'analytics', 'hive_metastore'] as const;

/**
 * Starts Spark on 127.0.0.1 with an empty metastore in memory and tables in a temporary folder. It ends, and its folder
 * goes, with its owner or by `stopServer`. Takes some ten seconds, and about a gigabyte of memory. For `load` a statement's
 * own speed matters, for `tests` that each is met for the first time.
 */
export async function startSpark(owner: number, use: 'tests' | 'load' = 'tests'): Promise<SparkServer> {
  const binaries = await sparkBinaries();
  if ('missing' in binaries) throw new Error(binaries.missing);
  const root = await mkdtemp(join(tmpdir(), 'syncform-spark-'));
  try {
    const port = await freePort();
    const temporary = join(root, 'tmp');
    await mkdir(temporary);
    await writeFile(join(root, 'log4j2.properties'), LOGGING);
    const supervisor = supervise({
      root,
      owner,
      stopSignal: 'SIGKILL',
      command: [
        'java',
        ...JVM,
        ...COMPILER[use],
        ...Object.entries(settings(root, port)).map(([name, value]) => `-D${name}=${value}`),
        `-Djava.io.tmpdir=${temporary}`,
        `-Dderby.stream.error.file=${join(root, 'derby.log')}`,
        '-cp',
        `${root}:${binaries.classPath}`,
        'org.apache.spark.sql.hive.thriftserver.HiveThriftServer2',
      ],
    });
    await ready(port, join(root, 'log'), supervisor.isRunning);
    await createDefaultSchemas(port);
    return { port, supervisor: supervisor.pid, folder: root };
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    throw error;
  }
}

/** The schema where a session is at first has to be there. */
async function createDefaultSchemas(port: number): Promise<void> {
  const client = new ThriftClient(port);
  const session = await SparkSession.open(client);
  for (const catalog of CATALOGS) await session.run(`CREATE SCHEMA IF NOT EXISTS ${catalog}.default`);
  await session.close();
  client.close();
}

/** Sees to Java 17's modules, which Spark reaches into as its own scripts let it. */
const JVM = [
  ...[
    'java.lang',
    'java.lang.invoke',
    'java.lang.reflect',
    'java.io',
    'java.net',
    'java.nio',
    'java.util',
    'java.util.concurrent',
    'java.util.concurrent.atomic',
    'jdk.internal.ref',
    'sun.nio.ch',
    'sun.nio.cs',
    'sun.security.action',
    'sun.util.calendar',
  ].map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`),
  '-Djdk.reflect.useDirectMethodHandle=false',
  '-Dio.netty.tryReflectionSetAccessible=true',
  '-Xmx3g',
];

/** Java's second compiler takes longer than it saves in the minute or two that tests use a Spark: 57 s against 33 s. */
const COMPILER = {
  // With one compiler Java keeps no more than 48 MB of compiled code by default: Spark's queries fill that within minutes.
  tests: ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:ReservedCodeCacheSize=256m'],
  load: ['-XX:+UseParallelGC'],
} as const;

const LOGGING = [
  'rootLogger.level = warn',
  'rootLogger.appenderRef.stderr.ref = stderr',
  'appender.stderr.type = Console',
  'appender.stderr.name = stderr',
  'appender.stderr.target = SYSTEM_ERR',
  'appender.stderr.layout.type = PatternLayout',
  'appender.stderr.layout.pattern = %d{HH:mm:ss.SSS} %p %c{1}: %m%n%ex',
  '',
].join('\n');

function settings(root: string, port: number): Record<string, string> {
  const catalogs = CATALOGS.map((name) => [`spark.sql.catalog.${name}`, 'syncform.test.NamedCatalog']);
  return {
    'spark.app.name': 'local warehouse',
    'spark.master': 'local[2]',
    'spark.ui.enabled': 'false',
    'spark.driver.host': '127.0.0.1',
    'spark.driver.bindAddress': '127.0.0.1',
    'spark.local.dir': join(root, 'tmp'),
    'spark.sql.extensions': 'io.delta.sql.DeltaSparkSessionExtension',
    'spark.sql.catalog.spark_catalog': 'org.apache.spark.sql.delta.catalog.DeltaCatalog',
    ...(Object.fromEntries(catalogs) as Record<string, string>),
    'spark.sql.warehouse.dir': join(root, 'warehouse'),
    'spark.sql.session.timeZone': 'UTC',
    'spark.sql.shuffle.partitions': '2',
    // A table without a format is a Delta table, as on Databricks.
    'spark.sql.sources.default': 'delta',
    'spark.sql.legacy.createHiveTableByDefault': 'false',
    // Without it the metastore does not know a Delta table's columns.
    'spark.databricks.delta.catalog.update.enabled': 'true',
    'spark.databricks.delta.snapshotPartitions': '1',
    'spark.hadoop.javax.jdo.option.ConnectionURL': 'jdbc:derby:memory:metastore;create=true',
    'spark.hadoop.datanucleus.schema.autoCreateAll': 'true',
    'spark.hadoop.hive.metastore.schema.verification': 'false',
    'spark.hadoop.hive.server2.transport.mode': 'http',
    'spark.hadoop.hive.server2.thrift.http.port': String(port),
    'spark.hadoop.hive.server2.thrift.http.path': THRIFT_PATH.slice(1),
    'spark.hadoop.hive.server2.thrift.bind.host': '127.0.0.1',
    'spark.hadoop.hive.server2.authentication': 'NONE',
  };
}

async function ready(port: number, log: string, isRunning: () => boolean): Promise<void> {
  for (let tries = 0; tries < 3000 && isRunning(); tries++) {
    if (await answers(port)) return;
    await sleep(100);
  }
  const words = await readFile(log, 'utf8').catch(() => 'it wrote no log');
  throw new Error(`Spark did not start:\n${words.slice(-4000)}`);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port, path: THRIFT_PATH, method: 'POST' }, (response) => {
      response.resume();
      resolve(true);
    });
    asked.on('error', () => resolve(false));
    asked.end();
  });
}
