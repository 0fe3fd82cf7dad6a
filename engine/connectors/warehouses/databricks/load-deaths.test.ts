import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { LoadWork } from './testing/load-rows.ts';
import { columns, describeLoading, never, none, upsert } from './testing/loading.ts';

type Death = readonly [
  last: string,
  statement: RegExp,
  isDone: (table: string) => Promise<boolean>,
  how: Partial<LoadWork>,
  outcome: object,
  after: readonly unknown[],
];

describeLoading('a load whose process dies', (lab) => {
  const rows = [
    [2, 'zwei'],
    [3, 'three'],
    [3, 'again'],
  ] as const;
  const merged = { ...none, inserted: 1, updated: 1, rejected: [expect.anything()] };
  const upserted = [
    ['1', 'one'],
    ['2', 'zwei'],
    ['3', 'three'],
  ];
  const appended = [['1', 'one'], ['2', 'two'], ['2', 'zwei'], ...upserted.slice(2), ['3', 'again']].sort();
  const replaced = [
    ['2', 'zwei'],
    ['3', 'three'],
  ];
  const replace = { operation: 'replace', key: ['id'] } as const;
  const truncate = { ...replace, configuration: { advanced: { truncate_existing: true } } } as const;
  const count = async (rest: string) => Number((await lab.sql(`SELECT count(*) FROM ${rest}`))[0]?.[0]);
  const isNoted = (table: string) =>
    count(`${lab.place()}._syncform_commits WHERE scope = 'sync/${table}' AND batch_id = 'killed'`).then(
      (n) => n > 0,
    );
  const hasThree = (table: string) => count(`${table} WHERE id = 3`).then((n) => n > 0);
  const append = { operation: 'append' } as const;
  const added = { ...none, inserted: 3 };
  const two = { inserted: 2, updated: 0 };
  /** The last statement that the process sent, and how to see that the warehouse has carried it out without it. */
  const deaths: readonly Death[] = [
    [
      'making the staging table',
      /^CREATE TABLE .*_stage_/,
      async () => (await lab.stages()).length > 0,
      upsert,
      merged,
      upserted,
    ],
    [
      'COPY INTO it',
      /^COPY INTO/,
      async () => (await count(`${lab.place()}.${(await lab.stages())[0]?.[1]}`)) > 0,
      upsert,
      merged,
      upserted,
    ],
    ['MERGE', /^MERGE/, hasThree, upsert, merged, upserted],
    ['noting an upsert', /^INSERT INTO .*_commits/, isNoted, upsert, merged, upserted],
    [
      'dropping the staging table',
      /^DROP TABLE .*_stage_/,
      async () => (await lab.stages()).length === 0,
      upsert,
      merged,
      upserted,
    ],
    ['COPY INTO the target', /^COPY INTO/, hasThree, append, added, appended],
    ['noting an append', /^INSERT INTO .*_commits/, isNoted, append, added, appended],
    ['INSERT OVERWRITE', /^INSERT OVERWRITE/, hasThree, replace, two, replaced],
    ['TRUNCATE', /^TRUNCATE/, async (table) => (await count(table)) === 0, truncate, two, replaced],
    ['INSERT after TRUNCATE', /^INSERT INTO .*`t\d+` /, hasThree, truncate, two, replaced],
  ];
  test.each(deaths)(
    'after %s: nothing is lost, doubled or left',
    async (_, last, isDone, how, outcome, after) => {
      const table = await lab.newTable();
      const work = { table, columns, rows, batch: 'killed', operation: 'append', ...how } as LoadWork;
      await killedAt(last, work);
      while (!(await isDone(table))) await new Promise((soon) => setTimeout(soon, 100));
      expect(await lab.load(work)).toMatchObject(outcome);
      expect(await lab.contents(table)).toEqual(after);
      // The next run asks first.
      const batch = { scope: `sync/${table}`, id: 'killed' };
      expect(await lab.open.facets.load?.committed(table, batch, never)).toMatchObject(outcome);
      expect(await lab.load(work)).toMatchObject(outcome);
      expect(await lab.contents(table)).toEqual(after);
    },
  );

  /** Has a process load, and kills it when this statement is at the warehouse, which carries it out anyway. */
  async function killedAt(last: RegExp, work: LoadWork): Promise<void> {
    let child: ChildProcess | undefined;
    let words = '';
    const died = new Promise<void>((resolve, reject) => {
      lab.local.service.fault({
        kind: 'pause',
        statement: last,
        times: 1,
        until: async () => {
          child?.kill('SIGKILL');
          await ended;
        },
      });
      const script = join(import.meta.dirname, 'testing/load-and-be-killed.ts');
      child = spawn(process.execPath, [script, JSON.stringify({ config: lab.settings, work })], {
        stdio: ['ignore', 'ignore', 'pipe'],
        env: process.env,
      });
      child.stderr?.on('data', (text: Buffer) => {
        words += text;
      });
      const ended = new Promise<void>((gone) => {
        child?.once('exit', (_code, signal) => {
          gone();
          if (signal === 'SIGKILL') resolve();
          else reject(new Error(`it was not killed: ${words}`));
        });
      });
    });
    await died;
  }
});
