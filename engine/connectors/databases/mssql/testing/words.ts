/** What SQL Server has and a Postgres has not: the catalog's views, and functions, in a schema of their own. */
export const WORDS = `
CREATE SCHEMA dbo;
CREATE SCHEMA sys;
CREATE SEQUENCE sys.versions;
CREATE COLLATION sys.ignores_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE DOMAIN sys."timestamp" AS bytea DEFAULT int8send(nextval('sys.versions'));

CREATE FUNCTION sys.min_active_rowversion() RETURNS bytea LANGUAGE sql STABLE AS
  'SELECT int8send(CASE WHEN is_called THEN last_value + 1 ELSE last_value END) FROM sys.versions';
CREATE FUNCTION sys.sysutcdatetime() RETURNS timestamp LANGUAGE sql STABLE AS $$SELECT clock_timestamp() AT TIME ZONE 'UTC'$$;
CREATE FUNCTION sys.dateadd(part text, n int, at timestamp) RETURNS timestamp LANGUAGE sql STABLE AS
  $$SELECT at + make_interval(secs => 0) + (n || ' ' || part)::interval$$;
CREATE FUNCTION sys.switchoffset(timestamptz, text) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION sys.db_name() RETURNS text LANGUAGE sql STABLE AS 'SELECT current_database()::text';
CREATE FUNCTION sys.databasepropertyex(text, text) RETURNS text LANGUAGE sql STABLE AS $$SELECT 'SQL_Latin1_General_CP1_CI_AS'$$;
CREATE FUNCTION sys.has_perms_by_name(text, text, text) RETURNS int LANGUAGE sql STABLE AS
  $$SELECT CASE WHEN has_database_privilege(current_database(), 'CONNECT') THEN 1 ELSE 0 END$$;

CREATE FUNCTION sys.finite(text) RETURNS double precision LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE n double precision := CAST($1 AS double precision);
BEGIN
  IF n IN ('NaN', 'Infinity', '-Infinity') THEN RAISE invalid_text_representation USING MESSAGE = 'invalid input syntax for type double precision: "' || $1 || '"'; END IF;
  RETURN n;
END$$;

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['date', 'time', 'real', 'float8', 'numeric', 'smallint', 'int', 'bigint', 'xml', 'name'] LOOP
    EXECUTE 'CREATE FUNCTION sys.as_text(' || t || ', int) RETURNS text LANGUAGE sql STABLE AS ''SELECT $1::text''';
  END LOOP;
END $$;
CREATE FUNCTION sys.as_text(text, int) RETURNS text LANGUAGE sql STABLE AS 'SELECT $1';
CREATE FUNCTION sys.as_text(uuid, int) RETURNS text LANGUAGE sql STABLE AS 'SELECT upper($1::text)';
CREATE FUNCTION sys.as_text(bytea, int) RETURNS text LANGUAGE sql STABLE AS $$SELECT upper(encode($1, 'hex'))$$;
CREATE FUNCTION sys.as_text(timestamp, int) RETURNS text LANGUAGE sql STABLE AS $$SELECT to_char($1, 'YYYY-MM-DD HH24:MI:SS.US')$$;
CREATE FUNCTION sys.as_bytes(text, int) RETURNS bytea LANGUAGE sql STABLE AS
  $$SELECT CASE WHEN $2 = 2 THEN decode($1, 'hex') ELSE convert_to($1, 'UTF8') END$$;
CREATE FUNCTION sys.as_bytes(bytea, int) RETURNS bytea LANGUAGE sql STABLE AS 'SELECT $1';
CREATE FUNCTION sys.in_code_page(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT regexp_replace($1, '[^\\u0001-\\u00ff€]', '?', 'g')$$;

/* A type's name, and the length, the precision and the scale that the catalog gives it. */
CREATE FUNCTION sys.word_of(oid) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE $1::regtype::text
    WHEN 'integer' THEN 'int' WHEN 'double precision' THEN 'float' WHEN 'timestamp without time zone' THEN 'datetime2'
    WHEN 'timestamp with time zone' THEN 'datetimeoffset' WHEN 'time without time zone' THEN 'time' WHEN 'numeric' THEN 'decimal'
    WHEN 'uuid' THEN 'uniqueidentifier' WHEN 'text' THEN 'nvarchar' WHEN 'character varying' THEN 'nvarchar' WHEN 'bytea' THEN 'varbinary'
    ELSE (SELECT CASE WHEN typtype = 'd' THEN split_part(typname, '(', 1) ELSE $1::regtype::text END FROM pg_catalog.pg_type WHERE oid = $1) END
$$;
CREATE FUNCTION sys.length_of(type oid, typmod int) RETURNS int LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN $1 = 'varchar'::regtype AND $2 > 4 THEN ($2 - 4) * 2
    WHEN inside IN ('', 'max') THEN -1 ELSE inside::int * CASE WHEN typname LIKE 'n%' THEN 2 ELSE 1 END END
  FROM (SELECT typname, CASE WHEN typname LIKE '%(%' THEN rtrim(split_part(typname, '(', 2), ')') ELSE '' END AS inside
        FROM pg_catalog.pg_type WHERE oid = $1) AS t
$$;
CREATE FUNCTION sys.precision_of(type oid, typmod int) RETURNS int LANGUAGE sql STABLE AS
  'SELECT CASE WHEN $1 = 1700 THEN CASE WHEN $2 < 4 THEN 38 ELSE (($2 - 4) >> 16) & 65535 END ELSE 0 END';
CREATE FUNCTION sys.scale_of(type oid, typmod int) RETURNS int LANGUAGE sql STABLE AS
  'SELECT CASE WHEN $1 = 1700 THEN CASE WHEN $2 < 4 THEN 18 ELSE ($2 - 4) & 65535 END WHEN $2 < 0 THEN 6 ELSE $2 END';
CREATE FUNCTION sys.type_text(type oid, typmod int) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN word LIKE '%char' OR word LIKE '%binary' THEN word || '(' || CASE WHEN n = -1 THEN 'max' ELSE (n / CASE WHEN word LIKE 'n%' THEN 2 ELSE 1 END)::text END || ')'
    WHEN word = 'decimal' THEN word || '(' || sys.precision_of($1, $2) || ',' || sys.scale_of($1, $2) || ')'
    WHEN word IN ('time', 'datetime2', 'datetimeoffset') THEN word || '(' || sys.scale_of($1, $2) || ')' ELSE word END
  FROM (SELECT sys.word_of($1) AS word, sys.length_of($1, $2) AS n) AS t
$$;

CREATE VIEW sys.schemas AS SELECT oid AS schema_id, nspname::text AS name FROM pg_catalog.pg_namespace
  WHERE nspname NOT LIKE 'pg\\_%' AND nspname NOT IN ('information_schema', 'public', 'sys', 'cdc');
CREATE VIEW sys.objects AS SELECT c.oid AS object_id, c.relnamespace AS schema_id, c.relname::text AS name,
    CAST(CASE c.relkind WHEN 'r' THEN 'U' ELSE 'V' END AS char(2)) AS type, 0 AS is_ms_shipped
  FROM pg_catalog.pg_class c WHERE c.relkind IN ('r', 'v');
CREATE VIEW sys.partitions AS SELECT oid AS object_id, 1 AS index_id, CASE WHEN reltuples < 0 THEN 0 ELSE reltuples::bigint END AS rows
  FROM pg_catalog.pg_class WHERE relkind = 'r';
CREATE VIEW sys.types AS SELECT oid AS user_type_id, sys.word_of(oid) AS name FROM pg_catalog.pg_type;
CREATE VIEW sys.columns AS SELECT attrelid AS object_id, attnum::int AS column_id, attname::text AS name, CASE sys.word_of(atttypid) WHEN 'hierarchyid' THEN 240 ELSE atttypid END AS system_type_id,
    atttypid AS user_type_id,
    sys.length_of(atttypid, atttypmod) AS max_length, sys.precision_of(atttypid, atttypmod) AS precision, sys.scale_of(atttypid, atttypmod) AS scale,
    CASE WHEN attnotnull THEN 0 ELSE 1 END AS is_nullable, CASE WHEN atthasdef THEN 1 ELSE 0 END AS default_object_id,
    CASE WHEN attidentity = '' THEN 0 ELSE 1 END AS is_identity, CASE WHEN attgenerated = '' THEN 0 ELSE 1 END AS is_computed,
    CASE WHEN attcollation = 0 THEN NULL WHEN attcollation = 'pg_catalog."C"'::regcollation THEN 'Latin1_General_100_BIN2'
      WHEN attcollation = 'sys.ignores_case'::regcollation THEN 'Latin1_General_100_CI_AS' ELSE 'SQL_Latin1_General_CP1_CI_AS' END AS collation_name
  FROM pg_catalog.pg_attribute WHERE attnum > 0 AND NOT attisdropped;
CREATE VIEW sys.indexes AS SELECT indrelid AS object_id, indexrelid AS index_id, indexrelid::regclass::text AS name,
    CASE WHEN indisprimary THEN 1 ELSE 0 END AS is_primary_key, CASE WHEN indisunique THEN 1 ELSE 0 END AS is_unique FROM pg_catalog.pg_index;
CREATE VIEW sys.index_columns AS SELECT i.indrelid AS object_id, i.indexrelid AS index_id, k.n::int AS column_id, k.place::int AS key_ordinal
  FROM pg_catalog.pg_index AS i, unnest(i.indkey) WITH ORDINALITY AS k(n, place);
CREATE VIEW sys.check_constraints AS SELECT conrelid AS parent_object_id, conname::text AS name, substr(pg_get_constraintdef(oid), 7) AS definition,
    CASE WHEN cardinality(conkey) = 1 THEN conkey[1]::int ELSE 0 END AS parent_column_id, 0 AS is_disabled FROM pg_catalog.pg_constraint WHERE contype = 'c';
CREATE VIEW sys.foreign_keys AS SELECT oid AS object_id, conrelid AS parent_object_id, confrelid AS referenced_object_id, conname::text AS name, 0 AS is_disabled
  FROM pg_catalog.pg_constraint WHERE contype = 'f';
CREATE VIEW sys.foreign_key_columns AS SELECT c.oid AS constraint_object_id, k.place::int AS constraint_column_id, c.conrelid AS parent_object_id, k.own::int AS parent_column_id,
    c.confrelid AS referenced_object_id, k.other::int AS referenced_column_id
  FROM pg_catalog.pg_constraint AS c, unnest(c.conkey, c.confkey) WITH ORDINALITY AS k(own, other, place) WHERE c.contype = 'f';
CREATE VIEW sys.triggers AS SELECT tgrelid AS parent_id, tgname::text AS name, CASE WHEN tgenabled = 'D' THEN 1 ELSE 0 END AS is_disabled FROM pg_catalog.pg_trigger WHERE NOT tgisinternal;
CREATE VIEW sys.tables AS SELECT s.name AS table_schema, o.name AS table_name FROM sys.objects o JOIN sys.schemas s ON s.schema_id = o.schema_id;
`;
