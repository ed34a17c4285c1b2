"""What a catalogue may lose of a manifest, kind by kind: the plan says each, and nothing else goes missing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tests.live.both import CKAN, UDATA
from tests.live.portal import Json


@dataclass(frozen=True)
class Loss:
    """A kind of loss."""

    catalog: str
    path: str
    """Pattern of the field."""
    what: str
    """Pattern of what the plan says of it."""
    reason: str


LOSSES = (
    Loss(CKAN, "keywords", "“.*” becomes “.*”", "a tag has letters, digits, blanks, hyphens and points alone"),
    Loss(CKAN, "keywords", "“.*” cannot be a keyword there .*", "a tag has 2 to 100 characters"),
    Loss(CKAN, "spatial", "only the first zone is kept; lost: .*", "`spatial_uri` is one address"),
    Loss(CKAN, "license", "the catalogue does not know the licence .*", "its list of licences is its own"),
    Loss(UDATA, "keywords", "“.*” cannot be a keyword there .*", "a tag is a slug of 3 to 96 letters"),
    Loss(UDATA, "keywords", "“.*” is the portal's own mark: it is set there", "the mark of high-value data"),
    Loss(UDATA, "license", "the portal does not know “.*”: left as it is there", "its list of licences is its own"),
    Loss(UDATA, "spatial", "the portal does not know “.*”: left as it is there", "its list of zones is its own"),
    Loss(
        UDATA, "contact", "a contact without an e-mail address cannot be kept there", "a contact point has an address"
    ),
    Loss(UDATA, "contact", "a contact whose name holds a web address cannot be kept there", "a name is no address"),
    Loss(UDATA, r"resources\.[^.]*\.mime", "a file's MIME type is told by its name there: .*", "the server says it"),
    Loss(UDATA, r"extras\..*", "the portal keeps this name for itself", "names that udata drops"),
    Loss(
        UDATA, r"resources\.[^.]*\.format", "a file's format is told by its name there: .*", "the server says it itself"
    ),
    Loss(
        UDATA, r"resources\.[^.]*\.schema", "the portal does not know “.*”: left as it is there", "its list of schemas"
    ),
)

_PATHS = {
    "tags": "keywords", "contact_points": "contact", "spatial.zones": "spatial", "conforms_to": "schema",
    "license_id": "license", "mimetype": "mime",
}  # fmt: skip
"""What the independent check calls a field, where the plan has another name."""


def undeclared(kind: str, losses: Iterable[Json]) -> list[Json]:
    """Losses of a plan that are of no kind that is known."""
    return [one for one in losses if not any(_is(known, kind, one) for known in LOSSES)]


def _is(known: Loss, kind: str, said: Json) -> bool:
    patterns = ((known.path, said["path"]), (known.what, said["what"]))
    return known.catalog == kind and all(re.fullmatch(pattern, text, re.DOTALL) for pattern, text in patterns)


def path_of(where: str, name: str) -> tuple[str, str]:
    """The key of a dataset, and the path by which a plan names what the independent check names so."""
    key, _hash, resource = where.partition("#")
    field = _PATHS.get(name, name)
    field = f"extras.{field.removeprefix('extra:')}" if field.startswith("extra:") else field
    return key, f"resources.{resource}.{field}" if resource else field
