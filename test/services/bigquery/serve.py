"""
A stand-in for Google BigQuery: bqemulator, which runs GoogleSQL on DuckDB, with what it lacks for the statements and requests that
syncform sends. Started as `python serve.py <folder of packages> <folder of its own> <port> <gRPC port> <project> [<address of a
stand-in for Google Cloud Storage>]`. It notes the jobs that it is sent in the file `jobs` of its folder, a line of JSON each.
"""

import glob
import json
import os
import re
import shutil
import sys
import threading
import urllib.parse
import urllib.request

PACKAGES, HOME, PORT, GRPC_PORT, PROJECT = sys.argv[1:6]
STORAGE = sys.argv[6] if len(sys.argv) > 6 else None
sys.path.insert(0, PACKAGES)
os.environ["HOME"] = HOME
os.environ["BQEMU_GCS_LOCAL_ROOT"] = os.path.join(HOME, "buckets")

# DuckDB finds its extensions in the home folder.
import duckdb

for path in glob.glob(os.path.join(PACKAGES, "duckdb_extension_*", "extensions", "*", "*.duckdb_extension")):
    version = os.path.basename(os.path.dirname(path))
    platform = duckdb.sql("PRAGMA platform").fetchone()[0]
    folder = os.path.join(HOME, ".duckdb", "extensions", version, platform)
    os.makedirs(folder, exist_ok=True)
    shutil.copy(path, folder)

import bqemulator.api.routes.upload as upload
import bqemulator.jobs.executor as executor
import bqemulator.server as server
import bqemulator.storage.arrow_bridge as bridge
import bqemulator.storage.sql_identifiers as identifiers
import bqemulator.sql.errors as errors
import sqlglot
from bqemulator.cli import main
from bqemulator.scripting.interpreter import ScriptInterpreter
from bqemulator.sql.translator import SQLTranslator
from sqlglot import exp

# What CREATE and ALTER say of tables: the emulator's catalog knows what DuckDB made of it.
declared = {}


def named(table):
    return (table.db, table.name)


def type_of(kind):
    """A type's word in schemas, and what else a schema says of it."""
    if kind.this == exp.DataType.Type.ARRAY:
        return {**type_of(kind.expressions[0]), "mode": "REPEATED"}
    if kind.this == exp.DataType.Type.STRUCT:
        return {"type": "RECORD", "fields": [{"name": of.name, **type_of(of.args["kind"])} for of in kind.expressions]}
    text = kind.sql("bigquery")
    word, _, rest = text.partition("(")
    sizes = [size.strip() for size in rest.rstrip(")").split(",")] if rest else []
    if word.startswith("RANGE"):
        return {"type": "RANGE", "rangeElementType": {"type": word[6:-1]}}
    words = {"INT64": "INTEGER", "FLOAT64": "FLOAT", "BOOL": "BOOLEAN"}
    found = {"type": words.get(word, word)}
    if sizes and word in ("STRING", "BYTES"):
        found["maxLength"] = sizes[0]
    elif sizes:
        found["precision"] = sizes[0]
        if len(sizes) > 1:
            found["scale"] = sizes[1]
    return found


def field_of(column):
    required = any(isinstance(c.kind, exp.NotNullColumnConstraint) for c in column.constraints)
    field = {"name": column.name, "mode": "REQUIRED" if required else "NULLABLE", **type_of(column.args["kind"])}
    return field


def note_create(tree, key):
    table = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    if not isinstance(tree.this, exp.Schema) or (tree.args.get("exists") and named(table) in declared):
        return
    columns = [column for column in tree.this.expressions if isinstance(column, exp.ColumnDef)]
    if not columns:
        return
    properties = tree.args.get("properties")
    partitions = [p.this.name for p in properties.expressions if isinstance(p, exp.PartitionedByProperty)] if properties else []
    needs_filter = "REQUIRE_PARTITION_FILTER" in tree.sql("bigquery").upper()
    declared[named(table)] = {
        "fields": [field_of(column) for column in columns],
        "key": key,
        "partition": partitions[0] if partitions else None,
        "needs_filter": needs_filter,
    }


