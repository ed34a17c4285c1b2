"""Downloads of hosted files: an uploaded file must not run as a page of the catalogue."""

from typing import Final

from werkzeug.exceptions import Forbidden, InternalServerError, NotFound
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from publisher.sandbox.ckan.datasets import package_show
from publisher.sandbox.ckan.licenses_and_formats import guessed_type
from publisher.sandbox.ckan.refusals import Denied, Missing
from publisher.sandbox.ckan.resources import resource_show
from publisher.sandbox.ckan.session import Session
from publisher.sandbox.documents import text_of
from publisher.sandbox.hosted_files import hosted
from publisher.sandbox.store import Document

INERT: Final = frozenset({"text/csv", "text/plain", "application/json", "application/geo+json", "application/pdf"})
"""Types of files that a browser may show: it runs nothing that is in them."""


def download(session: Session, package_id: str, resource_id: str, name: str) -> Response:
    """Return the bytes of a hosted file, or a redirection to a resource's address."""
    try:
        resource = resource_show(session, {"id": resource_id})
        package_show(session, {"id": package_id})
    except Missing:
        raise NotFound from None
    except Denied:
        raise Forbidden from None
    if resource["url_type"] == "upload":
        return _hosted_file(session, resource, name)
    return redirect(text_of(resource, "url"))


def _hosted_file(session: Session, resource: Document, name: str) -> Response:
    if session.database.get("file", str(resource["id"])) is None:
        raise InternalServerError  # CKAN fails where the file of a hosted resource is missing
    kind = text_of(resource, "mimetype") or guessed_type(name) or "application/octet-stream"
    return hosted(session.database.bytes_of(str(resource["id"])), kind, name, INERT)
