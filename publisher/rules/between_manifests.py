"""Rules about how manifests fit together, and the checks that look at several of them at once."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Final

from publisher.model.dataset import Dataset
from publisher.model.findings import Finding, Position, Severity
from publisher.model.manifest import CatalogConfig, Manifest, ManifestSet, Producer
from publisher.model.messages import Message, message
from publisher.model.names import CatalogName, DatasetKey, producer_of
from publisher.model.values import State, canonical_line
from publisher.rules.resources import source_of
from publisher.rules.rule import Family, Rule

NO_ORGANIZATION = Rule(
    "PUB406", Family.BETWEEN_MANIFESTS, message("A producer has an organization in each catalogue it publishes to.")
)
INVALID_PREVIOUS_KEY = Rule(
    "PUB407", Family.BETWEEN_MANIFESTS, message("`previously:` lists keys that no manifest has, each only once.")
)
UNKNOWN_CATALOG = Rule("PUB408", Family.BETWEEN_MANIFESTS, message("`catalogs:` names catalogues of catalogs.yml."))
LINKED_FILE_NOT_KEPT = Rule(
    "PUB409",
    Family.BETWEEN_MANIFESTS,
    message("A file that one catalogue links to is also published in the catalogue that stores it."),
)
ENTRY_CLAIMED_TWICE = Rule(
    "PUB410", Family.BETWEEN_MANIFESTS, message("An entry to adopt is named in one manifest only.")
)


SAME_TITLE = Rule(
    "PUB412",
    Family.BETWEEN_MANIFESTS,
    message("Two datasets of a producer, or of an organization, have different titles."),
    Severity.WARNING,
)
_LEAST_DESCRIPTION: Final = 40
"""Characters: shorter descriptions are alike by chance."""

SAME_DESCRIPTION = Rule(
    "PUB413",
    Family.BETWEEN_MANIFESTS,
    message("Two datasets of a producer have different descriptions."),
    Severity.WARNING,
)
SAME_CODE = Rule(
    "PUB415", Family.BETWEEN_MANIFESTS, message("Two producers have different SIREN, SIRET and INSEE codes.")
)
SAME_DATA = Rule(
    "PUB414",
    Family.BETWEEN_MANIFESTS,
    message("Two datasets of a producer do not have the same address or file."),
    Severity.WARNING,
)


def check_between_manifests(manifests: ManifestSet) -> tuple[Finding, ...]:
    """Return the findings of every check that looks at several manifests."""
    return tuple(finding for check in CHECKS for finding in check(manifests))


def _check_previous_keys(manifests: ManifestSet) -> Iterable[Finding]:
    current = manifests.keys
    named_by: dict[DatasetKey, DatasetKey] = {}
    for manifest in manifests.manifests:
        for key in manifest.previously:
            other = named_by.setdefault(key, manifest.key)
            if key in current or other != manifest.key:
                what = _previous_key_in_use(key, other, key in current)
                fix = message(
                    "Write here only former names of this dataset. Another dataset may take such a name once the "
                    "rename is published: until then give its file another name."
                )
                yield INVALID_PREVIOUS_KEY.at(_place(manifest, key), what, fix, key)


def _check_tombstones(manifests: ManifestSet) -> Iterable[Finding]:
    """Find former keys of withdrawn datasets that are those of other manifests: these would be emptied, too."""
    present = manifests.broken.union(manifest.key for manifest in manifests.manifests)
    for tombstone in manifests.tombstones:
        for key in tombstone.previously:
            if key in present:
                what = message("“{key}” is the key of a manifest that exists", key=key)
                yield INVALID_PREVIOUS_KEY.at(tombstone.at, what, message("Remove this key under `previously:`."), key)


def _place(manifest: Manifest, key: DatasetKey) -> Position:
    """Return where a manifest names a former key."""
    origins = (origin for origin in manifest.origins if origin.path.startswith("previously.") and origin.text == key)
    return next((origin.at for origin in origins), manifest.at)


def _previous_key_in_use(key: DatasetKey, other: DatasetKey, current: bool) -> Message:
    if current:
        return message("“{key}” is the key of a manifest that exists", key=key)
    return message("“{key}” is already named in {other}", key=key, other=other)


def _check_organizations(manifests: ManifestSet) -> Iterable[Finding]:
    for producer in manifests.producers.values():
        own = [manifest for manifest in manifests.manifests if producer_of(manifest.key) == producer.id]
        for catalog in manifests.catalogs:
            publishes_there = any(manifest.content_for(catalog.name) is not None for manifest in own)
            if publishes_there and producer.organization_in(catalog) is None:
                yield _no_organization(producer, catalog)


def _no_organization(producer: Producer, catalog: CatalogConfig) -> Finding:
    what = message("no organization for the catalogue {catalog}", catalog=catalog.name)
    if producer.organizations:
        fix = message(
            "Under `organization:`, add a line `{catalog}: <its name in that catalogue>`.", catalog=catalog.name
        )
    else:
        fix = message("Add a line `organization: {{{catalog}: <its name in that catalogue>}}`.", catalog=catalog.name)
    return NO_ORGANIZATION.at(producer.at, what, fix)


def _check_linked_files(manifests: ManifestSet) -> Iterable[Finding]:
    """Check that a file which one catalogue lists is published to the catalogue that keeps it."""
    for catalog in manifests.catalogs:
        for manifest in manifests.manifests if catalog.links_to else ():
            listed, kept = manifest.content_for(catalog.name), manifest.content_for(catalog.links_to or catalog.name)
            kept_ids = {resource.id for resource in kept.resources if resource.data} if kept else frozenset()
            for resource in listed.resources if listed else ():
                if resource.data is not None and resource.id not in kept_ids:
                    what = message("{catalog} links to files stored in {source}, where this dataset is not published",
                                   catalog=catalog.name, source=catalog.links_to)  # fmt: skip
                    fix = message(
                        "Withdraw it from {catalog}, too (`{catalog}: false`), give the address of the file (`url:`), "
                        "or publish the dataset in {source}.",
                        catalog=catalog.name,
                        source=catalog.links_to,
                    )
                    at = manifest.place(f"resources.{resource.id}.path")
                    yield LINKED_FILE_NOT_KEPT.at(at, what, fix)


def _check_claimed_entries(manifests: ManifestSet) -> Iterable[Finding]:
    """Check that an entry to adopt is named by one manifest; where not, each of them has its finding."""
    claims: dict[tuple[CatalogName, str], list[tuple[Manifest, Position]]] = defaultdict(list)
    for manifest in manifests.manifests:
        for catalog, adoption in manifest.adoptions.items():
            if adoption.entry is not None:
                claims[catalog, adoption.entry].append((manifest, adoption.at or manifest.at))
    for (_catalog, entry), claimants in claims.items():
        for manifest, at in claimants if len(claimants) > 1 else ():
            other = next(claimant.key for claimant, _at in claimants if claimant is not manifest)
            what = message("the entry “{entry}” is also named in {other}", entry=entry, other=other)
            fix = message(
                "One entry is one dataset: keep it in the manifest of this dataset, and delete it in the other."
            )
            yield ENTRY_CLAIMED_TWICE.at(at, what, fix, entry)


def _check_titles(manifests: ManifestSet) -> Iterable[Finding]:
    """Check that no two datasets of a producer have one title in a catalogue; where they have, each has its finding."""
    for manifest, other in _same_titles(manifests):
        what = message("same title as {other} ({place})", other=other.key, place=other.place("title"))
        fix = message(
            "Read both descriptions. Where they are about different data, say in each title what distinguishes them; "
            "where one dataset replaces the other, change the line `state:` of the older one to "
            "`state: archived`; where one is a copy, delete its file."
        )
        yield SAME_TITLE.at(manifest.place("title"), what, fix)


def _same_titles(manifests: ManifestSet) -> Iterable[tuple[Manifest, Manifest]]:
    """Yield each manifest whose title another one of its producer or organization has, and the first such other."""
    with_title: dict[tuple[str, ...], list[Manifest]] = defaultdict(list)
    for manifest in manifests.manifests:
        for catalog in manifests.catalogs:
            content = manifest.content_for(catalog.name)
            if content is not None and content.state is not State.ARCHIVED and isinstance(content.title, str):
                place = (catalog.name, _publisher_in(manifests, manifest, catalog), _seen(content.title))
                with_title[place].append(manifest)
    yielded: set[DatasetKey] = set()
    for group in with_title.values():
        for manifest in group if len(group) > 1 else ():
            other = next((other for other in group if _are_distinct(manifest, other)), None)
            if other is not None and manifest.key not in yielded:
                yielded.add(manifest.key)
                yield manifest, other


def _publisher_in(manifests: ManifestSet, manifest: Manifest, catalog: CatalogConfig) -> str:
    """Return the organization of a dataset in a catalogue; its producer where there is none, or it is everybody's."""
    producer = producer_of(manifest.key)
    known = manifests.producers.get(producer)
    return (known.organizations.get(catalog.name) if known else None) or f"{producer}/"


