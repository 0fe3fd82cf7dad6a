import { describeNeeding } from '../../needing.ts';
import { connect, type TestSession } from './connect.ts';
import { type DatabricksService, missingDatabricks, startDatabricks } from './databricks.ts';

const missing = await missingDatabricks();

// What the unmodified client does at the local warehouse, and what of it a connector has to know.
describeNeeding(missing, 'a local Databricks warehouse', () => {
  let warehouse: DatabricksService;
  let session: TestSession;
  const ask: TestSession['ask'] = (...args) => session.ask(...args);

  beforeAll(async () => {
    warehouse = await startDatabricks();
    session = await connect(warehouse);
    await ask('CREATE TABLE people (id BIGINT NOT NULL, name STRING)');
  });
  afterAll(async () => {
    await session?.[Symbol.asyncDispose]();
    await warehouse?.stop();
  });
  afterEach(() => warehouse?.clearFaults());

  test('runs DDL, DML and MERGE on Delta tables, and counts rows', async () => {
    await ask("INSERT INTO people VALUES (1, 'Ada'), (2, 'Grace')");
    const merged = await ask(`
      MERGE INTO people USING (SELECT * FROM VALUES (2L, 'Grace H.'), (3L, 'Mary') AS s(id, name)) AS s
      ON people.id = s.id
      WHEN MATCHED THEN UPDATE SET name = s.name
      WHEN NOT MATCHED THEN INSERT (id, name) VALUES (s.id, s.name)`);
    expect(merged).toEqual([
      { num_affected_rows: 2, num_updated_rows: 1, num_deleted_rows: 0, num_inserted_rows: 1 },
    ]);
    expect(await ask('DELETE FROM people WHERE id = 1')).toEqual([{ num_affected_rows: 1 }]);
    expect(await ask('SELECT id, name FROM people ORDER BY id')).toEqual([
      { id: 2, name: 'Grace H.' },
      { id: 3, name: 'Mary' },
    ]);
    await ask('TRUNCATE TABLE people');
    expect(await ask('SELECT id FROM people')).toEqual([]);
    expect(warehouse.statements.map(({ statement }) => statement)).toContain('TRUNCATE TABLE people');
  });

  test('describes tables in information_schema, primary keys too, in each catalog its own', async () => {
    await ask('CREATE TABLE `Größe` (`Id` INT, total DECIMAL(38,18), tags ARRAY<STRING>)');
    await ask('ALTER TABLE people ADD CONSTRAINT people_pk PRIMARY KEY (id)');
    const columns = await ask(
      `SELECT table_name, column_name, ordinal_position, is_nullable, full_data_type FROM information_schema.columns
       WHERE table_schema = '${warehouse.schema}' ORDER BY table_name, ordinal_position`,
    );
    expect(columns.map((column) => Object.values(column))).toEqual([
      ['größe', 'Id', 0, 'YES', 'int'],
      ['größe', 'total', 1, 'YES', 'decimal(38,18)'],
      ['größe', 'tags', 2, 'YES', 'array<string>'],
      ['people', 'id', 0, 'NO', 'bigint'],
      ['people', 'name', 1, 'YES', 'string'],
    ]);
    expect(
      await ask(
        `SELECT table_name, column_name FROM information_schema.key_column_usage WHERE table_schema = '${warehouse.schema}'`,
      ),
    ).toEqual([{ table_name: 'people', column_name: 'id' }]);
    expect((await ask('SHOW CATALOGS')).map(({ catalog }) => catalog)).toContain('samples');
    const elsewhere = await warehouse.createSchema('samples');
    await ask(`CREATE TABLE samples.${elsewhere}.trips (fare DOUBLE)`);
    await expect(ask(`SELECT * FROM main.${elsewhere}.trips`)).rejects.toThrow('TABLE_OR_VIEW_NOT_FOUND');
    for (const statement of ['SELECT * FROM nowhere.a.b', 'USE CATALOG nowhere']) {
      await expect(ask(statement)).rejects.toThrow(
        "[NO_SUCH_CATALOG_EXCEPTION] Catalog 'nowhere' was not found",
      );
    }
  });

  test('keeps table properties, those of UniForm by another name', async () => {
    await ask(`CREATE TABLE kept (id INT) TBLPROPERTIES ('delta.universalFormat.enabledFormats' = 'iceberg',
      'delta.enableIcebergCompatV2' = 'true', 'delta.logRetentionDuration' = 'interval 9 days')`);
    const kept = Object.fromEntries(
      (await ask('SHOW TBLPROPERTIES kept')).map(({ key, value }) => [key, value]),
    );
    expect(kept).toMatchObject({
      'local_warehouse.universalFormat.enabledFormats': 'iceberg',
      'delta.logRetentionDuration': 'interval 9 days',
    });
  });

  test('answers the client’s own calls for metadata', async () => {
    const rows = async (pending: Promise<{ fetchAll(): Promise<object[]>; close(): Promise<unknown> }>) => {
      const operation = await pending;
      const found = await operation.fetchAll();
      await operation.close();
      return found;
    };
    const { session: client } = session;
    const place = { catalogName: warehouse.catalog, schemaName: warehouse.schema };
    expect(await rows(client.getSchemas(place))).toEqual([
      { TABLE_SCHEM: warehouse.schema, TABLE_CATALOG: 'main' },
    ]);
    expect(await rows(client.getTables({ ...place, tableName: 'people' }))).toMatchObject([
      { TABLE_CAT: 'main', TABLE_NAME: 'people', TABLE_TYPE: 'TABLE' },
    ]);
    expect(await rows(client.getColumns({ ...place, tableName: 'people' }))).toMatchObject([
      { COLUMN_NAME: 'id', TYPE_NAME: 'BIGINT' },
      { COLUMN_NAME: 'name', TYPE_NAME: 'STRING' },
    ]);
  });

  test('reads a table’s change data feed', async () => {
    await ask('CREATE TABLE fed (id INT) TBLPROPERTIES (delta.enableChangeDataFeed = true)');
    await ask('INSERT INTO fed VALUES (1)');
    await ask('DELETE FROM fed');
    expect(
      await ask(
        "SELECT id, _change_type, _commit_version FROM table_changes('fed', 1) ORDER BY _commit_version",
      ),
    ).toEqual([
      { id: 1, _change_type: 'insert', _commit_version: 1 },
      { id: 1, _change_type: 'delete', _commit_version: 2 },
    ]);
  });

  /*
   * What the client makes of values on this path, which is Thrift's columns: BIGINT and DECIMAL become numbers, whatever
   * preserveBigNumericPrecision says (it is for Arrow results only, which a real warehouse answers with unless
   * `arrowEnabled` is off in the client's configuration); a BIGINT past 2^53 is even Infinity. TIMESTAMP and
   * TIMESTAMP_NTZ are the same text, the first in the session's time zone and without saying which; ARRAY, MAP and STRUCT
   * go through JSON.parse, with the numbers in them. On every path text is exact: CAST(column AS STRING) in the SELECT,
   * and to_json(column) for what is nested, whose decimals and bigints then are digits for a JSON reader that keeps them.
   */
  test('loses digits where they are not cast to STRING', async () => {
    const [row] = await ask(`SELECT
      9007199254740993 AS bigint_lost, CAST(9007199254740993 AS STRING) AS bigint_kept,
      CAST('12345678901234567890.123456789012345678' AS DECIMAL(38,18)) AS decimal_lost,
      CAST(CAST('12345678901234567890.123456789012345678' AS DECIMAL(38,18)) AS STRING) AS decimal_kept,
      TIMESTAMP_NTZ'2024-02-29 23:59:59.123456' AS ntz,
      TIMESTAMP'2024-02-29T23:59:59.123456+02:00' AS zoned,
      array(9007199254740993) AS array_lost, to_json(array(9007199254740993)) AS array_kept,
      map('a', 1.5) AS map, struct(1 AS a, 'x' AS b) AS struct, DATE'2024-02-29' AS date, X'00ff' AS binary,
      CAST(NULL AS STRING) AS nothing, '' AS empty`);
    expect(row).toEqual({
      bigint_lost: Number.POSITIVE_INFINITY,
      bigint_kept: '9007199254740993',
      decimal_lost: 12345678901234567000,
      decimal_kept: '12345678901234567890.123456789012345678',
      ntz: '2024-02-29 23:59:59.123456',
      zoned: '2024-02-29 21:59:59.123456',
      array_lost: [9007199254740992],
      array_kept: '[9007199254740993]',
      map: { a: 1.5 },
      struct: { a: 1, b: 'x' },
      date: '2024-02-29',
      binary: Buffer.from([0x00, 0xff]),
      nothing: null,
      empty: '',
    });
  });

  test('takes named and positional parameters', async () => {
    expect(await ask('SELECT :a AS a, :b AS b', { namedParameters: { a: "it's", b: 7 } })).toEqual([
      { a: "it's", b: 7 },
    ]);
    expect(await ask('SELECT ? AS a', { ordinalParameters: ['x'] })).toEqual([{ a: 'x' }]);
  });

  test('cancels the statement in the warehouse', async () => {
    const operation = await session.session.executeStatement(
      'SELECT count(*) AS slow FROM range(100000000000) AS a CROSS JOIN range(1000) AS b',
    );
    const fetched = operation.fetchAll().catch((error: Error) => error);
    await operation.cancel();
    expect(await fetched).toBeInstanceOf(Error);
    expect(warehouse.statements.at(-1)?.state).toBe('cancelled');
  });

  test('ends a statement that takes longer than it may', async () => {
    const slow = 'SELECT count(*) FROM range(100000000000) AS a CROSS JOIN range(1000) AS b';
    await expect(ask(slow, { queryTimeout: 1 })).rejects.toMatchObject({ errorCode: 'TIMEOUT' });
  });

  test('refuses unknown tokens, tokens that ended, and paths where no warehouse is', async () => {
    await expect(connect(warehouse, { token: 'dapi0' })).rejects.toMatchObject({ statusCode: 403 });
    await expect(connect(warehouse, { path: '/sql/1.0/warehouses/none' })).rejects.toMatchObject({
      statusCode: 404,
    });
    const token = warehouse.createToken();
    await using other = await connect(warehouse, { token });
    warehouse.expireToken(token);
    await expect(other.ask('SELECT 1')).rejects.toMatchObject({ statusCode: 401 });
  });

  /*
   * The client's own authType 'databricks-oauth' asks hosts of Databricks' domains only, on port 443. A function that
   * fetches the token works everywhere: it is asked before each call, and the client caches what it says for as long as
   * the token's own `exp` claim has five minutes left.
   */
  test('gives service principals tokens, which the client takes from a function', async () => {
    const { clientId, clientSecret } = warehouse.createServicePrincipal();
    const { Agent, fetch } = await import('undici');
    const dispatcher = new Agent({ connect: { ca: warehouse.caCertificate } });
    const url = `https://${warehouse.host}:${warehouse.port}/oidc/v1/token`;
    const grant = async (secret: string) => {
      const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'all-apis' });
      const authorization = `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`;
      return fetch(url, { method: 'POST', body, headers: { authorization }, dispatcher });
    };
    expect((await grant('wrong')).status).toBe(401);
    const getToken = async () =>
      ((await (await grant(clientSecret)).json()) as { access_token: string }).access_token;
    {
      await using principal = await connect(warehouse, { authType: 'external-token', getToken });
      expect(await principal.ask('SELECT 1 AS one')).toEqual([{ one: 1 }]);
      expect(warehouse.issuedTokens).toBe(1);
      warehouse.expireToken();
      await expect(principal.ask('SELECT 1 AS one')).rejects.toMatchObject({ statusCode: 401 });
    }
    warehouse.setTokenLifetime(200);
    await using short = await connect(warehouse, { authType: 'external-token', getToken });
    await short.ask('SELECT 1 AS one');
    expect(warehouse.issuedTokens).toBeGreaterThan(3);
    await dispatcher.close();
  });

  /* The client repeats neither ExecuteStatement, OpenSession nor FetchResults, but asks again for states and metadata. */
  test('answers 429 and 503 for a while', async () => {
    warehouse.fault({ kind: 'status', status: 429, retryAfter: 1, times: 1, statement: /SELECT 41/ });
    await expect(ask('SELECT 41')).rejects.toMatchObject({ statusCode: 429 });
    expect(await ask('SELECT 41 AS n')).toEqual([{ n: 41 }]);
    warehouse.fault({ kind: 'status', status: 503, times: 1, call: 'OpenSession' });
    await expect(connect(warehouse)).rejects.toMatchObject({ statusCode: 503 });
    const retrying = { retryMaxAttempts: 3, retryDelayMin: 10, retryDelayMax: 20 };
    await using patient = await connect(warehouse, retrying);
    warehouse.fault({ kind: 'status', status: 503, times: 1, call: 'GetOperationStatus' });
    expect(await patient.ask('SELECT 42 AS n')).toEqual([{ n: 42 }]);
  });

  test('fails, pauses and loses the answers of statements', async () => {
    warehouse.fault({
      kind: 'error',
      message: '[INSUFFICIENT_PERMISSIONS] no',
      sqlState: '42501',
      statement: /^CREATE SCHEMA/,
    });
    await expect(ask('CREATE SCHEMA x')).rejects.toThrow('[INSUFFICIENT_PERMISSIONS] no');
    const seen: string[] = [];
    warehouse.fault({
      kind: 'pause',
      statement: /SELECT 5/,
      until: (statement) => void seen.push(statement),
    });
    await ask('SELECT 5');
    expect(seen).toEqual(['SELECT 5']);
    warehouse.fault({ kind: 'disconnect', when: 'after', times: 1, statement: /INSERT INTO people/ });
    await expect(ask("INSERT INTO people VALUES (9, 'lost')")).rejects.toThrow();
    for (let tries = 0; tries < 300; tries++) {
      if ((await ask('SELECT id FROM people WHERE id = 9')).length > 0) return;
    }
    throw new Error('the statement was not carried out');
  });

  test('refuses what is sent in a session that ended', async () => {
    await using other = await connect(warehouse);
    warehouse.expireSessions();
    // The client's StatusError is no Error: it has a message and a stack, but `instanceof Error` is false.
    await expect(other.ask('SELECT 1')).rejects.toMatchObject({
      message: expect.stringContaining('Invalid SessionHandle'),
    });
  });
});
