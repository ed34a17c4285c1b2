"""udata as a catalogue: which calls are made, and in which order."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count
from threading import Lock
from typing import Final

from publisher.catalogs.base import Needs
from publisher.catalogs.documents import Document, NotADataset
from publisher.catalogs.errors import EntryChanged, NotFound, Refused, Unreachable
from publisher.catalogs.transport import Transport
from publisher.catalogs.udata.api import RestApi
from publisher.catalogs.udata.fields import CONTACT
from publisher.catalogs.udata.forms import forms
from publisher.catalogs.udata.project import lint, project
from publisher.catalogs.udata.wire import DATASET_MASK, PAGE_MASK, decode, encode_creation, encode_edit
from publisher.catalogs.vocabulary_cache import Cache
from publisher.model.dataset import Dataset, RemoteResource, ResourceWrite
from publisher.model.desired import DesiredDataset, Projection
from publisher.model.entry import Access, Entry, LookupResult
from publisher.model.files import MeasuredFile
from publisher.model.findings import Finding
from publisher.model.manifest import CatalogConfig
from publisher.model.messages import message
from publisher.model.names import CatalogName, Repository
from publisher.model.plan import EntryCreation, EntryEdit
from publisher.model.traits import Traits
from publisher.model.values import UNMANAGED, Contact

PAGE: Final = 500
"""udata has no ceiling of its own; a proxy's patience with a long reply may."""