def _check_copies(manifests: ManifestSet) -> Iterable[Finding]:
    """Check that no two datasets of a producer have one description, or one address or file, with different titles."""
    same_title = {frozenset((one.key, other.key)) for one, other in _same_titles(manifests)}
    with_description: dict[tuple[str, str], Manifest] = {}
    with_source: dict[tuple[str, str], tuple[Manifest, Position]] = {}
    for manifest in manifests.manifests:
        content, producer = manifest.content, producer_of(manifest.key)
        if content.state is State.ARCHIVED:
            continue
        description = content.description if isinstance(content.description, str) else ""
        if len(description) >= _LEAST_DESCRIPTION:
            first = with_description.setdefault((producer, description), manifest)
            if _are_distinct(manifest, first) and frozenset((manifest.key, first.key)) not in same_title:
                what = message("same description as {other} ({place})",
                               other=first.key, place=first.place("description"))  # fmt: skip
                fix = message("Say in each description what its dataset has that the other has not.")
                yield SAME_DESCRIPTION.at(manifest.place("description"), what, fix)
        for path, source in _sources(content):
            other, place = with_source.setdefault((producer, source), (manifest, manifest.place(path)))
            if _are_distinct(manifest, other) and frozenset((manifest.key, other.key)) not in same_title:
                what = message("{other} has the same data ({place})", other=other.key, place=place)
                fix = message("Find out to which of the two it belongs (the service knows), and correct the other one.")
                yield SAME_DATA.at(manifest.place(path), what, fix, source)