ALTER = re.compile(r"^\s*ALTER TABLE (?P<table>\S+) (?P<what>.*)$", re.S | re.I)


def note_alter(bq_sql):
    found = ALTER.match(bq_sql)
    if not found:
        return
    table = sqlglot.parse_one(f"SELECT 1 FROM {found['table']}", read="bigquery").find(exp.Table)
    known = declared.get(named(table))
    if known is None:
        return
    added = re.match(r"ADD COLUMN (?:IF NOT EXISTS )?(.*)$", found["what"], re.S | re.I)
    if added:
        tree = sqlglot.parse_one(f"CREATE TABLE x.y ({added[1]})", read="bigquery")
        field = field_of(tree.this.expressions[0])
        if all(of["name"].lower() != field["name"].lower() for of in known["fields"]):
            known["fields"].append(field)
        return
    changed = re.match(r"ALTER COLUMN (\S+|`[^`]*`) (SET DATA TYPE|DROP NOT NULL)\s*(.*)$", found["what"], re.S | re.I)
    if not changed:
        return
    name = changed[1].strip("`")
    for of in known["fields"]:
        if of["name"].lower() == name.lower():
            if changed[2].upper() == "DROP NOT NULL":
                of["mode"] = "NULLABLE"
            else:
                kind = sqlglot.parse_one(f"CREATE TABLE x.y (c {changed[3]})", read="bigquery").this.expressions[0].args["kind"]
                mode = of["mode"]
                for size in ("precision", "scale", "maxLength"):
                    of.pop(size, None)
                of.update(type_of(kind))
                of["mode"] = mode


# Names with spaces and letters of any language: the emulator is stricter than BigQuery.
identifiers._SQL_SAFE_ID_RE = re.compile(r"^[\w -]{1,1024}$")

# Statements that the emulator does not have, or runs otherwise than BigQuery.

KEY = re.compile(r",\s*PRIMARY KEY \((?P<key>[^)]*)\) NOT ENFORCED")
EXACT = re.compile(r"wide_number_mode\s*=>\s*'exact'")


def exactly(node):
    """Values as BigQuery has them. DuckDB's decimals have 38 digits at most, and the emulator gives them 18 where none are said."""
    if isinstance(node, exp.DataType) and node.this in (exp.DataType.Type.DECIMAL, exp.DataType.Type.BIGDECIMAL):
        is_big = node.this == exp.DataType.Type.BIGDECIMAL
        sizes = [int(size.name) for size in node.expressions] or ([38, 18] if is_big else [38, 9])
        precision, scale = sizes[0], sizes[1] if len(sizes) > 1 else 0
        whole = min(precision - scale, 38 - scale) if scale < 38 else 0
        return exp.DataType.build(f"DECIMAL({max(whole + scale, 1)}, {scale})")
    if isinstance(node, exp.Like) and not isinstance(node.parent, exp.Escape):
        # DuckDB's has no escape where none is said.
        return exp.Escape(this=node.copy(), expression=exp.Literal.string("\\"))
    if isinstance(node, exp.UnixToTime):
        # The emulator's goes through a DOUBLE.
        return exp.Anonymous(this="MAKE_TIMESTAMPTZ", expressions=[node.this])
    if isinstance(node, exp.ParseJSON) and EXACT.search(node.sql("bigquery")):
        text = node.this
        return sqlglot.parse_one(f"IF(EXACT_JSON({text.sql('bigquery')}), PARSE_JSON({text.sql('bigquery')}), NULL)", read="bigquery")
    return node


translate_as_it_is = SQLTranslator.translate


