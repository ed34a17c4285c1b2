"""CKAN as a catalogue: the calls of each method, and their order."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final, cast

from publisher.catalogs.base import Needs
from publisher.catalogs.ckan.api import ActionApi, token_headers
from publisher.catalogs.ckan.entry_dates import CkanEntryDates, plugins_in
from publisher.catalogs.ckan.fields import FIELD_EXTRAS
from publisher.catalogs.ckan.names_and_tags import dataset_name
from publisher.catalogs.ckan.portal_groups import PortalGroups
from publisher.catalogs.ckan.project import lint, project
from publisher.catalogs.ckan.resource_extras import RESERVED_KEYS
from publisher.catalogs.ckan.schema.checks import paths_of
from publisher.catalogs.ckan.schema.configured import setting_findings
from publisher.catalogs.ckan.schema.declared import part_to_keep, read_schema
from publisher.catalogs.ckan.schema.places import FieldPlaces
from publisher.catalogs.ckan.schema.report import schema_report
from publisher.catalogs.ckan.schema.saved_copy import broken_copy, copy_text, saved_schema
from publisher.catalogs.ckan.token_header import token_without_header
from publisher.catalogs.ckan.wire import decode, encode_creation, encode_edit, encode_release, encode_upload
from publisher.catalogs.documents import Document, NotADataset, list_of, table_of
from publisher.catalogs.errors import AlreadyExists, CatalogError, Denied, EntryChanged, NotFound, Refused, Unreachable
from publisher.catalogs.refused_fields import SentDocument
from publisher.catalogs.transport import Transport
from publisher.catalogs.vocabulary_cache import Cache
from publisher.model.catalog import Access, DeclaredByPortal, SchemaReport, Traits
from publisher.model.dataset import Dataset, RemoteResource, ResourceWrite
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.entry import Entry, HiddenEntry, LookupResult
from publisher.model.files import MeasuredFile
from publisher.model.findings import Finding
from publisher.model.manifest import CatalogConfig
from publisher.model.marker import REPOSITORY_KEY
from publisher.model.messages import message
from publisher.model.names import CatalogName, RemoteId, Repository
from publisher.model.plan import EntryCreation, EntryEdit
from publisher.model.projection import Projection
from publisher.model.values import UNMANAGED

SCHEMA_PLUGIN: Final = "scheming_datasets"
"""The plug-in of ckanext-scheming, by which a portal declares a schema for its datasets."""

PAGE: Final = 1000
"""CKAN's default ceiling (ckan.search.rows_max); a server with a lower one caps silently, so a page may be shorter."""