class UdataCatalog:
    """See `publisher.catalogs.base.Catalog`."""

    def __init__(self, config: CatalogConfig, transport: Transport, token: str | None) -> None:
        self.config = config
        self.transport = transport
        self.token = token
        self.api = RestApi(transport, token, config.token_env)
        self._organizations: dict[str, str] = {}
        self._slugs: frozenset[str] = frozenset()
        """Those we are a member of."""
        self._contacts: dict[tuple[str, Contact], str] = {}
        self._read_ahead: dict[str, list[Document]] = {}
        self._lock = Lock()

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
        """Who answers, who we are, where we may write, and which words the server knows."""
        me = self.api.as_document(self.api.get_always_there("me/")) if self.token else {}
        if self.token and not isinstance(me.get("slug"), str):
            raise self.api.unexpected_answer("me/")
        mine = {str(one.get("slug")): one for one in self._listed(me.get("organizations"))}
        self._slugs = frozenset(mine)
        self._organizations |= {slug: str(one.get("id")) for slug, one in mine.items()}
        known = frozenset(mine) | frozenset(self._organizations.values())
        facts = cache.get(self.name, self.transport.url, self._facts)
        return Access(
            catalog=self.name,
            software=str(facts["software"]),
            user=str(me.get("slug")) if me else None,
            organizations=known | frozenset(name for name in needs.organizations - known if self._exists(name)),
            writable=frozenset(part for slug, one in mine.items() if _may_edit(one) for part in (slug, str(one["id"]))),
            licenses=_words(facts["licenses"]),
            frequencies=_words(facts["frequencies"]),
            schemas=_versions(facts["schemas"]),
            zones=self._zones(needs.zones, cache),
        )

    def _exists(self, name: str) -> bool:
        """Whether an organization exists: its entries are read, and kept for the bulk read that follows."""
        try:
            self._read_ahead[name] = self._entries_of(name)
        except NotFound:
            return False
        return True

    def _facts(self) -> dict[str, object]:
        """What changes rarely: the version, the words."""
        site = self.api.as_document(self.api.get_always_there("site/"))
        schemas = self.api.documents("datasets/schemas/")
        return {
            "software": f"udata {site.get('version') or ''}".strip(),
            "licenses": [str(one.get("id")) for one in self.api.documents("datasets/licenses/")],
            "frequencies": [str(one.get("id")) for one in self.api.documents("datasets/frequencies/")],
            "schemas": {str(one.get("name")): [str(v.get("version_name")) for v in self._listed(one.get("versions"))]
                        for one in schemas},
        }  # fmt: skip

    def _zones(self, desired: Collection[str], cache: Cache) -> frozenset[str]:
        """Those of the zones that the server knows: it has too many to list. Each is asked for once a day."""
        bare = {zone.partition("@")[0] for zone in desired}
        facts = cache.get(CatalogName(f"{self.name}.zones"), self.transport.url, dict)
        known = {zone: bool(facts[zone]) for zone in bare if zone in facts}
        asked = {zone: self._zone_exists(zone) for zone in sorted(bare - set(known))}
        if asked:
            cache.put(CatalogName(f"{self.name}.zones"), self.transport.url, {**facts, **asked})
        return frozenset(zone for zone, exists in (known | asked).items() if exists)

    def _zone_exists(self, zone: str) -> bool:
        try:
            self.api.document(f"spatial/zone/{zone}/", mask="id")
        except NotFound:
            return False
        return True

    def observe(self, organizations: Collection[str]) -> tuple[Entry, ...]:
        """Read all entries of these organizations, deleted and archived ones included: one call for each."""
        if not organizations:
            return ()
        with ThreadPoolExecutor(self.config.concurrency) as pool:
            found = pool.map(self._entries, sorted(organizations))
            return tuple(self._decode(document) for documents in found for document in documents)

    def entries_in_other_organizations(
        self, repository: Repository, organizations: Collection[str]
    ) -> tuple[Entry, ...]:
        """Read the entries of all our organizations, without deleted ones: one call, if we have others than these."""
        if not self._slugs - set(organizations):
            return ()
        found = self.api.get("me/org_datasets/", mask=DATASET_MASK)
        return tuple(self._decode(document) for document in self.api.as_documents(found))

    def _entries(self, organization: str) -> list[Document]:
        if organization in self._read_ahead:
            return self._read_ahead.pop(organization)
        try:
            return self._entries_of(organization)
        except NotFound:
            return []

    def _entries_of(self, organization: str) -> list[Document]:
        found: list[Document] = []
        for number in count(1):
            path = f"organizations/{organization}/datasets/?page_size={PAGE}&page={number}"
            page = self.api.document(path, mask=PAGE_MASK)
            found.extend(self.api.as_documents(page.get("data")))
            if not page.get("next_page"):
                break
        return found

    def _listed(self, found: object) -> list[Document]:
        return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []

    def look_up(self, desired: DesiredDataset) -> LookupResult:
        """Look for the entry with a dataset's marker: udata has no name that would tell."""
        for entry in self.observe([desired.organization]):
            if entry.marker and not entry.deleted and entry.marker.names(desired.repository, desired.key):
                return entry
        return None

    def reread(self, entry: Entry) -> Entry | None:
        """Read an entry again by its id."""
        try:
            return self._decode(self.api.document(f"datasets/{entry.id}/", mask=DATASET_MASK))
        except NotFound:
            return None

    # ---- writing

    def create(self, creation: EntryCreation) -> Entry:
        """One call: the whole entry with its marker, private. udata would take it twice: it is never just resent."""
        organization = self._organization_id(creation.desired.organization)
        contact = self._contact(creation.content, organization)
        return self._decode(self._write("POST", "datasets/", encode_creation(creation, organization, contact)))

    def update(self, edit: EntryEdit) -> Entry:
        """Read the entry again, refuse where somebody wrote since, then write. A deleted entry is not read again.

        udata has no lock: an edit on the portal between the two calls is lost where both change the same field.
        """
        if not edit.entry.deleted:
            self._refuse_changed(edit.entry)
        return self.update_without_reread(edit)

    def update_without_reread(self, edit: EntryEdit) -> Entry:
        """Write changed fields into an entry that was read a moment ago."""
        contact = self._contact(edit.content, edit.entry.organization_id or "")
        document = encode_edit(edit, contact, datetime.now(UTC).date().isoformat())
        if document.get("resources") == []:
            self._remove_resources(edit.entry)
        return self._decode(self._write("PUT", f"datasets/{edit.entry.id}/", document))

    def _remove_resources(self, entry: Entry) -> None:
        """Remove every resource, one by one: an empty list has no effect. The marker, which follows, knew them."""
        for held in entry.resources:
            try:
                self.api.write("DELETE", f"datasets/{entry.id}/resources/{held.remote_id}/")
            except NotFound:
                continue

    def _again(self, entry: Entry) -> Entry:
        found = self.reread(entry)
        if found is None:
            raise self.api.account.entry_is_gone()
        return found

    def _refuse_changed(self, entry: Entry) -> None:
        if self._again(entry).revision != entry.revision:
            raise EntryChanged(self.name, message("the entry was changed after it was read"))

    def _write(self, method: str, path: str, document: Document) -> Document:
        with self.api.writing_an_entry():
            return self.api.write(method, path, document)

    def upload(self, entry: Entry, resource_write: ResourceWrite, data: MeasuredFile) -> Entry:
        """Send a file, in chunks where it is large, then read the entry: the reply describes the resource alone."""
        place = f"resources/{resource_write.remote_id}/" if resource_write.remote_id else ""
        with data.path.open("rb") as file, self.api.writing_an_entry():
            for form in forms(data, file):
                self.api.send(f"datasets/{entry.id}/{place}upload/", form)
        return self._again(entry)

    def fetch(self, resource: RemoteResource) -> Iterator[bytes]:
        """The bytes of a hosted file, which anybody may read who knows the address."""
        return self.transport.stream(resource.address or "", {})

    def delete_duplicate(self, entry: Entry) -> None:
        """Delete a private entry that this run created. It can be restored, as all that is deleted on udata."""
        try:
            self.api.write("DELETE", f"datasets/{entry.id}/")
        except NotFound:
            return

    def _organization_id(self, name: str) -> str:
        """An organization's id: entries can be made for an id alone."""
        if name not in self._organizations:
            try:
                self._organizations[name] = str(self.api.document(f"organizations/{name}/", mask="id").get("id"))
            except NotFound as error:
                what = message("{catalog} has no organization “{name}”", catalog=self.name, name=name)
                raise Refused(self.name, what) from error
        return self._organizations[name]

    def _contact(self, content: Dataset, organization: str) -> str | None:
        """The id of the organization's contact point: udata makes it, or finds it again."""
        desired = content.contact
        if desired is UNMANAGED or desired is None:
            return None
        with self._lock:
            if (organization, desired) not in self._contacts:
                point: Document = {
                    "name": desired.name, "email": desired.email, "role": CONTACT, "organization": organization
                }  # fmt: skip
                self._contacts[organization, desired] = str(self._write("POST", "contacts/", point).get("id"))
            return self._contacts[organization, desired]

    def _decode(self, document: Document) -> Entry:
        try:
            return decode(document, self.name, self.config.foreign)
        except NotADataset as error:
            what = message("{url} gives an answer that is not a udata dataset", url=self.transport.url)
            raise Unreachable(self.name, what) from error

    # ---- pure

    @property
    def traits(self) -> Traits:
        """udata takes a title twice, chooses ids itself, and never turns a hosted file into an address."""
        return Traits(unique_names=False, takes_ids=False, switches=False)

    def name_for(self, desired: DesiredDataset) -> str | None:
        """udata makes a name of the title, and another if that is taken: nobody knows it before."""
        return None

    def project(self, desired: DesiredDataset, access: Access) -> Projection:
        """What udata will hold."""
        return project(desired.content, access)

    def lint(self, desired: Iterable[DesiredDataset]) -> tuple[Finding, ...]:
        """What udata could never take."""
        return lint(desired, uploads=self.config.links_to is None)


def _may_edit(organization: Mapping[str, object]) -> bool:
    permissions = organization.get("permissions")
    return isinstance(permissions, dict) and permissions.get("private") is True


def _words(found: object) -> frozenset[str]:
    return frozenset(str(one) for one in found) if isinstance(found, list) else frozenset()


def _versions(found: object) -> Mapping[str, frozenset[str]]:
    if not isinstance(found, dict):
        return {}
    return {str(name): _words(versions) for name, versions in found.items()}