def translate(self, bq_sql, **more):
    found = KEY.search(bq_sql)
    key = [part.strip().strip("`") for part in found["key"].split(",")] if found else []
    bq_sql = KEY.sub("", bq_sql)
    if re.match(r"\s*ALTER TABLE", bq_sql, re.I):
        note_alter(bq_sql)
    try:
        tree = sqlglot.parse_one(bq_sql, read="bigquery")
    except Exception:
        return translate_as_it_is(self, bq_sql, **more)
    if isinstance(tree, exp.Create) and tree.kind == "TABLE":
        note_create(tree, key)
    if isinstance(tree, exp.Drop) and isinstance(tree.this, exp.Table):
        declared.pop(named(tree.this), None)
    if isinstance(tree, exp.Alter) or not isinstance(tree, (exp.Query, exp.DML, exp.Create, exp.Merge)):
        return translate_as_it_is(self, bq_sql, **more)
    return translate_as_it_is(self, tree.transform(exactly).sql("bigquery"), **more)


SQLTranslator.translate = translate

# What another parser says of a statement is not BigQuery's.
syntax_message_as_it_is = errors._bq_syntax_message
errors._bq_syntax_message = lambda said: syntax_message_as_it_is(said).split(" (sqlglot")[0].split("\n")[0]

# Scripts: how many rows the last statement wrote.

run_query_as_it_is = ScriptInterpreter._run_query


async def run_query(self, bq_sql):
    bq_sql = bq_sql.replace("@@row_count", str(getattr(self, "row_count", 0)))
    table = await run_query_as_it_is(self, bq_sql)
    if re.match(r"\s*(INSERT|UPDATE|DELETE|MERGE)\b", bq_sql, re.I):
        self.row_count = table.column(0)[0].as_py() if table.num_rows else 0
    return table


ScriptInterpreter._run_query = run_query


def exact_json(text):
    """Whether every number of a JSON text is one of 64 bits."""

    def whole(said):
        if not -(2**63) <= int(said) < 2**64:
            raise OverflowError
        return int(said)

    def part(said):
        from decimal import Decimal

        if Decimal(said) != Decimal(repr(float(said))):
            raise OverflowError
        return float(said)

    if text is None:
        return None
    try:
        json.loads(text, parse_int=whole, parse_float=part)
        return True
    except (OverflowError, ValueError):
        return False


# Uploads: the job has the id that the request gives it.

configuration_as_it_is = upload._load_configuration_from_envelope
run_load_as_it_is = upload._run_load
new_job_id_as_it_is = upload._new_job_id
asked_id = None


def configuration_of(envelope):
    return {**configuration_as_it_is(envelope), "asked_id": envelope.get("jobReference", {}).get("jobId")}


async def run_load(*, configuration, **more):
    global asked_id
    asked_id = configuration.get("asked_id")
    return await run_load_as_it_is(configuration={"load": configuration["load"]}, **more)


upload._load_configuration_from_envelope = configuration_of
upload._run_load = run_load
upload._new_job_id = lambda: asked_id or new_job_id_as_it_is()

# Results: a decimal is written in full.
bridge._BQ_TYPE_FORMATTERS = (
    (bridge.pa.types.is_decimal, lambda value, _type, _field: f"{value:f}"),
    *bridge._BQ_TYPE_FORMATTERS,
)

# Exports: what is written for a bucket goes to the stand-in for Google Cloud Storage.
write_export_as_it_is = executor.write_export


def write_export(table, options, context):
    outcome = write_export_as_it_is(table, options, context)
    root = os.environ["BQEMU_GCS_LOCAL_ROOT"]
    for path in glob.glob(os.path.join(root, "*", "**", "*"), recursive=True):
        if os.path.isfile(path):
            bucket, _, name = os.path.relpath(path, root).partition(os.sep)
            query = urllib.parse.urlencode({"uploadType": "media", "name": name})
            with open(path, "rb") as file:
                urllib.request.urlopen(
                    urllib.request.Request(f"{STORAGE}/upload/storage/v1/b/{bucket}/o?{query}", file.read(), method="POST")
                ).read()
            os.remove(path)
    return outcome


