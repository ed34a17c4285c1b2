"""Plain pages in French: the datasets of a sandbox, as a visitor of a catalogue would see them.

Values from manifests and people are shown as text and never as HTML: every value is escaped, and only addresses of the
web become links.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from publisher.sandbox.interface import Call, Kind, ShownDataset, ShownOrganization
from publisher.sandbox.store import Store

SOFTWARE: Final[Mapping[str, str]] = {"ckan": "CKAN", "udata": "udata"}
ABOUT: Final = "sandbox.json"
STYLE: Final = "sandbox.css"
_POLICY: Final = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def server_page(path: str, sites: Mapping[str, str], store: Store) -> Response:
    """Return a page outside the catalogues: the first page, the style, and the description of this server."""
    match path:
        case "":
            return _page("home.html", sites={name: SOFTWARE.get(kind, kind) for name, kind in sorted(sites.items())})
        case _ if path == STYLE:
            return Response(_style(), mimetype="text/css")
        case _ if path == ABOUT:
            return Response(json.dumps({"sandbox": str(store.file)}), mimetype="application/json")
        case _:
            raise NotFound


def catalog_page(call: Call, kind: Kind) -> Response | None:
    """Return a page of a catalogue; None where there is none."""
    parts = [part for part in call.path.split("/") if part]
    match parts:
        case []:
            return _page("catalog.html", name=call.database.catalog, organizations=kind.shown(call))
        case ["organization" | "organizations", name]:
            return _organization_page(call, _organization_named(kind.shown(call), name))
        case ["dataset" | "datasets", name]:
            datasets = (dataset for organization in kind.shown(call) for dataset in organization.datasets)
            return _dataset_page(call, next((dataset for dataset in datasets if dataset.name == name), None))
        case _:
            return None


def missing_page() -> Response:
    """Return the page for an address without a page."""
    page = _page("missing.html")
    page.status_code = 404
    return page


def _organization_named(organizations: Iterable[ShownOrganization], name: str) -> ShownOrganization | None:
    return next((organization for organization in organizations if organization.name == name), None)


def _organization_page(call: Call, organization: ShownOrganization | None) -> Response | None:
    return _page("organization.html", name=call.database.catalog, organization=organization) if organization else None


def _dataset_page(call: Call, dataset: ShownDataset | None) -> Response | None:
    return _page("dataset.html", name=call.database.catalog, dataset=dataset) if dataset else None


@cache
def _style() -> str:
    return files("publisher.sandbox").joinpath("templates", STYLE).read_text(encoding="utf-8")


def _page(template: str, **values: object) -> Response:
    page = Response(_templates().get_template(template).render(style=f"/{STYLE}", **values), mimetype="text/html")
    page.headers["Content-Security-Policy"] = _POLICY
    page.headers["X-Content-Type-Options"] = "nosniff"
    return page


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("publisher.sandbox"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["web_address"] = is_web_address
    return environment


def is_web_address(text: str) -> bool:
    """Return whether a page may link to an address: not to `javascript:` and the like."""
    return text.startswith(("https://", "http://"))
