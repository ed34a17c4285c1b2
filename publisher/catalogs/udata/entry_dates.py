"""When an entry of udata was last changed and by whom, and when its data were updated last."""

from datetime import datetime

from publisher.catalogs.documents import Document, list_of, table_of, text_of
from publisher.catalogs.errors import NotFound
from publisher.catalogs.moments import moment_text
from publisher.catalogs.udata.api import RestApi
from publisher.catalogs.udata.quality import data_updated
from publisher.model.drift import LastChange
from publisher.model.entry import Entry

MASK = "data{actor,created_at}"
"""`X-Fields` of a list of activities. udata 17.18 refuses one that names parts of the actor."""


class UdataEntryDates:
    """A part of the catalogue. See `publisher.catalogs.base.TellsChanges`."""

    api: RestApi

    def data_updated(self, entry: Entry) -> datetime | None:
        """Return when the data of an entry were updated last, as udata counts it."""
        return data_updated(entry.native)

    def last_change(self, entry: Entry) -> LastChange | None:
        """Return the last activity of an entry: one call. Where udata lists none, the moment of the last write."""
        activity = self._last_activity(entry)
        actor = table_of(activity, "actor")
        names = (text_of(actor, key) for key in ("first_name", "last_name"))
        at = moment_text(text_of(activity, "created_at"))
        if at is not None:
            return LastChange(at, " ".join(name for name in names if name) or None)
        written = moment_text(text_of(table_of(entry.native, "internal"), "last_modified_internal"))
        return LastChange(written) if written else None

    def _last_activity(self, entry: Entry) -> Document:
        """Return the last activity; an empty document where udata lists none, or has no such list."""
        try:
            page = self.api.document(f"activity/?related_to={entry.id}&page_size=1", mask=MASK)
        except NotFound:
            return {}
        return next(iter(list_of(page, "data")), {})
