"""When an entry of CKAN was last changed and by whom, and when its data were updated last."""

from collections.abc import Iterable
from datetime import datetime

from publisher.catalogs.ckan.api import ActionApi
from publisher.catalogs.documents import Document, list_of, table_of, text_of
from publisher.catalogs.moments import moment_of, moment_text
from publisher.model.drift import LastChange
from publisher.model.entry import Entry


class CkanEntryDates:
    """A part of the catalogue. See `publisher.catalogs.base.TellsChanges`."""

    api: ActionApi
    has_activities: bool = False
    """Whether the portal has the plug-in `activity`, without which it does not say who changed what."""

    def data_updated(self, entry: Entry) -> datetime | None:
        """Return when a file or an address was updated last, as far as CKAN or its author says it."""
        return max((moment for text in _dates(entry) if (moment := moment_of(text))), default=None)

    def last_change(self, entry: Entry) -> LastChange | None:
        """Return the last activity of an entry: one call. Where CKAN keeps none, the moment of the last write."""
        activities = self.api.documents("package_activity_list", id=entry.id, limit=1) if self.has_activities else []
        activity = next(iter(activities), {})
        at = moment_text(text_of(activity, "timestamp"))
        if at is not None:
            return LastChange(at, text_of(table_of(activity, "data"), "actor"))
        written = moment_text(text_of(entry.native, "metadata_modified"))
        return LastChange(written) if written else None


def _dates(entry: Entry) -> Iterable[str | None]:
    for document in list_of(entry.native, "resources"):
        yield text_of(document, "last_modified")
    for resource in entry.resources:
        yield resource.content.modified if isinstance(resource.content.modified, str) else None


def plugins_in(status: Document) -> list[object]:
    """Return the plug-ins that a CKAN says it has."""
    plugins = status.get("extensions")
    return plugins if isinstance(plugins, list) else []
