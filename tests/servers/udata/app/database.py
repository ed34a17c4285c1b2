"""The changes to udata itself; there are no others."""

from __future__ import annotations

import re
import threading
import time
from typing import Any

from mongoengine.connection import get_db
from mongoengine.queryset.base import BaseQuerySet

OF_TESTS = "essai-"
"""The start of the slug of an organization that a test creates (`tests/live/udata_portal.py`)."""


def without_text_search() -> None:
    """Replace text search, which the database in memory lacks.

    `?q=` then finds titles that contain every word, in no order of relevance.
    """
    ordered = BaseQuerySet._get_order_by

    def search_text(self: Any, text: str, language: str | None = None, text_score: bool = True) -> Any:
        words = [word for word in re.split(r'["\s]+', text) if word]
        parts = [{"title": {"$regex": re.escape(word), "$options": "i"}} for word in words]
        return self.filter(__raw__={"$and": parts}) if parts else self

    def order_by(self: Any, keys: Any) -> Any:
        return [key for key in ordered(self, keys) if not isinstance(key[1], dict)]

    BaseQuerySet.search_text = search_text
    BaseQuerySet._get_order_by = order_by


def without_counting() -> None:
    """Switch off the counts of datasets, which the tests do not use.

    udata counts an organization's datasets again at each write, which takes most of the time of a write in this
    database: 2.8 instead of 31 creations a second with 300 datasets.
    """
    from udata.models import Organization, User

    Organization.count_datasets = User.count_datasets = lambda self: None


def with_purges(alone: threading.Lock, seconds: float = 3) -> None:
    """Remove the deleted organizations of tests with all their datasets, every few seconds; udata does so at night.

    At each call udata loads every organization that the caller was ever a member of, and each test creates one.
    """

    def purge() -> None:
        while True:
            time.sleep(seconds)
            with alone:
                _purge(_deleted())

    threading.Thread(target=purge, daemon=True).start()


def _deleted() -> list[object]:
    """Return the ids of the organizations that a test's teardown has deleted; no test reads them again."""
    organizations = get_db()["organization"].find(
        {"slug": {"$regex": f"^{OF_TESTS}"}, "deleted": {"$ne": None}}, {"_id": 1}
    )
    return [organization["_id"] for organization in organizations]


def _purge(gone: list[object]) -> None:
    for name, field in (("dataset", "organization"), ("contact_point", "organization"), ("organization", "_id")):
        get_db()[name].delete_many({field: {"$in": gone}})
