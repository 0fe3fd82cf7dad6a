import mysql from 'mysql2/promise';
import { exampleWorkspace, expectNothingToDo } from '../../test/acceptance/example.ts';
import { testNeeding } from '../../test/needing.ts';
import { missingMysql, serverName, startMysql } from '../../test/services/mysql/mysql.ts';
import { missingSnowflake, startSnowflake } from '../../test/services/snowflake/snowflake.ts';

const missing = missingMysql() ?? (await missingSnowflake());

testNeeding(
  missing,
  `a query of MySQL, at ${serverName}, fills a table of Snowflake, at fakesnow, that the apply makes`,
  async () => {
    await using shop = await startMysql();
    await using server = await startSnowflake();
    const { passwd, ...of } = shop.configuration;
    const client = await mysql.createConnection({
      host: shop.host,
      port: shop.port,
      user: shop.user,
      password: shop.password,
      database: shop.database,
    });
    await client.query(
      'CREATE TABLE orders (id INT PRIMARY KEY, customer VARCHAR(20), amount DECIMAL(12, 2), paid TINYINT(1))',
    );
    await client.query(
      "INSERT INTO orders VALUES (1, 'Ann', 10.10, 1), (2, 'Ben', 2.02, 0), (3, 'Zoë', 3.30, 1)",
    );
    await client.end();
    const { password, ...snowflake } = server.configuration;
    await using workspace = await exampleWorkspace(import.meta.dirname, {
      mysql: of,
      mysql_password: passwd,
      snowflake,
      snowflake_password: password,
    });
    await workspace.apply();
    await using engine = await workspace.engine();
    const warehouse = (await engine.connections.list()).find(({ type }) => type === 'snowflake');
    const query = 'SELECT ID, CUSTOMER, AMOUNT FROM PUBLIC.PAID_ORDERS ORDER BY ID';
    const { rows } = await engine.connections.query(warehouse?.id ?? '', { query }, 10);
    expect(rows.map((row) => row.map(String))).toEqual([
      ['1', 'Ann', '10.10'],
      ['3', 'Zoë', '3.30'],
    ]);
    await expectNothingToDo(workspace);
  },
);
