"""A small CKAN: the actions that publishers call, and the files that it hosts.

It behaves as CKAN 2.12, without the actions that no publisher calls, and without facets and relevance in searches,
images, followers, collaborators, vocabularies of tags, and the limit of a file's size. Two differences are on purpose:
hosted files that a browser could run are sent as downloads, and the error of an unreadable search is shorter.
"""

from werkzeug.wrappers import Response

from publisher.sandbox.ckan.api import answer_action, version
from publisher.sandbox.ckan.downloads import download
from publisher.sandbox.ckan.pages import organizations
from publisher.sandbox.ckan.seeding import put_seed
from publisher.sandbox.ckan.session import session_of
from publisher.sandbox.interface import Call, ShownOrganization
from publisher.sandbox.seed import Seed
from publisher.sandbox.store import Database


class Ckan:
    """See `publisher.sandbox.interface.Kind`."""

    def seed(self, database: Database, seed: Seed) -> None:
        """Add the objects of a seed that do not exist yet."""
        put_seed(database, seed)

    def answer(self, call: Call) -> Response | None:
        """Answer a call of the API or for a file; None where the path is neither."""
        match [part for part in call.path.split("/") if part]:
            case ["api"] | ["api", "3"]:
                return version()
            case ["api", "action", name] | ["api", "3", "action", name]:
                return answer_action(session_of(call), call.request, name)
            case ["dataset", package_id, "resource", resource_id, "download", *name]:
                return download(session_of(call), package_id, resource_id, "".join(name[:1]))
            case _:
                return None

    def shown(self, call: Call) -> tuple[ShownOrganization, ...]:
        """Return every organization with its datasets, for the pages, in the order of their titles."""
        return organizations(session_of(call))
