"""The server of the stand-in; it runs in CKAN's environment, until SIGTERM."""

from __future__ import annotations

import argparse
import json
import signal
import threading
import traceback
import xml.etree.ElementTree as ET
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from . import BadRequest
from .answers import select
from .index import Index
from .query import find
from .schema import read_schema

DONE: dict[str, Any] = {"responseHeader": {"status": 0, "QTime": 0}}


class Server(ThreadingHTTPServer):
    """Holds the index."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int, index: Index) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.index = index


class Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing: CKAN's log is enough."""

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        address = urlsplit(self.path)
        parameters = parse_qs(address.query, keep_blank_values=True)
        if "x-www-form-urlencoded" in (self.headers.get("Content-Type") or ""):
            for name, values in parse_qs(body.decode(), keep_blank_values=True).items():
                parameters.setdefault(name, []).extend(values)
        try:
            self._answer(address.path.rstrip("/"), parameters, body)
        except BadRequest as error:
            self._send(400, {"error": {"msg": str(error), "code": 400}})
        except Exception as error:  # noqa: BLE001 - an error of the stand-in itself must appear in CKAN and its log
            traceback.print_exc()
            self._send(500, {"error": {"msg": f"stand-in: {error!r}", "code": 500}})

    do_POST = do_GET  # noqa: N815 - the base class asks for this name

    def _answer(self, path: str, parameters: dict[str, list[str]], body: bytes) -> None:
        index = self.server.index
        if path.endswith("/select"):
            self._send(200, select(index, parameters))
        elif path.endswith("/update"):
            update(index, body.strip())
            self._send(200, DONE)
        elif path.endswith(("/schema", "/admin/file")):
            self._send(200, index.schema.text, "application/xml;charset=utf-8")
        elif path.endswith("/admin/ping"):
            self._send(200, DONE | {"status": "OK"})
        else:
            self._send(404, {"error": {"msg": f"no such handler: {path}", "code": 404}})

    def _send(self, status: int, content: object, kind: str = "application/json;charset=utf-8") -> None:
        body = content.encode() if isinstance(content, str) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def update(index: Index, body: bytes) -> None:
    """Add documents (JSON), or remove them (XML). Raises `BadRequest`."""
    if body.startswith(b"<"):
        _update_by_xml(index, ET.fromstring(body))
    elif body:
        documents = json.loads(body)
        for document in documents if isinstance(documents, list) else [documents]:
            index.add(document)


def _update_by_xml(index: Index, order: ET.Element) -> None:
    if order.tag not in ("delete", "commit", "optimize", "rollback"):
        raise BadRequest(f"stand-in: unsupported XML update <{order.tag}>")
    for part in order if order.tag == "delete" else ():
        with index.lock:
            for key in [part.text or ""] if part.tag == "id" else list(find(index, part.text or "")):
                index.remove(key)


def main() -> None:
    """Serve until SIGTERM."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schema", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    server = Server(options.port, Index(read_schema(options.schema)))
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever()


if __name__ == "__main__":
    main()
