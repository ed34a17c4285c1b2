"""The groups of one CKAN: which it has, and which our account may use."""

import re
from collections.abc import Collection, Mapping
from threading import Lock
from typing import Final

from publisher.catalogs.ckan.api import ActionApi
from publisher.catalogs.ckan.groups import NO_GROUPS
from publisher.catalogs.documents import Document, list_of
from publisher.catalogs.errors import Denied, NotFound
from publisher.model.entry import Entry

KEEPS_UNSENT: Final = (2, 12)
"""The first CKAN that leaves an entry in groups that are not sent (`package_membership_list_save`)."""


class PortalGroups:
    """What is known of the groups of a portal."""

    def __init__(self, api: ActionApi) -> None:
        self.api = api
        self.known: frozenset[str] | None = None
        """Names of the groups that it has; None while they are not known."""
        self.keeps_unsent = False
        """Whether a write without groups leaves an entry in all of its groups."""
        self._usable: Mapping[str, str] | None = None
        self._asking = Lock()

    def listed(self, named: Collection[str]) -> list[str] | None:
        """Ask for the names of the groups; None where the portal does not list them. One call.

        `named`: the groups that manifests name: one call more for each that is not listed, since a server may cap the
        list.
        """
        try:
            reply = self.api.read("group_list")
        except (NotFound, Denied):
            return None
        if not isinstance(reply, list):
            return None
        names = {str(name) for name in reply}
        return sorted(names | {name for name in named if name not in names and self._exists(name)})

    def learn(self, listed: object, software: str) -> None:
        """Use a list that was asked for, perhaps long ago. `software`: such as `CKAN 2.12.0`."""
        self.known = _names(listed)
        version = re.match(r"CKAN (\d+)\.(\d+)", software)
        self.keeps_unsent = version is not None and (int(version[1]), int(version[2])) >= KEEPS_UNSENT

    def _exists(self, name: str) -> bool:
        reply = self._show(name)
        return reply.get("name") == name and reply.get("state") == "active"

    def _is_active(self, group_id: str) -> bool:
        return self._show(group_id).get("state") == "active"

    def _show(self, name: str) -> Document:
        """Return a group, by its name or its id; an empty document where there is none."""
        try:
            return self.api.document("group_show", id=name, include_users=False)
        except (NotFound, Denied):
            return {}

    def usable(self) -> Mapping[str, str]:
        """Return the groups that our account may put entries into, and take them off: names by id.

        One call, the first time.
        """
        with self._asking:
            if self._usable is None:
                documents = self.api.documents("group_list_authz")
                self._usable = {self.api.text(item, "id"): self.api.text(item, "name") for item in documents}
            return self._usable

    def patterns_to_keep(self, entry: Entry) -> tuple[str, ...]:
        """Return the patterns for `filter` of `package_revise` by which a write leaves the groups of an entry alone.

        CKAN 2.12 keeps groups that are not sent. Former ones take the entry off each that our account may use, and all
        refuse those that it may not use: there the entry is sent with the former alone, as the server has them then.
        """
        if self.keeps_unsent or not list_of(entry.native, "groups"):
            return (NO_GROUPS,)
        return (*(f"+groups__{group_id}" for group_id in sorted(self.usable())), "-groups__*")

    def unusable(self, names: Collection[str], entry: Entry | None) -> frozenset[str]:
        """Return those of these groups that our account may not use; the list is then asked for anew.

        A group that the entry is in counts by its id: the search index may have a former name of it. One that was
        deleted meanwhile is in nobody's way: the index has it until the entry is touched, and CKAN then lets go of it.
        """
        usable, present = self.usable(), list_of(entry.native, "groups") if entry else []
        ids = {str(document.get("name")): document.get("id") for document in present}
        unusable = frozenset(name for name in names if name not in usable.values() and ids.get(name) not in usable)
        if unusable:  # one may be gone since the list was asked for
            self.known = _names(self.listed(unusable))
        return frozenset(name for name in unusable if name not in ids or self._is_active(str(ids[name])))


def _names(listed: object) -> frozenset[str] | None:
    return frozenset(map(str, listed)) if isinstance(listed, list) else None
