"""A fake catalogue in its own process: an empty CKAN and an empty udata at one address.

`python -m tests.unit.workflows.fake_catalog` prints its address, then answers until it is ended. Below `/page`
everything is a web page, as at a wrong address; below `/hostile` every reply contains a command for GitHub's runner.
CKAN accepts new datasets with the token `TOKEN`.
"""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from tests.unit.catalogs import fake_ckan
from tests.unit.catalogs.samples import Json

TOKEN: Final = "jeton-tres-secret-3f9a"
ORGANIZATION: Final = "bron"
REPLIES: Final[dict[str, object]] = {
    "/api/action/status_show": {"ckan_version": "2.12.0"},
    "/api/action/license_list": [{"id": "lov2"}],
    "/api/action/organization_list": [ORGANIZATION],
    "/api/action/organization_list_for_user": [{"id": f"org-{ORGANIZATION}", "name": ORGANIZATION}],
    "/api/1/site/": {"id": "site", "metrics": {}, "version": "17.0.0"},
    "/api/1/datasets/schemas/": [],
    "/api/1/spatial/granularities/": [],
    "/api/1/datasets/licenses/": [{"id": "lov2"}],
    "/api/1/datasets/frequencies/": [{"id": "annual"}],
    "/api/1/organizations/grand-lyon/datasets/": {"data": [], "next_page": None},
}


class CatalogHandler(BaseHTTPRequestHandler):
    """The replies to one request."""

    datasets: Final[dict[str, Json]] = {}
    """The datasets of CKAN, by name."""

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _answer(self, sent: Json) -> None:
        path = self.path.partition("?")[0]
        if path.startswith("/page"):
            self._send(404, "text/html", "<h1>Une page</h1>")
        elif path.startswith("/hostile"):
            self._send(302, "text/html", "", Location="##[add-mask]e")
        elif path.startswith("/api/action/"):
            status, result = self._act(path.rpartition("/")[2], sent, REPLIES.get(path))
            success = {"success": True, "result": result}
            self._send(status, "application/json", json.dumps(success if status == 200 else {"error": result}))
        else:
            self._send(200 if path in REPLIES else 404, "application/json", json.dumps(REPLIES.get(path, {})))

    def _act(self, action: str, sent: Json, reply: object) -> tuple[int, object]:
        """Carry out an action of CKAN and return status and result."""
        authorized = self.headers.get("Authorization") == TOKEN
        match action:
            case "package_search":
                return 200, {"count": len(self.datasets), "results": list(self.datasets.values())}
            case "package_show" if sent["id"] in self.datasets:
                return 200, self.datasets[sent["id"]]
            case "user_show" if authorized:
                return 200, {"name": "robot"}
            case "package_create" if authorized:
                number = f"11111111-2222-4333-8444-{len(self.datasets):012d}"
                return 200, self.datasets.setdefault(sent["name"], fake_ckan.create(sent, number))
            case "package_create":
                return 403, {"__type": "Authorization Error", "message": "Access denied"}
            case _ if reply is not None:
                return 200, reply
            case _:
                return 404, {"__type": "Not Found Error", "message": "Not found"}

    def _send(self, status: int, kind: str, text: str, **headers: str) -> None:
        body = text.encode()
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


if __name__ == "__main__":
    with ThreadingHTTPServer(("127.0.0.1", 0), CatalogHandler) as server:
        print(f"http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()
