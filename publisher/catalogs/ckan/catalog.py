"""CKAN as a catalogue: which calls are made, and in which order."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Any, Final, cast

from ckanapi.errors import NotFound

from publisher.catalogs.base import Needs
from publisher.catalogs.ckan.api import ActionApi
from publisher.catalogs.ckan.project import lint, project
from publisher.catalogs.ckan.wire import NotADataset, decode, encode_creation, encode_edit, encode_upload
from publisher.catalogs.ckan.words import dataset_name
from publisher.catalogs.errors import Denied, Moved, Taken, Unreachable
from publisher.catalogs.token import unknown_token
from publisher.catalogs.transport import Transport
from publisher.catalogs.vocabulary_cache import Cache
from publisher.model.dataset import Held, Slot
from publisher.model.entry import Access, Entry, Found, Hidden
from publisher.model.files import Measured
from publisher.model.findings import Finding
from publisher.model.manifest import CatalogConfig
from publisher.model.marker import REPOSITORY_KEY
from publisher.model.messages import message
from publisher.model.names import CatalogName, Repository
from publisher.model.plan import Creation, Edit
from publisher.model.traits import Traits
from publisher.model.wanted import Projection, Wanted

PAGE: Final = 1000
"""CKAN's default ceiling (ckan.search.rows_max); a lower one caps silently, so pages are counted by what came."""


