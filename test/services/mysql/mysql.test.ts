import mysql from 'mysql2/promise';
import { describeNeeding } from '../../needing.ts';
import { type MysqlService, missingMysql, serverName, startMysql } from './mysql.ts';

const missing = missingMysql();

describeNeeding(missing, serverName, () => {
  let service: MysqlService;
  beforeAll(async () => {
    service = await startMysql();
  });
  afterAll(() => service?.stop());

  const ask = async (at: MysqlService, sql: string, ssl = false): Promise<unknown> => {
    const { host, port, user, password, database } = at;
    const tls = ssl ? { ssl: { rejectUnauthorized: false } } : {};
    const connection = await mysql.createConnection({ host, port, user, password, database, ...tls });
    try {
      const [rows] = await connection.query({ sql, rowsAsArray: true });
      return (rows as unknown[][])[0]?.at(-1);
    } finally {
      await connection.end();
    }
  };

  test('has a database of the test’s own, and is shared by the run', async () => {
    expect(await ask(service, 'SELECT database()')).toBe(service.database);
    await using other = await startMysql();
    expect(other.port).toBe(service.port);
    expect(other.database).not.toBe(service.database);
    expect(await service.createDatabase()).not.toBe(service.database);
  });

  test('offers TLS', async () => {
    const cipher = "SHOW SESSION STATUS LIKE 'Ssl_cipher'";
    expect(await ask(service, cipher, true)).not.toBe('');
    expect(await ask(service, cipher)).toBe('');
  });

  test('of one’s own starts and stops, and takes no files if told so', async () => {
    const own = await startMysql({ localInfile: false });
    expect(own.port).not.toBe(service.port);
    expect(await ask(own, 'SELECT @@local_infile')).toBe(0);
    await own.stop();
    await expect(ask(own, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