def _check_codes(manifests: ManifestSet) -> Iterable[Finding]:
    """Check that no two producers have one code: their folders are then one body, or a copy."""
    with_code: dict[str, Producer] = {}
    for producer in manifests.producers.values():
        codes = (("siren", producer.siren), ("siret", producer.siret), ("insee", producer.insee))
        for key, code in ((key, code) for key, code in codes if code is not None):
            other = with_code.setdefault(f"{key}:{code}", producer)
            if other is not producer:
                what = message("{code} is already the {key} of {other}", code=code, key=key.upper(), other=other.id)
                fix = message("Correct it if the folder was copied; if both folders are one body, keep one of them.")
                yield SAME_CODE.at(producer.values_at.get(key, producer.at), what, fix, code)
                break


def _sources(content: Dataset) -> Iterable[tuple[str, str]]:
    """Yield the address or the file of each resource that may hold the data, with its path in the manifest."""
    for resource in content.resources:
        source = source_of(resource)
        if source is not None and resource.type != "documentation":
            yield f"resources.{resource.id}.{'url' if resource.data is None else 'path'}", source


def _seen(title: str) -> str:
    """Return a title as a reader of a catalogue distinguishes it from others: without case and outer spaces."""
    return canonical_line(title).casefold()


def _are_distinct(manifest: Manifest, other: Manifest) -> bool:
    """Return whether two manifests are different datasets: neither is the former name of the other."""
    return manifest.key != other.key and other.key not in manifest.previously and manifest.key not in other.previously


CHECKS: Final[tuple[Callable[[ManifestSet], Iterable[Finding]], ...]] = (
    _check_previous_keys,
    _check_tombstones,
    _check_organizations,
    _check_linked_files,
    _check_claimed_entries,
    _check_titles,
    _check_copies,
    _check_codes,
)