class CkanCatalog(CkanEntryDates):
    """See `publisher.catalogs.base.Catalog`."""

    def __init__(self, config: CatalogConfig, transport: Transport, token: str | None) -> None:
        self.config = config
        self.transport = transport
        self.token = token
        self.api = ActionApi(transport, token, config.token_env)
        self.places = FieldPlaces(configured=config.fields)
        """Where this CKAN keeps fields: as a bare one, until its schema is known."""
        self._schema: Document = {}
        self._cache = Cache(None)
        self._broken_copy: tuple[Finding, ...] = ()
        self.groups = PortalGroups(self.api)
        self._names: dict[str, str] = {}
        """The present names of our organizations by id: the search index keeps a former name in entries for long."""

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
        """Ask for our account, where we may write and the software. First the account: CKAN ignores a bad token."""
        user = self._user() if self.token else None
        writable = self._writable() if self.token else frozenset()
        missing = [name for name in sorted(needs.organizations) if name not in writable]
        self._cache = cache
        facts = cache.get(self.name, self.transport.url, lambda: self._facts(needs.groups))
        self._use_schema(table_of(facts, "schema"))
        self.has_activities = facts.get("activities") is True
        self.groups.learn(facts.get("groups"), str(facts.get("software")))
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
            raise self.api.account.unknown_token() from error

    def _writable(self) -> frozenset[str]:
        organizations = self.api.documents("organization_list_for_user", permission="create_dataset")
        self._names = {self.api.text(document, "id"): self.api.text(document, "name") for document in organizations}
        return frozenset((*self._names, *self._names.values()))

    def _existing(self, names: Collection[str]) -> frozenset[str]:
        """Return the organizations that exist: one call, and one more for each that is not listed by its name."""
        if not names:
            return frozenset()
        reply = self.api.read("organization_list")
        listed = {str(name) for name in reply} if isinstance(reply, list) else set()
        return frozenset(name for name in names if name in listed or self._organization_exists(name))

    def _organization_exists(self, name: str) -> bool:
        try:
            self.api.read("organization_show", id=name, include_users=False, include_groups=False)
        except (NotFound, Denied):
            return False
        return True

    def present_name(self, organization_id: str) -> str | None:
        """Return the present name of an organization that exists; the search index may have a former one."""
        if organization_id in self._names:
            return self._names[organization_id]
        try:
            reply = self.api.document(
                "organization_show", id=organization_id, include_users=False, include_groups=False
            )
        except (NotFound, Denied):
            return None
        return self.api.text(reply, "name") if reply.get("state") == "active" else None

    def _facts(self, groups: Collection[str]) -> dict[str, object]:
        """Read what rarely changes: the version, the licences, the portal's own schema and its groups, these too."""
        status = self.api.document("status_show")
        licenses = self.api.documents("license_list")
        version = status.get("ckan_version", "?")
        return {
            "software": f"CKAN {version}",
            "licenses": sorted(self.api.text(document, "id") for document in licenses),
            "schema": self._read_schema(status),
            "activities": "activity" in plugins_in(status),
            "groups": self.groups.listed(groups),
        }

    def _read_schema(self, status: Document) -> Document:
        """Return the part of the portal's schema that is used; an empty document where it has none for datasets."""
        if SCHEMA_PLUGIN not in plugins_in(status):
            return {}
        try:
            return part_to_keep(self.api.document("scheming_dataset_schema_show", type="dataset"))
        except NotFound:
            return {}

    def _use_schema(self, schema: Document) -> None:
        self._schema = schema
        self.places = replace(self.places, schema=read_schema(schema))

    def recall(self, cache: Cache) -> None:
        """Use the saved copy of the portal's schema, else the one that it had when it was asked last."""
        facts = cache.last(self.name, self.transport.url) or {}
        saved = saved_schema(self.config.schema_file)
        self._broken_copy = () if saved is None or read_schema(saved) else (broken_copy(self.config),)
        self._use_schema(table_of(facts, "schema") if saved is None else saved)
        self.groups.learn(facts.get("groups"), str(facts.get("software")))

    def unusable_groups(self, names: Collection[str], entry: Entry | None) -> frozenset[str]:
        """Return those of these groups that our account may neither put an entry into nor take it off."""
        return self.groups.unusable(names, entry)

    def declared_extras(self) -> DeclaredByPortal:
        """Return the extras that the portal's schema declares."""
        resource = frozenset(self.places.schema.resource) - RESERVED_KEYS
        return DeclaredByPortal(self.places.declared_keys - FIELD_EXTRAS, resource)

    def schema_report(self) -> SchemaReport | None:
        """Return what the portal's schema means for manifests; None where it has none."""
        return schema_report(self.places, self._schema, saved_schema(self.config.schema_file))

    def schema_copy(self) -> str | None:
        """Return the text of a copy of the portal's schema; None where it has none."""
        return copy_text(self._schema) if self._schema else None

    def observe(self, organizations: Collection[str]) -> tuple[Entry, ...]:
        """Read all entries of these organizations: one call for each thousand."""
        if not organizations:
            return ()
        ids = [organization for organization, name in self._names.items() if name in organizations]
        names = " OR ".join(f'"{name}"' for name in sorted({*organizations, *ids}))
        # CKAN adds conditions of its own with AND; without the parentheses the OR would filter nothing.
        return self._search(f"(organization:({names}) OR owner_org:({names}))")

    def entries_in_other_organizations(
        self, repository: Repository, organizations: Collection[str]
    ) -> tuple[Entry, ...]:
        """Read the entries with this repository's marker in other organizations: CKAN finds an extra by its value."""
        names = " OR ".join(f'"{name}"' for name in sorted(organizations))
        others = f" -organization:({names}) -owner_org:({names})" if names else ""
        return self._search(f'{REPOSITORY_KEY}:"{_quoted(repository)}"{others}')

    def _search(self, condition: str) -> tuple[Entry, ...]:
        query: dict[str, Any] = {"fq": condition, "sort": "name asc", "rows": PAGE}
        if self.token:
            query |= {"include_private": True, "include_drafts": True}
        entries: list[Entry] = []
        while True:
            page = self.api.document("package_search", **query, start=len(entries))
            documents = self.api.as_documents(page.get("results"))
            entries.extend(self._decode(document) for document in documents)
            count = page.get("count")
            if not documents or not isinstance(count, int) or len(entries) >= count:
                return tuple(entries)

    def setting_to_hide_marker(self, repository: Repository) -> str | None:
        """Return CKAN's setting that hides extras, where the page of a public entry of ours shows our marker."""
        try:
            reply = self.api.document("package_search", fq=f'{REPOSITORY_KEY}:"{_quoted(repository)}"', rows=1)
            names = [self.api.text(document, "name") for document in self.api.as_documents(reply.get("results"))]
            pages = [b"".join(self.transport.stream(f"{self.transport.url}/dataset/{name}", {})) for name in names]
        except CatalogError:
            return None
        return "package_hide_extras" if any(REPOSITORY_KEY.encode() in page for page in pages) else None

    def look_up(self, desired: DesiredDataset) -> LookupResult:
        """Read the first entry, deleted or not, of: the one that the manifest names, our name, former names."""
        names = [dataset_name(key, desired.slug) for key in (desired.key, *desired.previously)]
        for name in (*([desired.entry] if desired.entry else []), *names):
            entry = self._show(name)
            if entry is not None:
                return entry
        return None

    def reread(self, entry: Entry) -> Entry | None:
        """Read an entry again by its id. The search index may be late; this call is not."""
        reread = self._show(entry.id)
        return reread if isinstance(reread, Entry) else None

    def _show(self, name: str) -> LookupResult:
        try:
            return self._decode(self.api.read("package_show", id=name))
        except NotFound:
            return None
        except Denied:
            return HiddenEntry(name)

    # ---- writing

    def create(self, creation: EntryCreation) -> Entry:
        """Create the whole entry with its marker, in one call."""
        name = dataset_name(creation.desired.key, creation.desired.slug)
        try:
            document = encode_creation(creation, name, self.places)
            sent = _sent(document, creation.resource_writes, paths_of(self.places))
            with self._learning_of_refusals():
                return self._decode(self.api.write("package_create", document, sent))
        except AlreadyExists as error:
            raise self._ids_exist(creation) or error from error

    def _ids_exist(self, creation: EntryCreation) -> AlreadyExists | None:
        """Return the error that names the entry with our resources, where that has another name than ours."""
        name = dataset_name(creation.desired.key, creation.desired.slug)
        for resource_write in creation.resource_writes:
            try:
                resource = self.api.document("resource_show", id=resource_write.remote_id)
                entry = self._show(self.api.text(resource, "package_id"))
            except (NotFound, Denied):
                continue
            if isinstance(entry, Entry) and entry.name != name:
                what = message("its resources are those of {address}, renamed or deleted there", address=entry.address)
                fix = message("Restore or rename that entry in the catalogue, then run the command again.")
                return AlreadyExists(self.name, what, fix)
        return None

    def update(self, edit: EntryEdit) -> Entry:
        """Change the entry in one call, which CKAN refuses when somebody wrote since the entry was read.

        CKAN 2.10 and 2.11 change `metadata_modified` also at a write that changes nothing, unseen by their search
        index. So a refused entry is read again; where all else is as before, it is changed on its new moment.
        """
        try:
            return self._revise(edit)
        except EntryChanged:
            now = self.reread(edit.entry)
            if now is None or replace(now, revision=edit.entry.revision) != edit.entry:
                raise
            return self._revise(replace(edit, entry=now))

    def _revise(self, edit: EntryEdit) -> Entry:
        if edit.content.groups is UNMANAGED:
            document = encode_edit(edit, self.places, kept_groups=self.groups.patterns_to_keep(edit.entry))
        else:
            document = encode_edit(edit, self.places, usable_groups=frozenset(self.groups.usable()))
        sent = _sent(table_of(document, "update"), edit.resource_writes or (), paths_of(self.places))
        with self.api.writing_an_entry(), self._learning_of_refusals():
            reply = self.api.as_document(self.api.write("package_revise", document, sent))
        return self._decode(reply.get("package"))

    @contextmanager
    def _learning_of_refusals(self) -> Iterator[None]:
        """Ask for the portal's schema again next time, where it refuses an entry: it may have changed since."""
        try:
            yield
        except Refused:
            self._cache.expire(self.name, self.transport.url)
            raise

    def release(self, entry: Entry) -> Entry:
        """Remove our marker, in one call. The ids that we gave to resources stay: they are in their addresses."""
        document = encode_release(entry, self.groups.patterns_to_keep(entry))
        with self.api.writing_an_entry():
            reply = self.api.as_document(self.api.write("package_revise", document))
        return self._decode(reply.get("package"))

    def upload(self, entry: Entry, resource_write: ResourceWrite, data: MeasuredFile) -> Entry:
        """Send the bytes, streamed from the disk, in one call. CKAN refuses it when somebody wrote since the read."""
        upload = encode_upload(entry, resource_write, data, self.places, self.groups.patterns_to_keep(entry))
        with data.path.open("rb") as file, self.api.sending_a_file(resource_write.content.id, data):
            reply = self.api.as_document(self.api.send("package_revise", upload, file, data.size))
        return self._decode(reply.get("package"))

    def make_views(self, entry: Entry, resources: Collection[RemoteId]) -> None:
        """Make the portal's default views of these resources: CKAN does so by itself for a new entry alone.

        A view that is there already is not made twice, so the call may be repeated.
        """
        listed = [document for document in list_of(entry.native, "resources") if document.get("id") in resources]
        try:
            self.api.read("package_create_default_resource_views", package={**entry.native, "resources": listed})
        except (CatalogError, NotFound) as error:
            cause = error.what if isinstance(error, CatalogError) else message("the entry no longer exists")
            what = message("it is written, but the views of its new resources were not made: {what}", what=cause)
            fix = message("Make them in the catalogue, on the page of each resource.")
            raise Refused(self.name, what, fix) from error

    def fetch(self, resource: RemoteResource) -> Iterator[bytes]:
        """Yield the bytes of a hosted file, asked for with the token: those of a private entry need it.

        The token goes to the address in `catalogs.yml` alone. Where a reply names another address of the same CKAN
        (its `ckan.site_url` may differ), the file is asked for at ours.
        """
        headers = token_headers(self.token, self.config.token_header or "Authorization")
        address = download_address(self.transport.url, resource)
        return self.transport.stream(address, headers, resource.file_size)

    def _decode(self, document: object) -> Entry:
        try:
            entry = decode(
                document, self.name, self.transport.url, self.config.foreign, self.config.accepted, self.places
            )
            return replace(entry, organization=self._names.get(entry.organization_id or "", entry.organization))
        except NotADataset as error:
            what = message("{url} gives an answer that is not a CKAN dataset", url=self.transport.url)
            raise Unreachable(self.name, what) from error

    # ---- pure

    @property
    def traits(self) -> Traits:
        """CKAN refuses a second entry of a name, takes resource ids from us, and refuses files of private entries.

        It stores a file under the id of its resource (`ckan.lib.uploader.ResourceUpload`).
        """
        return Traits(
            unique_names=True, takes_ids=True, switches=True, archives=False, hides_files=True, overwrites_files=True
        )

    def name_for(self, desired: DesiredDataset) -> str | None:
        """Return the name of a new entry: CKAN's names are unique, and ours to choose."""
        return dataset_name(desired.key, desired.slug)

    def project(self, desired: DesiredDataset, access: Access, present: Dataset | None = None) -> Projection:
        """Return the dataset in the form in which CKAN will keep it, and what is lost."""
        return project(desired.content, access, self.places)

    def lint(self, desired: Iterable[DesiredDataset]) -> tuple[Finding, ...]:
        """Return a finding for all that CKAN, or the schema of this one, always refuses."""
        settings = (*token_without_header(self.config), *setting_findings(self.config, self.places))
        return (*settings, *self._broken_copy, *lint(desired, self.places, self.groups.known))


def download_address(url: str, resource: RemoteResource) -> str:
    """Return where to ask this CKAN for a hosted file; the address in the reply, where that is none of a CKAN."""
    pattern = rf"/dataset/[^/?#]+/resource/{re.escape(resource.remote_id)}/download/[^/?#]+$"
    path = re.search(pattern, resource.address or "")
    return f"{url}{path[0]}" if path else resource.address or ""


def _sent(document: Document, resource_writes: Iterable[ResourceWrite], paths: Mapping[str, str]) -> SentDocument:
    """Return what a refusal of this document may be about. `paths`: those of fields that the portal declares."""
    ids = {str(resource_write.remote_id): str(resource_write.content.id) for resource_write in resource_writes}
    return SentDocument(document=document, ids=ids, paths=paths)


def _quoted(text: str) -> str:
    """Return a text as it stands within the quotes of a query."""
    return text.replace("\\", "\\\\").replace('"', '\\"')
