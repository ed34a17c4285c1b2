"""udata as a catalogue: the calls of each method, and their order."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count
from threading import Lock
from typing import Final

from publisher.catalogs.base import Needs
from publisher.catalogs.documents import Document, NotADataset, list_of, text_of
from publisher.catalogs.errors import EntryChanged, NotFound, Redirected, Refused, Unreachable
from publisher.catalogs.refused_fields import NO_PATHS, NOTHING_SENT, SentDocument
from publisher.catalogs.transport import Transport
from publisher.catalogs.udata.addresses import is_local
from publisher.catalogs.udata.api import RestApi
from publisher.catalogs.udata.contact_points import desired_points, encode_contact_point
from publisher.catalogs.udata.entry_dates import UdataEntryDates
from publisher.catalogs.udata.forms import forms
from publisher.catalogs.udata.limits import CUSTOM
from publisher.catalogs.udata.organizations import is_elsewhere, writable_in
from publisher.catalogs.udata.project import access_type, lint, project
from publisher.catalogs.udata.quality import quality_after, quality_findings, quality_now, quality_of_manifest
from publisher.catalogs.udata.refusals import FURTHER_CONTACT
from publisher.catalogs.udata.server_facts import server_facts, versions_in, words_in
from publisher.catalogs.udata.settings import settings_without_effect
from publisher.catalogs.udata.wire import (
    DATASET_MASK,
    MARKER_MASK,
    PAGE_MASK,
    declared_extras,
    decode,
    encode_creation,
    encode_deletion,
    encode_edit,
    encode_release,
    without_checksums,
)
from publisher.catalogs.vocabulary_cache import Cache
from publisher.model.catalog import Access, DeclaredExtras, RenamedOrganization, Traits
from publisher.model.dataset import Dataset, RemoteResource, ResourceWrite
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.entry import Entry, LookupResult
from publisher.model.files import MeasuredFile
from publisher.model.findings import Finding
from publisher.model.manifest import CatalogConfig
from publisher.model.messages import Message, message
from publisher.model.names import CatalogName, Repository
from publisher.model.plan import EntryCreation, EntryEdit
from publisher.model.projection import Projection
from publisher.model.quality import Quality
from publisher.model.values import RoleContact

PAGE: Final = 500
"""udata has no ceiling of its own; a proxy may not wait for a longer reply."""

REPORTED: Final = frozenset({"public-service", "certified"})
"""The badges of the organizations whose high-value data udata reports: it gives the badge `hvd` to no others."""


class UdataCatalog(UdataEntryDates):
    """See `publisher.catalogs.base.Catalog`."""

    def __init__(self, config: CatalogConfig, transport: Transport, token: str | None) -> None:
        self.config = config
        self.transport = transport
        self.token = token
        self.api = RestApi(transport, token, config.token_env)
        self._organizations: dict[str, str] = {}
        self._slugs: frozenset[str] = frozenset()
        """Slugs of the organizations we are a member of."""
        self._contacts: dict[tuple[str, RoleContact], str] = {}
        self._renamed: dict[str, RenamedOrganization] = {}
        """By a former name."""
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
        """Ask for the software, our account, where we may write, and the words that the server knows."""
        me = self.api.as_document(self.api.get_always_there("me/")) if self.token else {}
        if self.token:
            self.api.text(me, "slug")
        ours = {str(organization.get("slug")): organization for organization in list_of(me, "organizations")}
        self._slugs = frozenset(ours)
        self._organizations |= {slug: str(organization.get("id")) for slug, organization in ours.items()}
        names = frozenset(ours) | frozenset(self._organizations.values())
        existing = frozenset(name for name in needs.organizations - names if self._exists(name))
        facts = cache.get(self.name, self.transport.url, lambda: server_facts(self.api))
        return Access(
            catalog=self.name,
            software=str(facts["software"]),
            user=str(me.get("slug")) if me else None,
            organizations=names | existing,
            renamed={name: self._renamed[name] for name in needs.organizations & self._renamed.keys()},
            writable=writable_in(ours),
            licenses=words_in(facts["licenses"]),
            frequencies=words_in(facts["frequencies"]),
            schemas=versions_in(facts["schemas"]),
            granularities=words_in(facts["granularities"]),
            zones=self._zones(needs.zones, cache),
            declared_extras=self._declared_extras(needs),
        )

    def _declared_extras(self, needs: Needs) -> Mapping[str, DeclaredExtras]:
        """Return the custom extras that each organization declares: a call for each, where datasets have some."""
        if not any(name.startswith(CUSTOM) for name in needs.extras):
            return {}
        return {name: self._declared_by(name) for name in sorted(needs.organizations)}

    def _declared_by(self, organization: str) -> DeclaredExtras:
        try:
            return declared_extras(self.api.document(f"organizations/{organization}/", mask="extras"))
        except NotFound:
            return {}

    def _exists(self, name: str) -> bool:
        """Return whether an organization has this name. Its entries are read, and kept for the bulk read that follows.

        udata redirects from the former name of an organization that was renamed: it has none of that name.
        """
        try:
            self._read_ahead[name] = self._entries_of(name)
        except NotFound:
            return False
        except Redirected as error:
            self._renamed[name] = self._organization_at(name, error)
            return False
        return True

    def _organization_at(self, former: str, redirected: Redirected) -> RenamedOrganization:
        """Return the organization to which udata redirects from a former name. Raises any other redirection.

        It is asked for at our own address: the name alone is taken from the redirection.
        """
        target = redirected.target.removeprefix(self.transport.url)
        path = re.match(r"(?:/[^/:]+)*/api/1/organizations/([\w-]+)/", target)
        if path is None or path[1] == former:
            raise redirected
        organization = self.api.document(f"organizations/{path[1]}/", mask="id,slug")
        return RenamedOrganization(self.api.text(organization, "id"), self.api.text(organization, "slug"))

    def why_not_reported(self, organization: str) -> Message | None:
        """Return why the high-value data of an organization are not reported: it lacks one of two badges."""
        document = self.api.document(f"organizations/{organization}/", mask="name,badges")
        if {badge.get("kind") for badge in list_of(document, "badges")} >= REPORTED:
            return None
        return message(
            "the platform does not report the high-value data (`hvd:`) of {organization} to data.europa.eu, since it "
            "does so for certified public services alone: ask the support of {url} for the certification",
            organization=text_of(document, "name") or organization,
            url=self.transport.url,
        )

    def _zones(self, desired: Collection[str], cache: Cache) -> frozenset[str]:
        """Return those of these zones that the server has: it has too many to list. Each is asked for once a day."""
        undated = {zone.partition("@")[0] for zone in desired}
        facts = cache.get(CatalogName(f"{self.name}.zones"), self.transport.url, dict)
        cached = {zone: bool(facts[zone]) for zone in undated if zone in facts}
        new = {zone: self._zone_exists(zone) for zone in sorted(undated - set(cached))}
        if new:
            cache.put(CatalogName(f"{self.name}.zones"), self.transport.url, {**facts, **new})
        return frozenset(zone for zone, exists in (cached | new).items() if exists)

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
            lists = pool.map(self._entries, sorted(organizations))
            return tuple(self._decode(document) for documents in lists for document in documents)

    def entries_in_other_organizations(
        self, repository: Repository, organizations: Collection[str]
    ) -> tuple[Entry, ...]:
        """Read our entries in our other organizations, without deleted ones: one call, if we have others than these.

        Its reply is short, since it lists what others publish there, too; each entry of ours takes a call more.
        """
        if not self._slugs - set(organizations):
            return ()
        listed = self.api.as_documents(self.api.get("me/org_datasets/", mask=MARKER_MASK))
        elsewhere = [document for document in listed if is_elsewhere(document, repository, organizations)]
        return tuple(
            self._decode(self.api.document(f"datasets/{document.get('id')}/", mask=DATASET_MASK))
            for document in elsewhere
        )

    def _entries(self, organization: str) -> list[Document]:
        if organization in self._read_ahead:
            return self._read_ahead.pop(organization)
        try:
            return self._entries_of(organization)
        except NotFound:
            return []
        except Redirected as error:
            return self._entries_of(self._organization_at(organization, error).id)

    def _entries_of(self, organization: str) -> list[Document]:
        documents: list[Document] = []
        for number in count(1):
            path = f"organizations/{organization}/datasets/?page_size={PAGE}&page={number}"
            page = self.api.document(path, mask=PAGE_MASK)
            documents.extend(self.api.as_documents(page.get("data")))
            if not page.get("next_page"):
                break
        return documents

    def look_up(self, desired: DesiredDataset) -> LookupResult:
        """Return None: udata has no unique names, so nothing hinders a creation."""
        return None

    def reread(self, entry: Entry) -> Entry | None:
        """Read an entry again by its id."""
        try:
            return self._decode(self.api.document(f"datasets/{entry.id}/", mask=DATASET_MASK))
        except NotFound:
            return None

    # ---- writing

    def create(self, creation: EntryCreation) -> Entry:
        """Create the whole entry with its marker, private, in one call. Resent, it would be created twice."""
        organization = self._organization_id(creation.desired.organization)
        contacts = self._contact_ids(creation.content, organization)
        document = encode_creation(creation, organization, contacts)
        return self._decode(self._write("POST", "datasets/", document, _sent(document, creation.resource_writes)))

    def update(self, edit: EntryEdit) -> Entry:
        """Read the entry again, refuse where somebody wrote since, then write. A deleted entry is not read again.

        udata has no lock: an edit in the catalogue between the two calls is lost where both change the same field.
        """
        if not edit.entry.deleted:
            self._refuse_changed(edit.entry)
        return self.update_without_reread(edit)

    def update_without_reread(self, edit: EntryEdit) -> Entry:
        """Write changed fields into an entry that was read a moment ago."""
        contacts = self._contact_ids(edit.content, edit.entry.organization_id or "")
        document = encode_edit(edit, contacts, datetime.now(UTC).date().isoformat())
        # Before the marker says that it is so: a run that ends between the two calls is continued by the next.
        for resource_id, resource in without_checksums(edit):
            self._write("PUT", f"datasets/{edit.entry.id}/resources/{resource_id}/", resource)
        if document.get("resources") == []:
            self._remove_resources(edit.entry, edit.entry.resources)
        sent = _sent(document, edit.resource_writes or ())
        return self._decode(self._write("PUT", f"datasets/{edit.entry.id}/", document, sent))

    def _remove_resources(self, entry: Entry, resources: Iterable[RemoteResource]) -> None:
        """Delete resources with their files, one by one: an empty list has no effect. The marker is written after."""
        for resource in resources:
            try:
                self.api.write("DELETE", f"datasets/{entry.id}/resources/{resource.remote_id}/")
            except NotFound:
                continue

    def _reread_existing(self, entry: Entry) -> Entry:
        reread = self.reread(entry)
        if reread is None:
            raise self.api.account.entry_is_gone()
        return reread

    def _refuse_changed(self, entry: Entry) -> None:
        if self._reread_existing(entry).revision != entry.revision:
            raise EntryChanged(self.name, message("the entry was changed after it was read"))

    def _write(self, method: str, path: str, document: Document, sent: SentDocument = NOTHING_SENT) -> Document:
        with self.api.writing_an_entry():
            return self.api.write(method, path, document, sent)

    def release(self, entry: Entry) -> Entry:
        """Remove our marker, and our ids from the resources: read again, refuse where somebody wrote, then write."""
        self._refuse_changed(entry)
        return self._decode(self._write("PUT", f"datasets/{entry.id}/", encode_release(entry)))

    def upload(self, entry: Entry, resource_write: ResourceWrite, data: MeasuredFile) -> Entry:
        """Send a file, in chunks where it is large, then read the entry: the reply describes the resource alone."""
        resource = f"resources/{resource_write.remote_id}/" if resource_write.remote_id else ""
        with data.path.open("rb") as file, self.api.sending_a_file(resource_write.content.id, data):
            for form in forms(data, file):
                self.api.send(f"datasets/{entry.id}/{resource}upload/", form)
        return self._reread_existing(entry)

    def fetch(self, resource: RemoteResource) -> Iterator[bytes]:
        """Yield the bytes of a hosted file. Whoever knows its address may read it, so no token is sent."""
        return self.transport.stream(resource.address or "", {}, resource.file_size)

    def delete_duplicate(self, entry: Entry) -> None:
        """Delete a private entry that this run created. It can be restored, as all that is deleted on udata.

        Its files go first, its marker in the same call: administrators go on seeing what is deleted.
        """
        try:
            self._remove_resources(entry, (resource for resource in entry.resources if resource.address is not None))
            moment = datetime.now(UTC).isoformat(timespec="seconds")
            self.api.write("PUT", f"datasets/{entry.id}/", encode_deletion(entry, moment))
        except NotFound:
            return

    def contacts_of(self, entry: Entry) -> tuple[str, ...]:
        """Return the addresses of the contact points of an entry: everybody can read them, whatever becomes of it."""
        ids = (str(point.get("id")) for point in list_of(entry.native, "contact_points"))
        return tuple(f"{self.transport.url}/api/1/contacts/{contact}/" for contact in ids)

    def _organization_id(self, name: str) -> str:
        """Return an organization's id: udata creates entries for an id alone."""
        if name in self._organizations.values():
            return name
        if name not in self._organizations:
            try:
                self._organizations[name] = str(self.api.document(f"organizations/{name}/", mask="id").get("id"))
            except NotFound as error:
                what = message("{catalog} has no organization “{name}”", catalog=self.name, name=name)
                raise Refused(self.name, what) from error
        return self._organizations[name]

    def _contact_ids(self, content: Dataset, organization: str) -> Mapping[RoleContact, str]:
        """Return the id of each contact point of the organization that is written."""
        first, further = desired_points(content)
        return {contact: self._contact_id(contact, organization) for contact in first} | {
            contact: self._contact_id(contact, organization, FURTHER_CONTACT) for contact in further
        }

    def _contact_id(self, contact: RoleContact, organization: str, paths: Mapping[str, str] = NO_PATHS) -> str:
        """Return the id of a contact point: udata creates it, or finds it again. `paths`: those of its keys."""
        with self._lock:
            if (organization, contact) not in self._contacts:
                document = encode_contact_point(contact, organization)
                sent = SentDocument(document=document, paths=paths)
                self._contacts[organization, contact] = str(self._write("POST", "contacts/", document, sent).get("id"))
            return self._contacts[organization, contact]

    def _decode(self, document: Document) -> Entry:
        try:
            return decode(document, self.name, self.config.foreign, self.config.accepted)
        except NotADataset as error:
            what = message("{url} gives an answer that is not a udata dataset", url=self.transport.url)
            raise Unreachable(self.name, what) from error

    # ---- pure

    @property
    def traits(self) -> Traits:
        """udata has no unique names, chooses ids itself, and never turns a hosted file into an address.

        Whoever knows the address of a file may read it, whatever the state of its entry.
        """
        return Traits(
            unique_names=False,
            takes_ids=False,
            switches=False,
            archives=True,
            hides_files=False,
            overwrites_files=False,
        )

    def name_for(self, desired: DesiredDataset) -> str | None:
        """Return None: udata makes the name from the title, and another where that exists."""
        return None

    def project(self, desired: DesiredDataset, access: Access, present: Dataset | None = None) -> Projection:
        """Return the dataset in the form in which udata will keep it, and what is lost."""
        return project(desired.content, access, desired.organization, access_type(desired, present))

    def lint(self, desired: Iterable[DesiredDataset]) -> tuple[Finding, ...]:
        """Return a finding for all that udata always refuses."""
        datasets, uploads = tuple(desired), self.config.links_to is None
        return (
            *settings_without_effect(self.config),
            *lint(datasets, uploads=uploads, local=is_local(self.transport.url)),
            *quality_findings(datasets, self.quality_of_manifest),
        )

    def quality_of_manifest(self, desired: DesiredDataset) -> Quality:
        """Return the quality of a dataset as far as its manifest says it, without its entry."""
        return quality_of_manifest(desired, datetime.now(UTC), uploads=self.config.links_to is None)

    def quality_now(self, entry: Entry) -> Quality | None:
        """Return the quality that udata says an entry has."""
        return quality_now(entry)

    def quality_after(self, write: EntryCreation | EntryEdit) -> Quality:
        """Return the quality that an entry will have right after it was written."""
        return quality_after(write, datetime.now(UTC))


def _sent(document: Document, resource_writes: Iterable[ResourceWrite]) -> SentDocument:
    """Return what a refusal of this document may be about: udata names a resource by its place in the list."""
    ids = {str(write.remote_id): str(write.content.id) for write in resource_writes if write.remote_id}
    listed = (write for write in resource_writes if write.remote_id or not write.content.hosted)
    return SentDocument(document=document, ids=ids, order=tuple(str(write.content.id) for write in listed))
