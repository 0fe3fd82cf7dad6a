import { createConnection } from 'mysql2/promise';
import { testNeeding } from '../needing.ts';
import { missingMysql, serverName, startMysql } from '../services/mysql/mysql.ts';
import { bulkLab, toDuckdb, toParquet, toPostgres } from './bulk-lab.ts';

testNeeding(
  missingMysql(),
  `dates with zeros in columns that are NOT NULL arrive as NULL, as the plan says, from ${serverName} into every kind of table`,
  async () => {
    await using server = await startMysql();
    await using lab = await bulkLab();
    const { hostname, port, account, passwd, dbname } = server.configuration;
    const source = await createConnection({
      host: hostname,
      port,
      user: account,
      password: passwd,
      database: dbname,
    });
    try {
      await source.query(`SET SESSION sql_mode = ''`);
      await source.query(
        `CREATE TABLE visits (id int PRIMARY KEY, day date NOT NULL, at datetime NOT NULL, seen timestamp NOT NULL, n int NOT NULL)`,
      );
      await source.query(
        `INSERT INTO visits VALUES (1, '0000-00-00', '2024-00-00 00:00:00', '0000-00-00 00:00:00', 1),
           (2, '2024-02-29', '2024-02-29 12:00:00', '2024-02-29 12:00:00', 2)`,
      );
    } finally {
      await source.end();
    }
    const { id: connection_id } = await lab.engine.connections.create({
      name: 'mysql',
      type: 'mysql',
      configuration: server.configuration,
    });
    for (const to of [toPostgres, toDuckdb, toParquet]) {
      const over = {
        source: { connection_id, configuration: {} },
        disable_record_timestamps: true,
        schemas: [{ id: `${dbname}.visits` }],
      };
      const id = await lab.create(to, over);
      expect(await lab.moved(id)).toMatchObject({ counts: { inserted: 2, rejected: 0 } });
      expect(
        await lab.rows(
          to,
          'id, day IS NULL AS a, "at" IS NULL AS b, seen IS NULL AS c, n',
          'visits',
          'ORDER BY id',
        ),
      ).toEqual([
        ['1', 'true', 'true', 'true', '1'],
        ['2', 'false', 'false', 'false', '2'],
      ]);
    }
    expect(
      await lab.sql(
        `SELECT attname FROM pg_attribute WHERE attrelid = 'lake.visits'::regclass AND attnum > 0 AND attnotnull ORDER BY attnum`,
      ),
    ).toEqual([['id'], ['n']]);
  },
);
