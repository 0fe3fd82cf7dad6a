import { createConnection } from 'mysql2/promise';
import { testNeeding } from '../needing.ts';
import { missingMysql, serverName, startMysql } from '../services/mysql/mysql.ts';
import { bulkLab, toDuckdb } from './bulk-lab.ts';

const missing = missingMysql();

testNeeding(
  missing,
  `a lower AUTO_INCREMENT number that is committed later arrives (${serverName})`,
  async () => {
    await using server = await startMysql();
    await using lab = await bulkLab();
    const { hostname, port, account, passwd, dbname } = server.configuration;
    const open = () =>
      createConnection({ host: hostname, port, user: account, password: passwd, database: dbname });
    const [slow, quick] = [await open(), await open()];
    try {
      await quick.query('CREATE TABLE numbered (id int AUTO_INCREMENT PRIMARY KEY, note text) ENGINE=InnoDB');
      await quick.query(`INSERT INTO numbered (note) VALUES ('first')`);
      const { id: connection_id } = await lab.engine.connections.create({
        name: 'mysql',
        type: 'mysql',
        configuration: server.configuration,
      });
      const id = await lab.create(toDuckdb, {
        source: { connection_id, configuration: {} },
        disable_record_timestamps: true,
        schemas: [{ id: `${dbname}.numbered`, tracking_field: 'id' }],
      });
      await lab.moved(id);
      await slow.query('START TRANSACTION');
      await slow.query(`INSERT INTO numbered (note) VALUES ('slow')`);
      await quick.query(`INSERT INTO numbered (note) VALUES ('quick')`);
      await lab.moved(id);
      await slow.query('COMMIT');
      await lab.moved(id);
      expect(await lab.rows(toDuckdb, 'note', 'numbered', 'ORDER BY id')).toEqual([
        ['first'],
        ['slow'],
        ['quick'],
      ]);
    } finally {
      await slow.end();
      await quick.end();
    }
  },
);
