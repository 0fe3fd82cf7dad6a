/**
 * Change tracking and change data capture as a Postgres can have them: triggers note what changes, and what a transaction noted gets
 * its version and LSN while it commits, under a lock, so that these are in the order of the commits. The clock of the "server" is two
 * hours ahead of UTC.
 */
export const CHANGE_WORDS = `
CREATE SCHEMA cdc;
CREATE SEQUENCE sys.commits;
CREATE SEQUENCE sys.places;
CREATE FUNCTION sys.lsn(n bigint) RETURNS bytea LANGUAGE sql IMMUTABLE AS
  $$SELECT decode('00000025' || lpad(to_hex($1), 8, '0') || '0001', 'hex')$$;
CREATE TABLE sys.transactions (xid bigint PRIMARY KEY, version bigint NOT NULL, lsn bytea NOT NULL UNIQUE, tran_end_time timestamp(3) NOT NULL);
INSERT INTO sys.transactions VALUES (0, nextval('sys.commits'), sys.lsn(1), (clock_timestamp() AT TIME ZONE 'UTC') + interval '2 hours');
CREATE TABLE sys.pending (xid bigint PRIMARY KEY);
CREATE FUNCTION sys.note_commit() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE n bigint; BEGIN
  PERFORM pg_advisory_xact_lock(4711);
  n := nextval('sys.commits');
  INSERT INTO sys.transactions VALUES (NEW.xid, n, sys.lsn(n), (clock_timestamp() AT TIME ZONE 'UTC') + interval '2 hours');
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER note_commit AFTER INSERT ON sys.pending DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION sys.note_commit();

CREATE FUNCTION sys.db_id() RETURNS int LANGUAGE sql STABLE AS 'SELECT 1';
CREATE VIEW sys.databases AS SELECT 1 AS database_id, 1 AS snapshot_isolation_state, 1 AS is_cdc_enabled;
CREATE FUNCTION sys.sysdatetime() RETURNS timestamp LANGUAGE sql STABLE AS $$SELECT (clock_timestamp() AT TIME ZONE 'UTC') + interval '2 hours'$$;
CREATE FUNCTION sys.datediff(part text, a timestamp, b timestamp) RETURNS int LANGUAGE sql STABLE AS $$SELECT round(extract(epoch FROM $3 - $2) / 60)::int$$;
CREATE FUNCTION sys.quotename(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT '[' || $1 || ']'$$;

/* Change data capture. */
CREATE TABLE cdc.change_tables (object_id oid, source_object_id oid, capture_instance text PRIMARY KEY, oldest bytea, create_date timestamp DEFAULT clock_timestamp());
CREATE VIEW cdc.captured_columns AS SELECT i.object_id, a.attname::text AS column_name, a.attnum AS column_ordinal
  FROM cdc.change_tables i JOIN pg_catalog.pg_attribute a ON a.attrelid = i.object_id AND a.attnum > 0 AND NOT a.attisdropped AND a.attname NOT LIKE '\\_\\_$%';
CREATE TABLE sys.ddl (xid bigint, source_object_id oid, ddl_command text);
CREATE VIEW cdc.ddl_history AS SELECT d.source_object_id, t.lsn AS ddl_lsn, d.ddl_command FROM sys.ddl d JOIN sys.transactions t USING (xid);
CREATE FUNCTION sys.fn_cdc_get_max_lsn() RETURNS bytea LANGUAGE sql STABLE AS 'SELECT lsn FROM sys.transactions ORDER BY lsn DESC LIMIT 1';
CREATE FUNCTION sys.fn_cdc_get_min_lsn(text) RETURNS bytea LANGUAGE sql STABLE AS 'SELECT oldest FROM cdc.change_tables WHERE capture_instance = $1';
CREATE FUNCTION sys.fn_cdc_map_lsn_to_time(bytea) RETURNS timestamp LANGUAGE sql STABLE AS 'SELECT tran_end_time FROM sys.transactions WHERE lsn = $1';
CREATE FUNCTION sys.dm_db_log_stats(int) RETURNS TABLE (log_end_lsn text) LANGUAGE sql VOLATILE AS
  $$SELECT '00000025:' || lpad(to_hex(last_value), 8, '0') || ':0001' FROM sys.commits$$;
CREATE FUNCTION sys.capture() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  captured text := 'cdc.' || quote_ident(TG_ARGV[0] || '_CT');
  place text := sys.lsn(nextval('sys.places'))::text;
  note text := format('INSERT INTO %s SELECT (jsonb_populate_record(NULL::%s, to_jsonb($1) || jsonb_build_object(''__$xid'', txid_current(), ''__$seqval'', $2, ''__$operation'', $3))).*', captured, captured);
BEGIN
  INSERT INTO sys.pending VALUES (txid_current()) ON CONFLICT DO NOTHING;
  CASE TG_OP
    WHEN 'INSERT' THEN EXECUTE note USING NEW, place, 2;
    WHEN 'DELETE' THEN EXECUTE note USING OLD, place, 1;
    ELSE EXECUTE note USING OLD, place, 3; EXECUTE note USING NEW, place, 4;
  END CASE;
  RETURN NULL;
END $$;
CREATE FUNCTION sys.capture_changes(of regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE instance text := 'dbo_' || (SELECT relname FROM pg_class WHERE oid = $1);
BEGIN
  EXECUTE format('CREATE TABLE cdc.%I AS SELECT NULL::bigint AS "__$xid", NULL::bytea AS "__$seqval", NULL::int AS "__$operation", t.* FROM %s t WITH NO DATA', instance || '_CT', $1);
  EXECUTE format('CREATE INDEX ON cdc.%I ("__$xid")', instance || '_CT');
  EXECUTE format('CREATE VIEW cdc.%I AS SELECT t.lsn AS "__$start_lsn", c.* FROM cdc.%I c JOIN sys.transactions t ON t.xid = c."__$xid"', instance, instance || '_CT');
  EXECUTE format('CREATE FUNCTION cdc.%I(bytea, bytea, text) RETURNS SETOF cdc.%I LANGUAGE sql STABLE AS ''SELECT * FROM cdc.%I WHERE "__$start_lsn" BETWEEN $1 AND $2''',
    'fn_cdc_get_all_changes_' || instance, instance, instance);
  EXECUTE format('CREATE TRIGGER capture AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION sys.capture(%L)', $1, instance);
  INSERT INTO cdc.change_tables VALUES (('cdc.' || quote_ident(instance || '_CT'))::regclass, $1, instance, sys.fn_cdc_get_max_lsn());
END $$;
CREATE FUNCTION sys.note_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO sys.ddl SELECT DISTINCT txid_current(), objid, current_query() FROM pg_event_trigger_ddl_commands()
    WHERE objid IN (SELECT source_object_id FROM cdc.change_tables);
  IF FOUND THEN INSERT INTO sys.pending VALUES (txid_current()) ON CONFLICT DO NOTHING; END IF;
END $$;
CREATE EVENT TRIGGER note_ddl ON ddl_command_end WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION sys.note_ddl();

/* Change tracking. */
CREATE VIEW sys.change_tracking_databases AS SELECT 1 AS database_id;
CREATE TABLE sys.change_tracking_tables (object_id oid PRIMARY KEY, begin_version bigint, min_valid_version bigint);
CREATE TABLE sys.tracked (xid bigint, place bigint DEFAULT nextval('sys.places'), object_id oid, key jsonb, operation text);
CREATE FUNCTION sys.change_tracking_current_version() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT max(version) FROM sys.transactions';
CREATE FUNCTION sys.track() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  is_new boolean := TG_OP = 'INSERT';
  old_key jsonb; new_key jsonb;
BEGIN
  INSERT INTO sys.pending VALUES (txid_current()) ON CONFLICT DO NOTHING;
  IF NOT is_new THEN SELECT jsonb_object_agg(k, to_jsonb(OLD) -> k) INTO old_key FROM unnest(TG_ARGV) AS k; END IF;
  IF TG_OP <> 'DELETE' THEN SELECT jsonb_object_agg(k, to_jsonb(NEW) -> k) INTO new_key FROM unnest(TG_ARGV) AS k; END IF;
  IF old_key IS DISTINCT FROM new_key AND old_key IS NOT NULL THEN
    INSERT INTO sys.tracked (xid, object_id, key, operation) VALUES (txid_current(), TG_RELID, old_key, 'D');
    is_new := true;
  END IF;
  IF new_key IS NOT NULL THEN
    INSERT INTO sys.tracked (xid, object_id, key, operation) VALUES (txid_current(), TG_RELID, new_key, CASE WHEN is_new THEN 'I' ELSE 'U' END);
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION sys.track_changes(of regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  name text := (SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = $1);
  keys text[] := (SELECT array_agg(a.attname::text) FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) WHERE i.indrelid = $1 AND i.indisprimary);
BEGIN
  EXECUTE format('CREATE TRIGGER track AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION sys.track(%s)', $1,
    (SELECT string_agg(quote_literal(k), ', ') FROM unnest(keys) AS k));
  EXECUTE format('CREATE FUNCTION sys.%I(bigint) RETURNS TABLE (sys_change_version bigint, sys_change_operation text, %s) LANGUAGE sql STABLE AS $f$
    SELECT max(t.version), CASE WHEN (array_agg(c.operation ORDER BY c.place DESC))[1] = ''D'' THEN ''D'' WHEN (array_agg(c.operation ORDER BY c.place))[1] = ''I'' THEN ''I'' ELSE ''U'' END, %s
    FROM sys.tracked c JOIN sys.transactions t USING (xid) WHERE c.object_id = %s AND t.version > $1 GROUP BY c.key $f$', 'changes of ' || name,
    (SELECT string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = $1 AND a.attname = ANY (keys)),
    (SELECT string_agg(format('(c.key ->> %L)::%s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = $1 AND a.attname = ANY (keys)),
    $1::oid);
  INSERT INTO sys.change_tracking_tables VALUES ($1, sys.change_tracking_current_version(), sys.change_tracking_current_version());
END $$;
`;
