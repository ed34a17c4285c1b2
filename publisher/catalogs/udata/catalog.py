"""udata as a catalogue: which calls are made, and in which order."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count
from threading import Lock
from typing import Final

from publisher.catalogs.base import Needs
from publisher.catalogs.documents import Document
from publisher.catalogs.errors import Moved, Refused, Unreachable
from publisher.catalogs.transport import Transport
from publisher.catalogs.udata.api import NotThere, RestApi
from publisher.catalogs.udata.forms import forms
from publisher.catalogs.udata.project import lint, project
from publisher.catalogs.udata.wire import CONTACT, MASK, NotADataset, decode, encode_creation, encode_edit
from publisher.catalogs.vocabulary_cache import Cache
from publisher.model.dataset import Dataset, Held, Slot
from publisher.model.entry import Access, Entry, Found
from publisher.model.files import Measured
from publisher.model.findings import Finding
from publisher.model.manifest import CatalogConfig
from publisher.model.messages import message
from publisher.model.names import CatalogName, Repository
from publisher.model.plan import Creation, Edit
from publisher.model.traits import Traits
from publisher.model.values import UNMANAGED, Contact
from publisher.model.wanted import Projection, Wanted

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
        me = self.api.as_document(self.api.known("me/")) if self.token else {}
        if self.token and not isinstance(me.get("slug"), str):
            raise self.api.incomprehensible("me/")
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
        except NotThere:
            return False
        return True

    def _facts(self) -> dict[str, object]:
        """What changes rarely: the version, the words."""
        site = self.api.as_document(self.api.known("site/"))
        schemas = self.api.documents("datasets/schemas/")
        return {
            "software": f"udata {site.get('version') or ''}".strip(),
            "licenses": [str(one.get("id")) for one in self.api.documents("datasets/licenses/")],
            "frequencies": [str(one.get("id")) for one in self.api.documents("datasets/frequencies/")],
            "schemas": {str(one.get("name")): [str(v.get("version_name")) for v in self._listed(one.get("versions"))]
                        for one in schemas},
        }  # fmt: skip

    def _zones(self, wanted: Collection[str], cache: Cache) -> frozenset[str]:
        """Those of the zones that the server knows: it has too many to list. Each is asked for once a day."""
        bare = {zone.partition("@")[0] for zone in wanted}
        facts = cache.get(CatalogName(f"{self.name}.zones"), self.transport.url, dict)
        known = {zone: bool(facts[zone]) for zone in bare if zone in facts}
        asked = {zone: self._zone_exists(zone) for zone in sorted(bare - set(known))}
        if asked:
            cache.put(CatalogName(f"{self.name}.zones"), self.transport.url, {**facts, **asked})
        return frozenset(zone for zone, exists in (known | asked).items() if exists)

    def _zone_exists(self, zone: str) -> bool:
        try:
            self.api.document(f"spatial/zone/{zone}/", mask="id")
        except NotThere:
            return False
        return True

    def observe(self, organizations: Collection[str]) -> tuple[Entry, ...]:
        """Read all entries of these organizations, deleted and archived ones included: one call for each."""
        if not organizations:
            return ()
        with ThreadPoolExecutor(self.config.concurrency) as pool:
            found = pool.map(self._entries, sorted(organizations))
            return tuple(self._decode(document) for documents in found for document in documents)

    def elsewhere(self, repository: Repository, organizations: Collection[str]) -> tuple[Entry, ...]:
        """What all organizations that we are a member of have, deleted entries aside: one call, if there are others."""
        if not self._slugs - set(organizations):
            return ()
        found = self.api.get("me/org_datasets/", mask=MASK_OF_ONE)
        return tuple(self._decode(document) for document in self.api.as_documents(found))

    def _entries(self, organization: str) -> list[Document]:
        if organization in self._read_ahead:
            return self._read_ahead.pop(organization)
        try:
            return self._entries_of(organization)
        except NotThere:
            return []

    def _entries_of(self, organization: str) -> list[Document]:
        found: list[Document] = []
        for number in count(1):
            path = f"organizations/{organization}/datasets/?page_size={PAGE}&page={number}"
            page = self.api.document(path, mask=MASK)
            found.extend(self.api.as_documents(page.get("data")))
            if not page.get("next_page"):
                break
        return found

    def _listed(self, found: object) -> list[Document]:
        return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []

    def find(self, wanted: Wanted) -> Found:
        """Look for the entry with a dataset's marker: udata has no name that would tell."""
        for entry in self.observe([wanted.organization]):
            if entry.marker and not entry.deleted and entry.marker.names(wanted.repository, wanted.key):
                return entry
        return None

    def reread(self, entry: Entry) -> Entry | None:
        """Read an entry again by its id."""
        try:
            return self._decode(self.api.document(f"datasets/{entry.id}/", mask=MASK_OF_ONE))
        except NotThere:
            return None

    # ---- writing

    def create(self, creation: Creation) -> Entry:
        """One call: the whole entry with its marker, private. udata would take it twice: it is never just resent."""
        organization = self._organization_id(creation.wanted.organization)
        contact = self._contact(creation.content, organization)
        return self._decode(self._write("POST", "datasets/", encode_creation(creation, organization, contact)))

    def update(self, edit: Edit, *, just_read: bool = False) -> Entry:
        """A look whether somebody wrote since, unless there was one just now; then the write.

        udata has no lock: an edit on the portal between the two calls is lost where both speak of the same field.
        """
        if not just_read and not edit.entry.deleted:
            self._refuse_moved(edit.entry)
        contact = self._contact(edit.content, edit.entry.organization_id or "")
        document = encode_edit(edit, contact, datetime.now(UTC).date().isoformat())
        if document.get("resources") == []:
            self._remove_resources(edit.entry)
        return self._decode(self._write("PUT", f"datasets/{edit.entry.id}/", document))

    def _remove_resources(self, entry: Entry) -> None:
        """Remove every resource, one by one: an empty list has no effect. The marker, which follows, knew them."""
        for held in entry.resources:
            try:
                self.api.write("DELETE", f"datasets/{entry.id}/resources/{held.remote}/")
            except NotThere:
                continue

    def _again(self, entry: Entry) -> Entry:
        found = self.reread(entry)
        if found is None:
            raise Moved(self.name, message("the entry no longer exists"))
        return found

    def _refuse_moved(self, entry: Entry) -> None:
        if self._again(entry).revision != entry.revision:
            raise Moved(self.name, message("the entry was changed after it was read"))

    def _write(self, method: str, path: str, document: Document) -> Document:
        try:
            return self.api.write(method, path, document)
        except NotThere as error:
            raise Moved(self.name, message("the entry no longer exists")) from error

    def upload(self, entry: Entry, slot: Slot, data: Measured) -> Entry:
        """Send a file, in chunks where it is large, then read the entry: the reply describes the resource alone."""
        place = f"resources/{slot.remote}/" if slot.remote else ""
        try:
            with data.path.open("rb") as file:
                for form in forms(data, file):
                    self.api.send(f"datasets/{entry.id}/{place}upload/", form)
        except NotThere as error:
            raise Moved(self.name, message("the entry no longer exists")) from error
        return self._again(entry)

    def fetch(self, held: Held) -> Iterator[bytes]:
        """The bytes of a hosted file, which anybody may read who knows the address."""
        return self.transport.stream(held.address or "", {})

    def discard(self, entry: Entry) -> None:
        """Delete a twin that this run has made: it can be restored, as all that is deleted there."""
        try:
            self.api.write("DELETE", f"datasets/{entry.id}/")
        except NotThere:
            return

    def _organization_id(self, name: str) -> str:
        """An organization's id: entries can be made for an id alone."""
        if name not in self._organizations:
            try:
                self._organizations[name] = str(self.api.document(f"organizations/{name}/", mask="id").get("id"))
            except NotThere as error:
                what = message("{catalog} has no organization “{name}”", catalog=self.name, name=name)
                raise Refused(self.name, what) from error
        return self._organizations[name]

    def _contact(self, content: Dataset, organization: str) -> str | None:
        """The id of the organization's contact point: udata makes it, or finds it again."""
        wanted = content.contact
        if wanted is UNMANAGED or wanted is None:
            return None
        with self._lock:
            if (organization, wanted) not in self._contacts:
                point: Document = {
                    "name": wanted.name, "email": wanted.email, "role": CONTACT, "organization": organization
                }  # fmt: skip
                self._contacts[organization, wanted] = str(self._write("POST", "contacts/", point).get("id"))
            return self._contacts[organization, wanted]

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

    def name_for(self, wanted: Wanted) -> str | None:
        """udata makes a name of the title, and another if that is taken: nobody knows it before."""
        return None

    def project(self, wanted: Wanted, access: Access) -> Projection:
        """What udata will hold."""
        return project(wanted.content, access)

    def lint(self, wanted: Iterable[Wanted]) -> tuple[Finding, ...]:
        """What udata could never take."""
        return lint(wanted, uploads=self.config.links_to is None)


MASK_OF_ONE: Final = MASK.removeprefix("data{").removesuffix("},next_page")
"""`X-Fields` of one dataset."""


def _may_edit(organization: Mapping[str, object]) -> bool:
    permissions = organization.get("permissions")
    return isinstance(permissions, dict) and permissions.get("private") is True


def _words(found: object) -> frozenset[str]:
    return frozenset(str(one) for one in found) if isinstance(found, list) else frozenset()


def _versions(found: object) -> Mapping[str, frozenset[str]]:
    if not isinstance(found, dict):
        return {}
    return {str(name): _words(versions) for name, versions in found.items()}
