"""The values that a catalogue may lose, kind by kind: the plan announces each, and nothing else is lost."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tests.live.portal import Json
from tests.live.two_catalogs import CKAN, UDATA


@dataclass(frozen=True)
class Loss:
    """A kind of loss."""

    catalog: str
    path: str
    """Pattern of the field."""
    message: str
    """Pattern of the plan's message."""
    reason: str
    unforeseen: bool = False
    """Whether only the server knows the remaining value; for other losses, the independent check knows it."""


LOSSES = (
    Loss(CKAN, "keywords", "“.*” becomes “.*”", "a tag has letters, digits, blanks, hyphens and points alone"),
    Loss(CKAN, "keywords", "“.*” cannot be a keyword in this catalogue .*", "a tag has 2 to 100 characters"),
    Loss(CKAN, "spatial", "only the first zone is kept; lost: .*", "`spatial_uri` is one address"),
    Loss(CKAN, "spatial", "no public vocabulary has a URI for .*", "INSEE's URIs of such bodies hold no code"),
    Loss(CKAN, "language", "the European list has no URI for the language .*", "it has not every language"),
    Loss(CKAN, "license", "no address is known for the licence .*", "it stands for several"),
    Loss(
        CKAN,
        "license",
        "the catalogue does not know the licence .*",
        "its list of licences is its own",
        unforeseen=True,
    ),
    Loss(UDATA, "keywords", "“.*” cannot be a keyword in this catalogue .*", "a tag is a slug of 3 to 96 letters"),
    Loss(UDATA, "keywords", "“.*” marks high-value data .*", "the mark of high-value data"),
    Loss(UDATA, "keywords", "beside `hvd:` the keyword “.*” would mark .*", "the tag of another category"),
    Loss(
        UDATA,
        "license",
        "the catalogue does not know “.*”: its present value is kept",
        "its list of licences is its own",
        unforeseen=True,
    ),
    Loss(
        UDATA,
        "license",
        "this catalogue keeps a licence for open data alone, see `access:`",
        "its model erases it, also beside an access that the manifest leaves to the portal",
        unforeseen=True,
    ),
    Loss(
        UDATA,
        "spatial",
        "the catalogue does not know “.*”: its present value is kept",
        "its list of zones is its own",
        unforeseen=True,
    ),
    Loss(
        UDATA,
        "granularity",
        "the catalogue does not know “.*”: its present value is kept",
        "its list of levels is its own",
        unforeseen=True,
    ),
    Loss(UDATA, "groups", "this catalogue has no groups", "they are CKAN's"),
    Loss(
        UDATA,
        "contact",
        "a contact without an e-mail address or a form cannot be stored in this catalogue",
        "a contact point has an address or a form",
        unforeseen=True,
    ),
    Loss(
        UDATA,
        "contact",
        "a contact whose name contains a web address cannot be stored in this catalogue",
        "a name is no address",
        unforeseen=True,
    ),
    Loss(
        UDATA,
        "contacts",
        "the contact “.*” is not kept: .*",
        "as the contact; and one of its role is beside the contact alone",
        unforeseen=True,
    ),
    Loss(CKAN, "contacts", "only the first contact of the roles .* is kept; lost: .*", "as DCAT exports them"),
    Loss(
        UDATA,
        r"resources\.[^.]*\.mime",
        "this catalogue derives the MIME type of a file from its name: .*",
        "the server says it",
    ),
    Loss(
        UDATA,
        r"(resources\.[^.]*\.)?extras\..*",
        "this name is reserved by the catalogue",
        "names that udata drops",
        unforeseen=True,
    ),
    Loss(
        UDATA,
        r"resources\.[^.]*\.format",
        "this catalogue derives the format of a file from its name: .*",
        "the server says it itself",
    ),
    Loss(
        UDATA,
        r"resources\.[^.]*\.schema",
        "the catalogue does not know “.*”: its present value is kept",
        "its list of schemas",
        unforeseen=True,
    ),
)

_PATHS = {
    "tags": "keywords", "contact_points": "contact", "spatial.zones": "spatial", "spatial.granularity": "granularity",
    "conforms_to": "schema",
    "license_id": "license", "mimetype": "mime",
}  # fmt: skip
"""The independent check's name of a field, where the plan has another name."""


def undeclared(kind: str, losses: Iterable[Json]) -> list[Json]:
    """Return the losses of a plan that match no declared loss."""
    return [loss for loss in losses if not any(_is(declared, kind, loss) for declared in LOSSES)]


def left_to_the_server(kind: str, losses: Iterable[Json]) -> set[tuple[str, str]]:
    """Return the keys and paths of the fields whose remaining value only the server knows."""
    return {
        (loss["key"], loss["path"])
        for loss in losses
        for declared in LOSSES
        if declared.unforeseen and _is(declared, kind, loss)
    }


def _is(declared: Loss, kind: str, loss: Json) -> bool:
    patterns = ((declared.path, loss["path"]), (declared.message, loss["what"]))
    return declared.catalog == kind and all(re.fullmatch(pattern, text, re.DOTALL) for pattern, text in patterns)


def path_of(where: str, name: str) -> tuple[str, str]:
    """Return the key of a dataset, and the path in a plan of a field that the independent check reports."""
    key, _hash, resource = where.partition("#")
    field = _PATHS.get(name, name)
    field = f"extras.{field.removeprefix('extra:')}" if field.startswith("extra:") else field
    return key, f"resources.{resource}.{field}" if resource else field
