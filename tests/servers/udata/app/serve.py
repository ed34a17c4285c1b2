"""Serve udata's application with waitress, and beside it the catalogue of schemas that it reads, and a task.

A task of udata's that it runs every day for itself runs here when its address is called.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from udata.app import create_app, standalone
from waitress import serve

from . import database
from .seed import seed

SCHEMAS = Path(__file__).parents[4] / "publisher/sandbox/udata/schemas.json"
"""The names and versions of the schemas of the national catalogue, as the sandbox has them."""

ADDRESS = "https://schema.data.gouv.fr/schemas/{}/{}/schema.yml"
"""The address of a schema. Most files there have another name; no test depends on it."""

LARGEST = 8 << 30
"""The size of the largest request in bytes; udata itself sets no limit."""

BADGE_TASK = "/_local/tasks/hvd"
"""Gives the badge `hvd` to datasets with the tag, of certified public services, and takes it from those without."""

Respond = Callable[[str, list[tuple[str, str]]], Any]


def catalog() -> bytes:
    """Return the catalogue of schemas as JSON."""
    schemas = [
        {
            "name": name,
            "title": name,
            "schema_type": "tableschema",
            "schema_url": ADDRESS.format(name, "latest"),
            "versions": [
                {"version_name": version, "schema_url": ADDRESS.format(name, version)} for version in versions
            ],
        }
        for name, versions in json.loads(SCHEMAS.read_text(encoding="utf-8")).items()
    ]
    return json.dumps({"schemas": schemas}).encode()


def serve_catalog() -> str:
    """Serve the catalogue of schemas at an address of its own, which is returned.

    udata reads it in the middle of a call. Through the server of those calls it would wait for one of its threads, and
    they can all be waiting for the very call that reads it.
    """
    schemas = catalog()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(schemas)))
            self.end_headers()
            self.wfile.write(schemas)

        def log_message(self, format: str, *arguments: object) -> None:
            """Print nothing: the log is udata's."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/schemas.json"


def main() -> None:
    """Serve until the process is ended."""
    database.without_text_search()
    application = standalone(create_app())
    application.config["SCHEMA_CATALOG_URL"] = serve_catalog()
    database.without_counting()
    with application.app_context(), application.test_request_context():
        seed()
    alone = Lock()  # one call at a time: the database in memory has no lock
    database.with_purges(alone)

    def run_badge_task() -> None:
        from udata.core.dataset.tasks import update_dataset_hvd_badge

        with alone, application.app_context(), application.test_request_context():
            update_dataset_hvd_badge()

    def answer(environ: dict[str, Any], respond: Respond) -> Iterable[bytes]:
        if environ.get("PATH_INFO") == BADGE_TASK and environ.get("REQUEST_METHOD") == "POST":
            run_badge_task()
            respond("204 No Content", [])
            return []
        with alone:
            reply: Iterable[bytes] = application(environ, respond)
        return reply

    port, threads = int(os.environ["PORT"]), int(os.environ["THREADS"])
    serve(answer, host="127.0.0.1", port=port, threads=threads, max_request_body_size=LARGEST, ident=None)


if __name__ == "__main__":
    main()