class CkanCatalog:
    """See `publisher.catalogs.base.Catalog`."""

    def __init__(self, config: CatalogConfig, transport: Transport, token: str | None) -> None:
        self.config = config
        self.transport = transport
        self.token = token
        self.api = ActionApi(transport, token, config.token_env)

    @property
    def name(self) -> CatalogName:
        """Its name in `catalogs.yml`."""
        return self.config.name

    @property
    def calls(self) -> int:
        """HTTP calls made so far."""
        return self.transport.session.calls

    # ---- reading

    def check(self, needs: Needs, cache: Cache) -> Access:
        """Who answers, who we are, where we may write. A bad token reads as anonymous: so it is asked first."""
        user = self._user() if self.token else None
        writable = self._writable() if self.token else frozenset()
        missing = [name for name in sorted(needs.organizations) if name not in writable]
        facts = cache.get(self.name, self.transport.url, self._facts)
        return Access(
            catalog=self.name,
            software=str(facts["software"]),
            user=user,
            writable=writable,
            organizations=writable | self._existing(missing),
            licenses=frozenset(cast("list[str]", facts["licenses"])),
        )

    def _user(self) -> str:
        try:
            return self.api.text(self.api.document("user_show"), "name")
        except (NotFound, Denied) as error:
            raise unknown_token(self.name, self.transport.url, self.api.token_env) from error

    def _writable(self) -> frozenset[str]:
        found = self.api.documents("organization_list_for_user", permission="create_dataset")
        return frozenset(self.api.text(one, part) for one in found for part in ("id", "name"))

    def _existing(self, names: Collection[str]) -> frozenset[str]:
        """Which of these organizations exist. One call, and one more for each that is not listed by its name."""
        if not names:
            return frozenset()
        found = self.api.read("organization_list")
        listed = {str(name) for name in found} if isinstance(found, list) else set()
        return frozenset(name for name in names if name in listed or self._organization_exists(name))

    def _organization_exists(self, name: str) -> bool:
        try:
            self.api.read("organization_show", id=name, include_users=False, include_groups=False)
        except (NotFound, Denied):
            return False
        return True

    def _facts(self) -> dict[str, object]:
        """What changes rarely: the version, the licences."""
        status = self.api.document("status_show")
        licenses = self.api.documents("license_list")
        version = status.get("ckan_version", "?")
        return {"software": f"CKAN {version}", "licenses": sorted(self.api.text(one, "id") for one in licenses)}

    def observe(self, organizations: Collection[str]) -> tuple[Entry, ...]:
        """Read all entries of these organizations: one call for each thousand."""
        if not organizations:
            return ()
        names = " OR ".join(f'"{name}"' for name in sorted(organizations))
        # In parentheses: CKAN adds conditions of its own, beside which a bare OR would filter nothing.
        return self._search(f"(organization:({names}) OR owner_org:({names}))")

    def elsewhere(self, repository: Repository, organizations: Collection[str]) -> tuple[Entry, ...]:
        """Every entry with this repository's marker, wherever it is now: CKAN finds an extra by its value."""
        return self._search(f'{REPOSITORY_KEY}:"{_quoted(repository)}"')

    def _search(self, condition: str) -> tuple[Entry, ...]:
        query: dict[str, Any] = {"fq": condition, "sort": "name asc", "rows": PAGE}
        if self.token:
            query |= {"include_private": True, "include_drafts": True}
        entries: list[Entry] = []
        while True:
            page = self.api.document("package_search", **query, start=len(entries))
            found = self.api.as_documents(page.get("results"))
            entries.extend(self._decode(document) for document in found)
            count = page.get("count")
            if not found or not isinstance(count, int) or len(entries) >= count:
                return tuple(entries)

    def find(self, wanted: Wanted) -> Found:
        """Look at the entry that the manifest names, our name, those of former keys: deleted ones are found too."""
        names = [dataset_name(key, wanted.slug) for key in (wanted.key, *wanted.previously)]
        for name in (*([wanted.entry] if wanted.entry else []), *names):
            found = self._show(name)
            if found is not None:
                return found
        return None

    def reread(self, entry: Entry) -> Entry | None:
        """Read an entry again by its id: the search index may be late, this is the truth."""
        found = self._show(entry.id)
        return found if isinstance(found, Entry) else None

    def _show(self, name: str) -> Found:
        try:
            return self._decode(self.api.read("package_show", id=name))
        except NotFound:
            return None
        except Denied:
            return Hidden(name)

    # ---- writing

    def create(self, creation: Creation) -> Entry:
        """One call: the whole entry with its marker."""
        name = dataset_name(creation.wanted.key, creation.wanted.slug)
        try:
            return self._decode(self.api.write("package_create", encode_creation(creation, name)))
        except Taken as error:
            raise self._taken(creation) or error from error

    def _taken(self, creation: Creation) -> Taken | None:
        """Who holds the ids of our resources, where that is another entry than the one under our name."""
        for slot in creation.slots:
            try:
                holder = self._show(self.api.text(self.api.document("resource_show", id=slot.remote), "package_id"))
            except (NotFound, Denied):
                continue
            if isinstance(holder, Entry) and holder.name != dataset_name(creation.wanted.key, creation.wanted.slug):
                what = message("its resources are those of {address}, renamed or deleted there", address=holder.address)
                fix = message("Restore or rename that entry in the catalogue, then run the command again.")
                return Taken(self.name, what, fix)
        return None

    def update(self, edit: Edit, *, just_read: bool = False) -> Entry:
        """One call, which CKAN refuses when the entry has moved since it was read.

        CKAN 2.10 and 2.11 move an entry's moment also at a write that changes nothing, and their search index does not
        learn of it: then the entry is looked at, and where it is what was read, it is changed on the moment it has now.
        """
        try:
            return self._revise(edit)
        except Moved:
            now = self.reread(edit.entry)
            if now is None or replace(now, revision=edit.entry.revision) != edit.entry:
                raise
            return self._revise(replace(edit, entry=now))

    def _revise(self, edit: Edit) -> Entry:
        try:
            reply = self.api.as_document(self.api.write("package_revise", encode_edit(edit)))
        except NotFound as error:
            raise Moved(self.name, message("the entry no longer exists")) from error
        return self._decode(reply.get("package"))

    def upload(self, entry: Entry, slot: Slot, data: Measured) -> Entry:
        """One call, which CKAN refuses when the entry has moved. The bytes are streamed from the disk."""
        with data.path.open("rb") as file:
            try:
                reply = self.api.as_document(self.api.send("package_revise", encode_upload(entry, slot, data), file))
            except NotFound as error:
                raise Moved(self.name, message("the entry no longer exists")) from error
        return self._decode(reply.get("package"))

    def fetch(self, held: Held) -> Iterator[bytes]:
        """The bytes of a hosted file; with the token, since a private one is shown to nobody else."""
        headers = {"Authorization": self.token} if self.token else {}
        return self.transport.stream(held.address or "", headers)

    def discard(self, entry: Entry) -> None:
        """CKAN's names are unique: it has no twins to remove."""
        raise TypeError(entry.id)

    def _decode(self, document: object) -> Entry:
        try:
            return decode(document, self.name, self.transport.url, self.config.foreign)
        except NotADataset as error:
            what = message("{url} gives an answer that is not a CKAN dataset", url=self.transport.url)
            raise Unreachable(self.name, what) from error

    # ---- pure

    @property
    def traits(self) -> Traits:
        """CKAN refuses a second entry of a name, and takes resource ids from us."""
        return Traits(unique_names=True, takes_ids=True, switches=True)

    def name_for(self, wanted: Wanted) -> str | None:
        """CKAN's names are unique, and ours to choose."""
        return dataset_name(wanted.key, wanted.slug)

    def project(self, wanted: Wanted, access: Access) -> Projection:
        """What CKAN will hold."""
        return project(wanted.content, access)

    def lint(self, wanted: Iterable[Wanted]) -> tuple[Finding, ...]:
        """What CKAN could never take."""
        return lint(wanted)


def _quoted(text: str) -> str:
    """A text as a phrase of a query holds it."""
    return text.replace("\\", "\\\\").replace('"', '\\"')
