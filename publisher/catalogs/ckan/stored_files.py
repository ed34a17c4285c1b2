"""The files that CKAN keeps, as the document of a resource tells them. Pure."""

from collections.abc import Mapping

from publisher.catalogs.documents import text_of
from publisher.model.values import File


def is_hosted(document: Mapping[str, object]) -> bool:
    """Return whether CKAN keeps the bytes of the resource itself."""
    return document.get("url_type") == "upload"


def stored_file(document: Mapping[str, object]) -> File:
    """Return what tells the bytes that CKAN keeps. Anybody may write `hash`; CKAN alone sets the upload's moment."""
    size = document.get("size")
    modified = text_of(document, "last_modified") or ""
    return File(size if isinstance(size, int) else None, f"modified:{modified}")
