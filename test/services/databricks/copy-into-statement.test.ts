import { parseCopyInto } from './copy-into-statement.ts';

describe('COPY INTO is read', () => {
  test('with all that it may have', () => {
    const sql = `copy into \`main\`.\`my schema\`.t
      FROM (SELECT id::BIGINT, 'FROM' AS "x" FROM 's3://bucket/it\\'s/' WITH (CREDENTIAL lake) WHERE id > 0)
      FILEFORMAT = parquet -- the only one
      FILES = ('a.parquet', 'b/c.parquet')
      FORMAT_OPTIONS ('mergeSchema' = 'true')
      COPY_OPTIONS ('force' = 'TRUE', 'mergeSchema' = 'false')`;
    expect(parseCopyInto(sql)).toEqual({
      table: '`main`.`my schema`.t',
      byPosition: false,
      select: {
        before: expect.stringContaining("'FROM' AS"),
        after: expect.stringContaining('WHERE id > 0'),
      },
      source: "s3://bucket/it's/",
      credential: { name: 'lake' },
      files: ['a.parquet', 'b/c.parquet'],
      formatOptions: { ignoreCorruptFiles: false, mergeSchema: true },
      copyOptions: { force: true, mergeSchema: false },
    });
  });

  test('with credentials of its own', () => {
    const sql = `COPY INTO t BY POSITION FROM 's3://b/p' WITH (CREDENTIAL (AWS_ACCESS_KEY = 'k', AWS_SECRET_KEY = 's', AWS_SESSION_TOKEN = 't')) FILEFORMAT = PARQUET PATTERN = '*.parquet'`;
    expect(parseCopyInto(sql)).toMatchObject({
      byPosition: true,
      pattern: '*.parquet',
      credential: { options: { AWS_ACCESS_KEY: 'k', AWS_SECRET_KEY: 's', AWS_SESSION_TOKEN: 't' } },
    });
  });

  test.each([
    ["COPY INTO t FROM 's3://b'", 'wants FILEFORMAT there'],
    ["COPY INTO t FROM 's3://b' FILEFORMAT =", 'ends too early'],
    ["COPY INTO t FROM 's3://b' FILEFORMAT = CSV", 'FILEFORMAT = CSV'],
    [
      "COPY INTO t FROM 's3://b' FILEFORMAT = PARQUET FORMAT_OPTIONS ('header' = 'true')",
      'option header of FORMAT_OPTIONS',
    ],
    ["COPY INTO t FROM 's3://b' FILEFORMAT = PARQUET COPY_OPTIONS ('force' = 'yes')", "'true' or 'false'"],
    [
      "COPY INTO t FROM 's3://b' WITH (CREDENTIAL (AWS_KEY = 'x')) FILEFORMAT = PARQUET",
      'cannot be made of AWS_KEY',
    ],
    ["COPY INTO t FROM 's3://b' FILEFORMAT = PARQUET FILES = ('a') PATTERN = 'b'", 'not both'],
    ["COPY INTO t FROM 's3://b' FILEFORMAT = PARQUET ON_ERROR = 'CONTINUE'", "at or near 'ON_ERROR'"],
  ])('%s is refused', (sql, reason) => {
    expect(() => parseCopyInto(sql)).toThrow(reason);
  });
});
