import { describeLoading, none, upsert } from './testing/loading.ts';

describeLoading('what goes wrong in a load into Databricks', (lab) => {
  const rows = [
    [2, 'zwei'],
    [3, 'three'],
  ] as const;
  const outcome = { ...none, inserted: 1, updated: 1 };
  const merged = [
    ['1', 'one'],
    ['2', 'zwei'],
    ['3', 'three'],
  ];

  test('a warehouse that has too much to do is waited for, a session that ended replaced', async () => {
    const table = await lab.newTable();
    lab.local.service.fault({ kind: 'status', status: 503, retryAfter: 1, statement: /^COPY/, times: 1 });
    lab.local.service.fault({ kind: 'status', status: 429, retryAfter: 1, statement: /^MERGE/, times: 1 });
    lab.local.service.fault({
      kind: 'pause',
      statement: /^CREATE TABLE .*_stage_/,
      times: 1,
      until: () => lab.local.service.expireSessions(),
    });
    await lab.load({ ...upsert, table, rows }).then(
      (loaded) => expect(loaded).toEqual(outcome),
      // The statement under way ended with its session; another load goes through.
      async () => expect(await lab.load({ ...upsert, table, rows })).toEqual(outcome),
    );
    expect(await lab.contents(table)).toEqual(merged);
  });

  test('a MERGE whose answer was lost is repeated, which changes nothing more', async () => {
    const table = await lab.newTable();
    lab.local.service.fault({ kind: 'disconnect', when: 'after', statement: /^MERGE/, times: 1 });
    expect(await lab.load({ ...upsert, table, rows })).toMatchObject({ deleted: 0, rejected: [] });
    expect(await lab.contents(table)).toEqual(merged);
  });

  test('a MERGE that another commit got in the way of is repeated', async () => {
    const table = await lab.newTable();
    lab.local.service.fault({
      kind: 'error',
      statement: /^MERGE/,
      times: 1,
      message: '[DELTA_CONCURRENT_APPEND] Files were added by a concurrent update. SQLSTATE: 2D521',
    });
    expect(await lab.load({ ...upsert, table, rows })).toEqual(outcome);
  });

  test('a table that is altered meanwhile, or gone, is an error that asks for a plan', async () => {
    const table = await lab.newTable();
    await lab.sql(`ALTER TABLE ${table} SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name')`);
    lab.local.service.fault({
      kind: 'pause',
      statement: /^MERGE/,
      times: 1,
      until: async () => {
        await lab.sql(`ALTER TABLE ${table} DROP COLUMN name`);
      },
    });
    const altered = { code: 'source_changed', hint: 'Plan again.' };
    await expect(lab.load({ ...upsert, table, rows })).rejects.toMatchObject(altered);
    expect(await lab.sql(`SELECT count(*) FROM ${table}`)).toEqual([['2']]);
    await expect(lab.load({ ...upsert, table, rows })).rejects.toMatchObject(altered);
    await lab.sql(`DROP TABLE ${table}`);
    await expect(lab.load({ ...upsert, table, rows })).rejects.toMatchObject(altered);
  });

  test('files that the warehouse may not read: said without the key, nothing loaded, nothing left', async () => {
    const table = await lab.newTable();
    const message = `[UNAUTHORIZED_ACCESS] cannot read with ${lab.s3.secretAccessKey}. SQLSTATE: 42501`;
    lab.local.service.fault({ kind: 'error', statement: /^COPY/, times: 1, message });
    const error = await lab.load({ ...upsert, table, rows }).catch((e: Error) => e);
    expect(String(error)).toContain('UNAUTHORIZED_ACCESS');
    expect(String(error)).not.toContain(lab.s3.secretAccessKey);
    expect(await lab.contents(table)).toHaveLength(2);
  });

  test('a run that is cancelled in a MERGE leaves nothing', async () => {
    const table = await lab.newTable();
    const controller = new AbortController();
    lab.local.service.fault({
      kind: 'pause',
      statement: /^MERGE/,
      times: 1,
      until: () => controller.abort(),
    });
    const cancelled = lab.load({ ...upsert, table, rows }, undefined, controller.signal);
    await expect(cancelled).rejects.toMatchObject({ code: 'canceled' });
  });

  test.each([
    ['keys that it does not take', { aws_secret_access_key: 'wrong' }, 'aws_secret_access_key'],
    ['another region', { s3_bucket_region: 'eu-central-1' }, 's3_bucket_region'],
    ['a bucket that is not there', { s3_bucket_name: 'no-such-bucket' }, 's3_bucket_name'],
  ])('%s: an error before the warehouse is asked to load', async (_, over, setting) => {
    const table = await lab.newTable();
    lab.local.service.forgetStatements();
    await expect(lab.load({ ...upsert, table, rows }, over)).rejects.toMatchObject({
      part: 'bucket',
      hint: expect.stringContaining(setting),
    });
    const sent = lab.local.service.statements.map(({ statement }) => statement);
    expect(sent.filter((statement) => /^(CREATE|COPY|MERGE)/.test(statement))).toEqual([]);
  });

  test('keys that end in the middle of a run: nothing is loaded, and what is left the next load removes', async () => {
    const table = await lab.newTable();
    const { accessKeyId, secretAccessKey } = await lab.s3.createKeys();
    lab.local.service.fault({
      kind: 'pause',
      statement: /^COPY/,
      times: 1,
      until: () => lab.s3.removeKeys(accessKeyId),
    });
    const over = { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey };
    const error = await lab.load({ ...upsert, table, rows }, over).catch((e: Error) => e);
    expect(String(error)).toMatch(/UNAUTHORIZED_ACCESS.*InvalidAccessKeyId/);
    expect(String(error)).not.toContain(secretAccessKey);
    expect(lab.host.said).toContainEqual(expect.stringContaining('the next load tries again'));
    expect(await lab.load({ ...upsert, table, rows })).toEqual(outcome);
    expect(await lab.contents(table)).toEqual(merged);
  });

  test('a token that ends in the middle of a run: said, and the next load goes on', async () => {
    const table = await lab.newTable();
    const access_token = lab.local.service.createToken();
    lab.local.service.fault({
      kind: 'pause',
      statement: /^MERGE/,
      times: 1,
      until: () => lab.local.service.expireToken(access_token),
    });
    await expect(lab.load({ ...upsert, table, rows }, { access_token })).rejects.toMatchObject({
      part: 'user or password',
      hint: expect.stringContaining('expired'),
    });
    expect(await lab.s3.keys()).toEqual([]);
    expect(await lab.load({ ...upsert, table, rows })).toMatchObject({ deleted: 0, rejected: [] });
    expect(await lab.contents(table)).toEqual(merged);
  });

  test('a table that may not be changed is an error with what to do', async () => {
    const table = await lab.newTable();
    const message =
      '[INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have MODIFY on Table. SQLSTATE: 42501';
    lab.local.service.fault({ kind: 'error', statement: /^MERGE/, times: 1, message });
    await expect(lab.load({ ...upsert, table, rows })).rejects.toMatchObject({
      message: expect.stringContaining('does not have MODIFY'),
      hint: expect.stringMatching(/^GRANT/),
    });
    expect(await lab.contents(table)).toHaveLength(2);
  });
});