if STORAGE is not None:
    executor.write_export = write_export

# The Storage API: who may ask for what, and reading on from a row. The calls are noted in the file `calls`. A file `refused` in the
# folder has the names of calls that are denied, one `broken` a line for each answer after which a line breaks.

import bqemulator.grpc_api.read_servicer as read_servicer
import bqemulator.grpc_api.write_servicer as write_servicer
import bqemulator.streaming.read_session as read_session
import grpc
from google.cloud.bigquery_storage_v1 import types


def lines_of(name):
    try:
        with open(os.path.join(HOME, name)) as file:
            return file.read().split()
    except FileNotFoundError:
        return []


def is_broken():
    left = lines_of("broken")
    if not left:
        return False
    with open(os.path.join(HOME, "broken"), "w") as file:
        file.write("\n".join(left[1:]))
    return True


def refused(name, context):
    """Why a call is not let in, by a status; None where it is."""
    with open(os.path.join(HOME, "calls"), "a") as noted:
        noted.write(name + "\n")
    said = dict(context.invocation_metadata())
    if said.get("authorization") != "Bearer token":
        return grpc.StatusCode.UNAUTHENTICATED, "Request had invalid authentication credentials."
    if "=" not in said.get("x-goog-request-params", ""):
        return grpc.StatusCode.INVALID_ARGUMENT, "x-goog-request-params is missing"
    if name in lines_of("refused"):
        return grpc.StatusCode.PERMISSION_DENIED, f"no permission for {name}"
    return None


def guarded(handler, method, name):
    as_it_is = getattr(handler, method)

    async def call(self, request, context):
        no = refused(name, context)
        if no:
            await context.abort(*no)
        return as_it_is(self, request, context)

    setattr(handler, method, call)


guarded(read_servicer.BigQueryReadHandler, "_handle_create_read_session", "CreateReadSession")
for method, name in (
    ("_handle_create_write_stream", "CreateWriteStream"),
    ("_handle_finalize_write_stream", "FinalizeWriteStream"),
    ("_handle_batch_commit_write_streams", "BatchCommitWriteStreams"),
):
    guarded(write_servicer.BigQueryWriteHandler, method, name)

stream_data_as_it_is = read_session.get_stream_data
read_rows_as_it_is = read_servicer.BigQueryReadHandler._handle_read_rows
append_rows_as_it_is = write_servicer.BigQueryWriteHandler._handle_append_rows


class Part:
    """The rows of a stream after so many, a few hundred a message."""

    def __init__(self, table, offset):
        self.table, self.schema, self.offset = table, table.schema, offset

    def to_batches(self, max_chunksize):
        return self.table.slice(self.offset).to_batches(max_chunksize=500)


wanted = threading.local()
read_servicer.get_stream_data = lambda *names: Part(stream_data_as_it_is(*names), wanted.offset)


def read_rows(self, request_bytes, context):
    no = refused("ReadRows", context)
    if no:
        context.abort(*no)
    offset = types.ReadRowsRequest.deserialize(request_bytes).offset
    # Looked at in this thread before the first answer.
    wanted.offset = offset
    for answer in read_rows_as_it_is(self, request_bytes, context):
        yield answer
        if is_broken():
            context.abort(grpc.StatusCode.UNAVAILABLE, "the line broke")


def append_rows(self, requests, context):
    no = refused("AppendRows", context)
    if no:
        context.abort(*no)
    for answer in append_rows_as_it_is(self, requests, context):
        # The rows were taken, and nobody is told.
        if is_broken():
            context.abort(grpc.StatusCode.UNAVAILABLE, "the line broke")
        yield answer


read_servicer.BigQueryReadHandler._handle_read_rows = read_rows
write_servicer.BigQueryWriteHandler._handle_append_rows = append_rows

