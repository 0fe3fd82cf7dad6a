"""
A stand-in for a Snowflake account: fakesnow, which runs Snowflake's SQL on DuckDB, with what it lacks for the driver for Node and
for the statements that syncform sends. Started as `python serve.py <folder of packages> <port> <file of the user's public key>`.
"""

import base64
import datetime as dt
import decimal
import gzip
import json
import re
import shutil
import sys

sys.path.insert(0, sys.argv[1])

import duckdb
import fakesnow.cursor
import fakesnow.server as server
import jwt
import snowflake.connector.errors
import uvicorn
from fakesnow.dialect import parse_one
from sqlglot import exp
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

PORT, PUBLIC_KEY = int(sys.argv[2]), open(sys.argv[3]).read()
EPOCH = dt.datetime(1970, 1, 1)

# Rows as JSON: the driver for Node reads no Arrow.


def encoded(value, column):
    if value is None:
        return None
    kind = column["type"].lower()
    if kind == "fixed":
        return f"{decimal.Decimal(str(value)):.{column.get('scale') or 0}f}"
    if kind == "boolean":
        return "1" if value else "0"
    if kind == "date":
        day = value.date() if isinstance(value, dt.datetime) else value
        return str((day - EPOCH.date()).days)
    if kind == "time":
        return f"{value.hour * 3600 + value.minute * 60 + value.second}.{value.microsecond * 1000:09d}"
    if kind.startswith("timestamp"):
        offset = ""
        if value.tzinfo is not None:
            minutes = int(value.utcoffset().total_seconds() // 60)
            value = value.astimezone(dt.timezone.utc).replace(tzinfo=None)
            if kind == "timestamp_tz":
                offset = f" {1440 + minutes}"
        since = value - EPOCH
        return f"{since.days * 86400 + since.seconds}.{since.microseconds * 1000:09d}{offset}"
    if kind == "binary":
        return value.hex().upper()
    if isinstance(value, (dict, list)):
        return json.dumps(value, default=str)
    return str(value)


def rowset(pair):
    table, rowtype = pair
    columns = [[encoded(v, c) for v in values.to_pylist()] for values, c in zip(table.columns, rowtype)]
    return json.dumps(list(map(list, zip(*columns))) if table.num_rows else []).encode()


server.to_sf = lambda table, rowtype: (table, rowtype)
server.to_ipc = rowset
# Files are put straight into the folder: server and driver are on one machine.
server.gcs_stage_info = lambda _request, _expr, data: data["stageInfo"]

# One database, SYNCFORM; a session that asks for another has none, as with Snowflake.
server.shared_fs = server.FakeSnow(create_database_on_connect=False, create_schema_on_connect=False)
for statement in ("CREATE DATABASE SYNCFORM", "CREATE SCHEMA IF NOT EXISTS SYNCFORM.PUBLIC"):
    server.shared_fs.connect(None, None).cursor().execute(statement)

# Statements that fakesnow does not have, or runs otherwise than Snowflake.

Cursor = fakesnow.cursor.FakeSnowflakeCursor
of_64_bits = fakesnow.cursor.transforms.integer_precision


def of_38_digits(expression):
    """fakesnow gives a NUMBER(38,0) 64 bits."""
    is_said = isinstance(expression, exp.DataType) and len(expression.expressions) == 2
    return expression if is_said else of_64_bits(expression)


fakesnow.cursor.transforms.integer_precision = of_38_digits
run_as_it_is = Cursor.execute
MACROS = [
    # fakesnow makes doubles of numbers that have many digits.
    "json_as_said(x) AS CAST(x AS JSON)",
    "json_as_text(x) AS CAST(x AS VARCHAR)",
    "as_array(x) AS x",
    "array_has_json(v, a) AS list_contains(CAST(a AS JSON[]), CAST(v AS JSON))",
    "current_warehouse() AS 'COMPUTE_WH'",
]
DONE = "SELECT 'Statement executed successfully.' AS status"
OF_DECLARED = "FROM _fs_global.main.declared AS d WHERE d.s = c.table_schema AND d.t = c.table_name AND d.c = c.column_name"
WORDS = [
    (re.compile(r"\bARRAY_CONTAINS\(", re.I), "ARRAY_HAS_JSON("),
    (re.compile(r"\bPARSE_JSON\("), "JSON_AS_SAID("),
    (re.compile(r"\bTO_JSON\("), "JSON_AS_TEXT("),
    (re.compile(r"\bc\.data_type\b"), f"COALESCE((SELECT word {OF_DECLARED}), c.data_type)"),
    (re.compile(r"\bc\.datetime_precision\b"), f"(SELECT fraction {OF_DECLARED})"),
]
STRING = re.compile(r"('(?:[^'\\]|''|\\.)*'|\"(?:[^\"]|\"\")*\")", re.S)


def in_own_words(sql):
    parts = STRING.split(sql)
    for i in range(0, len(parts), 2):
        for pattern, word in WORDS:
            parts[i] = pattern.sub(word, parts[i])
    return "".join(parts)


# fakesnow keeps no precision of times, takes TIMESTAMP_LTZ for TIMESTAMP_TZ, and ARRAY and OBJECT for VARIANT: what was said is noted.
server.shared_fs.connect(None, None)._duck_conn.execute(
    "CREATE TABLE _fs_global.main.declared (s VARCHAR, t VARCHAR, c VARCHAR, word VARCHAR, fraction VARCHAR, PRIMARY KEY (s, t, c))"
)
NAME = r'"((?:[^"]|"")+)"'
NEW_TABLE = re.compile(rf"\s*(?:CREATE TABLE IF NOT EXISTS|ALTER TABLE) {NAME}\.{NAME} (.*)", re.S)
NEW_COLUMN = re.compile(rf"{NAME} (TIME|TIMESTAMP_NTZ|TIMESTAMP_LTZ|TIMESTAMP_TZ|ARRAY|OBJECT)\b(?:\((\d+)\))?")


def note_declared(cursor, sql):
    found = NEW_TABLE.match(sql)
    if not found:
        return
    schema, table, rest = (text.replace('""', '"') if i < 2 else text for i, text in enumerate(found.groups()))
    beside = cursor._duck_conn.cursor()
    for column, word, fraction in NEW_COLUMN.findall(rest):
        row = [schema, table, column.replace('""', '"'), word, fraction or ("9" if word.startswith("TIME") else None)]
        beside.execute("INSERT OR REPLACE INTO _fs_global.main.declared VALUES (?, ?, ?, ?, ?)", row)


def refusal(error):
    kinds = {
        duckdb.ConversionException: (100038, "22018"),
        duckdb.InvalidInputException: (100069, "22P02"),
        duckdb.OutOfRangeException: (100039, "22003"),
        duckdb.ConstraintException: (100072, "22000"),
    }
    code, state = next((kinds[kind] for kind in kinds if isinstance(error, kind)), (1003, "42000"))
    return snowflake.connector.errors.ProgrammingError(msg=str(error), errno=code, sqlstate=state)


def merge(cursor, sql):
    """By DuckDB's own MERGE, which tells what became of each row."""
    statement = cursor._transform(parse_one(sql), None).sql(dialect="duckdb")
    actions = cursor._duck_conn.execute(statement + " RETURNING merge_action").fetchall()
    inserted = sum(1 for (action,) in actions if action == "INSERT")
    run_as_it_is(
        cursor,
        f'SELECT CAST({inserted} AS BIGINT) AS "number of rows inserted", CAST({len(actions) - inserted} AS BIGINT) AS "number of rows updated"',
        server=True,
    )


COPY = re.compile(r'\s*COPY INTO ("[^"]+") FROM @("[^"]+") FILE_FORMAT = \(TYPE = PARQUET\) MATCH_BY_COLUMN_NAME')


def copy_into_temporary(cursor, sql):
    """fakesnow copies into no temporary table: by way of another one."""
    table, stage = COPY.match(sql).groups()
    between = stage[:-1] + '_between"'
    run_as_it_is(cursor, f"CREATE OR REPLACE TABLE {between} AS SELECT * FROM {table} WHERE 1 = 0", server=True)
    run_as_it_is(cursor, sql.replace(table, between, 1), server=True)
    run_as_it_is(cursor, f"INSERT INTO {table} SELECT * FROM {between}", server=True)
    run_as_it_is(cursor, f"DROP TABLE {between}", server=True)
    run_as_it_is(cursor, DONE, server=True)


def drop_stage(cursor, sql):
    name = re.search(r'"([^"]+)"\s*$', sql).group(1)
    connection = cursor._conn
    cursor._duck_conn.execute(
        "DELETE FROM _fs_global._fs_information_schema._fs_stages WHERE name = ? AND schema_name = ?", [name, connection.schema]
    )
    shutil.rmtree(server.stage.internal_dir(f"{connection.database}.{connection.schema}.{name}"), ignore_errors=True)
    run_as_it_is(cursor, DONE, server=True)


def execute(cursor, command, params=None, *args, **kwargs):
    sql = in_own_words(command)
    if not cursor._conn.database_set:
        sql = sql.replace("CURRENT_DATABASE()", "NULL")
    try:
        if re.match(r"\s*ALTER SESSION SET", sql):
            return run_as_it_is(cursor, DONE, params, *args, **kwargs)
        if re.match(r"\s*MERGE INTO", sql):
            return merge(cursor, sql)
        if COPY.match(sql):
            return copy_into_temporary(cursor, sql)
        if re.match(r"\s*DROP STAGE", sql):
            return drop_stage(cursor, sql)
        note_declared(cursor, command)
        return run_as_it_is(cursor, sql, params, *args, **kwargs)
    except duckdb.Error as error:
        raise refusal(error) from None


Cursor.execute = execute

# Logging in.


def with_macros(connection):
    for macro in MACROS:
        connection._duck_conn.execute(f"CREATE OR REPLACE TEMPORARY MACRO {macro}")


def refused(code, message):
    return JSONResponse({"data": {}, "code": code, "message": message, "success": False})


def is_signed(token):
    try:
        # The driver counts the times in milliseconds.
        jwt.decode(token, PUBLIC_KEY, algorithms=["RS256"], options={"verify_iat": False})
        return True
    except jwt.PyJWTError:
        return False


async def login(request):
    body = await request.body()
    if request.headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    data = json.loads(body)["data"]
    if data.get("AUTHENTICATOR") == "SNOWFLAKE_JWT":
        if not is_signed(data["TOKEN"]):
            return refused("390144", "JWT token is invalid.")
    elif data.get("PASSWORD") != "sound":
        return refused("390100", "Incorrect username or password was specified.")
    answer = await server.login_request(request)
    session = server.sessions[json.loads(answer.body)["data"]["token"]]
    with_macros(session)
    return answer


PARAMETERS = {
    "TIMEZONE": "Etc/UTC",
    "BINARY_OUTPUT_FORMAT": "HEX",
    "DATE_OUTPUT_FORMAT": "YYYY-MM-DD",
    "TIME_OUTPUT_FORMAT": "HH24:MI:SS",
    "TIMESTAMP_OUTPUT_FORMAT": "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM",
    "TIMESTAMP_NTZ_OUTPUT_FORMAT": "",
    "TIMESTAMP_LTZ_OUTPUT_FORMAT": "",
    "TIMESTAMP_TZ_OUTPUT_FORMAT": "",
}


def in_snowflakes_words(message):
    first = re.sub(r"^(\d+ \(\w+\): )?(\w+ )*Error: ", "", message.split("\n")[0])
    value = re.match(r"""Could not convert string ["'](.*)["'] to (?:DECIMAL|DOUBLE|INT)""", first)
    return f"Numeric value '{value.group(1)}' is not recognized" if value else first


async def query(request):
    answer = await server.query_request(request)
    said = json.loads(answer.body)
    if not said.get("success"):
        said["message"] = in_snowflakes_words(said.get("message") or "")
    data = said.get("data")
    if isinstance(data, dict) and data.get("queryResultFormat") == "arrow":
        rows = data.pop("rowsetBase64", "")
        data["rowset"] = json.loads(base64.b64decode(rows)) if rows else []
        data["queryResultFormat"] = "json"
    if isinstance(data, dict) and "rowset" in data:
        data.setdefault("returned", len(data["rowset"]))
        data.setdefault("version", 1)
        data.setdefault("rowtype", [])
        data["parameters"] = [{"name": name, "value": value} for name, value in PARAMETERS.items()]
    # The driver would repeat what a server of this status could not do.
    return JSONResponse(said if said.get("success") or answer.status_code == 200 else {**said, "data": {"sqlState": "42000"}})


OWN = {"/session/v1/login-request": login, "/queries/v1/query-request": query}
routes = [Route(path, handler, methods=["POST"]) for path, handler in OWN.items()]
app = Starlette(routes=routes + [route for route in server.routes if route.path not in OWN])
uvicorn.run(app, host="127.0.0.1", port=PORT, log_level="warning")
