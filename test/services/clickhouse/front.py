"""ClickHouse's HTTP interface before chdb, which is the real engine as a Python package.

python3 front.py <folder of the packages> <folder of the data> <port> <user> <password> [<certificate> <key>]

One statement runs at a time, and its answer is in a file before the first byte of it is sent: a client that reads one
answer while it sends another statement would otherwise wait for itself. What a request's address says of settings holds
for its statement alone.
"""

import base64
import os
import re
import ssl
import sys
import tempfile
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

packages, data, port, user, password = sys.argv[1:6]
sys.path.insert(0, packages)
from chdb import session  # noqa: E402

engine = session.Session(data)
lock = threading.Lock()
# Settings that the statement before has set.
changed = set()

# What an address says that is no setting of the engine.
OF_THE_INTERFACE = {
    'query', 'database', 'default_format', 'query_id', 'session_id', 'session_timeout', 'user', 'password', 'role',
    'wait_end_of_query', 'send_progress_in_http_headers', 'buffer_size', 'compress', 'decompress', 'session_check',
    'enable_http_compression', 'http_headers_progress_interval_ms', 'cancel_http_readonly_queries_on_client_close',
    'http_write_exception_in_output_format',
}
STATUS = {60: 404, 81: 404, 516: 403, 497: 403, 62: 400}
ANSWERS_ROWS = re.compile(r'\s*(select|with|describe|desc|show|explain|exists|check)\b|\s*\(', re.I)
SELECTS = re.compile(r'\s*(select|with)\b', re.I)
OF_LINES = {'JSONCompactEachRow', 'JSONEachRow', 'TabSeparated', 'CSV'}
INSERTS = re.compile(r'^\s*insert\s+into\s+(.*?)\s+format\s+(\w+)\s*$', re.I | re.S)
# The rows of a request, which a SELECT reads.
SENT = re.compile(r"\binput\('", re.I)
FORMAT = re.compile(r'\s+format\s+(\w+)\s*$', re.I)


def quoted(text):
    return "'" + text.replace('\\', '\\\\').replace("'", "\\'") + "'"


def number_or_text(text):
    return text if re.fullmatch(r'-?[0-9.]+', text) else quoted(text)


class Front(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.answer()

    def do_POST(self):
        self.answer()

    def pieces(self):
        if self.headers.get('Transfer-Encoding', '').lower() == 'chunked':
            while True:
                length = int(self.rfile.readline().split(b';')[0], 16)
                if length == 0:
                    self.rfile.readline()
                    return
                yield self.rfile.read(length)
                self.rfile.readline()
        left = int(self.headers.get('Content-Length') or 0)
        while left > 0:
            piece = self.rfile.read(min(left, 1 << 20))
            if not piece:
                raise ConnectionError('the request broke off')
            left -= len(piece)
            yield piece

    def send(self, status, body, headers=()):
        self.send_response(status)
        self.send_header('Content-Length', str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def refuse(self, code, message):
        self.send(STATUS.get(code, 500), message.encode(), [('X-ClickHouse-Exception-Code', str(code))])

    def credentials(self, asked):
        authorization = self.headers.get('Authorization', '')
        if authorization.startswith('Basic '):
            name, _, secret = base64.b64decode(authorization[6:]).decode().partition(':')
            return name, secret
        return (
            self.headers.get('X-ClickHouse-User', asked.get('user', 'default')),
            self.headers.get('X-ClickHouse-Key', asked.get('password', '')),
        )

    def answer(self):
        address = urlsplit(self.path)
        asked = dict(parse_qsl(address.query, keep_blank_values=True))
        if address.path == '/ping':
            return self.send(200, b'Ok.\n')
        name, secret = self.credentials(asked)
        if (name, secret) != (user, password):
            for _ in self.pieces():
                pass
            return self.refuse(
                516,
                f'Code: 516. DB::Exception: {name}: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED)',
            )
        sent = None
        got = tempfile.NamedTemporaryFile(dir=data + '-files', delete=False)
        try:
            sql = asked.get('query', '')
            size = 0
            if sql:
                with tempfile.NamedTemporaryFile(dir=data + '-files', delete=False) as file:
                    sent = file.name
                    for piece in self.pieces():
                        file.write(piece)
                        size += len(piece)
            else:
                sql = b''.join(self.pieces()).decode()
            with lock:
                shape = self.run(sql.strip().rstrip(';'), asked, sent if size else None, got)
            got.flush()
            self.send_response(200)
            self.send_header('Content-Length', str(os.path.getsize(got.name)))
            self.send_header('X-ClickHouse-Query-Id', asked.get('query_id') or str(uuid.uuid4()))
            self.send_header('X-ClickHouse-Format', shape)
            self.send_header('X-ClickHouse-Summary', '{}')
            self.end_headers()
            with open(got.name, 'rb') as file:
                while piece := file.read(1 << 20):
                    self.wfile.write(piece)
        except (BrokenPipeError, ConnectionError):
            self.close_connection = True
        except Exception as error:
            text = str(error)
            code = re.search(r'Code: (\d+)', text)
            self.refuse(int(code.group(1)) if code else 1000, text)
        finally:
            got.close()
            os.unlink(got.name)
            if sent:
                os.unlink(sent)

    def run(self, sql, asked, sent, got):
        database = asked.get('database') or 'default'
        engine.query('USE `' + database.replace('\\', '\\\\').replace('`', '\\`') + '`')
        for setting in changed:
            engine.query(f'SET {setting} = DEFAULT')
        changed.clear()
        for name, value in asked.items():
            if name in OF_THE_INTERFACE:
                continue
            engine.query(f'SET {name} = {number_or_text(value)}')
            if not name.startswith('param_'):
                changed.add(name)
        if sent:
            insert = INSERTS.match(sql)
            if not insert:
                raise ValueError('Code: 62. DB::Exception: data came for a statement that takes none')
            into, shape = insert.groups()
            if SENT.search(into):
                engine.query('INSERT INTO ' + SENT.sub(lambda _: f"file({quoted(sent)}, '{shape}', '", into, count=1))
            else:
                engine.query(f'INSERT INTO {into} FROM INFILE {quoted(sent)} FORMAT {shape}')
            return 'TabSeparated'
        wanted = FORMAT.search(sql)
        shape = wanted.group(1) if wanted else asked.get('default_format', 'TabSeparated')
        if not ANSWERS_ROWS.match(sql):
            engine.query(sql)
            return shape
        bare = sql[: wanted.start()] if wanted else sql
        # The engine writes every piece of a streamed answer as a document of its own.
        if SELECTS.match(sql) and shape in OF_LINES:
            for piece in engine.send_query(bare, shape):
                got.write(piece.bytes())
        else:
            got.write(engine.query(bare, shape).bytes())
        return shape


class Server(ThreadingHTTPServer):
    daemon_threads = True


os.makedirs(data + '-files', exist_ok=True)
server = Server(('127.0.0.1', int(port)), Front)
if len(sys.argv) > 6:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[6], sys.argv[7])
    server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
