"""The interface of a kind of catalogue in the sandbox, and the values that it works with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from werkzeug.wrappers import Request, Response

from publisher.sandbox.seed import Seed
from publisher.sandbox.store import Database


@dataclass(frozen=True)
class Call:
    """One request to one catalogue, within one transaction: an exception undoes its writes."""

    request: Request
    path: str
    """The path within the catalogue, such as `api/3/action/package_show`, without a slash before it."""
    database: Database
    url: str
    """The catalogue's own address, as the caller reached it; without a slash behind it."""
    now: datetime
    """The time of this call, UTC, to the microsecond; later than that of every earlier call."""


@dataclass(frozen=True)
class ShownResource:
    """A resource as a page shows it."""

    title: str
    description: str
    address: str
    facts: Mapping[str, str]
    """Label in French: text."""


@dataclass(frozen=True)
class ShownDataset:
    """A dataset as a page shows it."""

    name: str
    """The part of its page's address."""
    title: str
    description: str
    organization: str
    """Title of the organization."""
    organization_name: str
    hidden: str
    """In French, why the public does not see it; empty where it is public."""
    keywords: tuple[str, ...]
    facts: Mapping[str, str]
    """Label in French: text."""
    resources: tuple[ShownResource, ...]


@dataclass(frozen=True)
class ShownOrganization:
    """An organization as a page shows it."""

    name: str
    title: str
    datasets: tuple[ShownDataset, ...]
    """Without deleted ones."""


class Kind(Protocol):
    """A kind of catalogue, as the sandbox serves it."""

    def seed(self, database: Database, seed: Seed) -> None:
        """Add the objects of a seed that do not exist yet."""

    def answer(self, call: Call) -> Response | None:
        """Answer a call of the API or for a file; None where the path is neither."""

    def shown(self, call: Call) -> tuple[ShownOrganization, ...]:
        """Return every organization with its datasets, for the pages, in the order of their titles."""
