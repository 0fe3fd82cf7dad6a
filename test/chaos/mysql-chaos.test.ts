import { testNeeding } from '../needing.ts';
import { seedOr } from '../random.ts';
import { missingMysql, serverName } from '../services/mysql/mysql.ts';
import { MysqlChaosLab } from './mysql-lab.ts';
import { mysqlChaosRound } from './mysql-round.ts';

const missing = missingMysql();

const seed = seedOr(11);

testNeeding(
  missing,
  `${serverName} → DuckDB: engine, source and lines killed at random (seed ${seed}), every row is as at the source`,
  async () => {
    await using lab = await MysqlChaosLab.open();
    const { transactions } = await mysqlChaosRound(lab, { seed, ms: 15_000, log: () => {} });
    expect(transactions).toBeGreaterThan(10);
  },
  300_000,
);