# Requests: who may ask for what, and what the emulator does not say.

PATH = re.compile(r"^(?:/upload)?/bigquery/v2/projects/(?P<project>[^/]+)/(?P<rest>.*)$")


def refusal(status, reason, message):
    body = {"error": {"code": status, "message": message, "errors": [{"reason": reason, "message": message}]}}
    return status, json.dumps(body).encode()


def described(table, known):
    """A table as CREATE and ALTER said it."""
    table["schema"] = {"fields": known["fields"]}
    if known["key"]:
        table["tableConstraints"] = {"primaryKey": {"columns": known["key"]}}
    if known["partition"]:
        table["timePartitioning"] = {"type": "DAY", "field": known["partition"]}
        table["requirePartitionFilter"] = known["needs_filter"]
    return table


def processing(job):
    """A dry run. The emulator knows of no cost."""
    job["statistics"]["totalBytesProcessed"] = job["statistics"]["query"]["totalBytesProcessed"] = "12345678"
    return job


class InFront:
    def __init__(self, app, context):
        self.app, self.context = app, context

    async def __call__(self, scope, receive, send):
        found = PATH.match(scope.get("path", "")) if scope["type"] == "http" else None
        if not found:
            return await self.app(scope, receive, send)
        headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
        if headers.get("authorization") != "Bearer token":
            return await self.answer(send, *refusal(401, "authError", "Request had invalid authentication credentials."))
        if found["project"] != PROJECT:
            return await self.answer(send, *refusal(404, "notFound", f"Not found: Project {found['project']}"))
        method, rest = scope["method"], found["rest"]
        if method == "POST" and rest == "jobs":
            body = b""
            while True:
                message = await receive()
                body += message.get("body", b"")
                if not message.get("more_body"):
                    break
            # An upload in one request has the job as its first part.
            job = json.loads(re.search(rb"\r\n\r\n(\{.*?\})\r\n--", body)[1] if body.startswith(b"--") else body)
            with open(os.path.join(HOME, "jobs"), "a") as noted:
                noted.write(json.dumps(job) + "\n")
            asked = job.get("jobReference", {}).get("jobId")
            if asked and self.context.catalog.get_job(PROJECT, asked) is not None:
                return await self.answer(send, *refusal(409, "duplicate", f"Already Exists: Job {PROJECT}:{asked}"))

            async def again():
                return {"type": "http.request", "body": body, "more_body": False}

            if job.get("configuration", {}).get("dryRun"):
                return await self.reworded(scope, again, send, processing)
            return await self.app(scope, again, send)
        table = re.match(r"^datasets/([^/]+)/tables/([^/]+)$", rest)
        if table and method == "GET" and (table[1], table[2]) in declared:
            known = declared[(table[1], table[2])]
            return await self.reworded(scope, receive, send, lambda said: described(said, known))
        if table and method == "DELETE":
            declared.pop((table[1], table[2]), None)
        await self.app(scope, receive, send)

    async def reworded(self, scope, receive, send, words):
        parts = {"status": 200, "body": b""}

        async def keep(message):
            if message["type"] == "http.response.start":
                parts["status"] = message["status"]
            else:
                parts["body"] += message.get("body", b"")

        await self.app(scope, receive, keep)
        if parts["status"] == 200:
            parts["body"] = json.dumps(words(json.loads(parts["body"]))).encode()
        await self.answer(send, parts["status"], parts["body"])

    async def answer(self, send, status, body):
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


create_app_as_it_is = server.create_app


def create_app(context):
    context.engine._connection.create_function("exact_json", exact_json, ["VARCHAR"], "BOOLEAN", null_handling="special")
    return InFront(create_app_as_it_is(context), context)


server.create_app = create_app

sys.argv = ["bqemulator", "start", "--rest-port", PORT, "--grpc-port", GRPC_PORT, "--project", PROJECT, "--log-level", "warning"]
main()
