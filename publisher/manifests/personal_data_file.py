"""`personal-data.yml`: the files with personal data that the data-protection team accepts, as they are."""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final

from publisher.manifests import json_types
from publisher.manifests.findings_collector import FindingsCollector, shown
from publisher.manifests.read_yaml import parse, read_text
from publisher.manifests.reviewed_file import LATEST_COMMIT, Reviewed, reviewed_text
from publisher.manifests.shapes import Shape
from publisher.manifests.tree_with_positions import Items, Node, Table, Text
from publisher.manifests.value_types import Line, from_text, problem
from publisher.model.acceptance import Acceptance
from publisher.model.findings import Finding, ManifestError, Position
from publisher.model.manifest import Manifest, ManifestSet
from publisher.model.messages import message
from publisher.model.names import DatasetKey, ResourceId
from publisher.rules.personal_data import ACCEPTANCE_NOT_COUNTED, ACCEPTANCE_OF_NOTHING
from publisher.rules.structure import WRONG_TYPE

FILE: Final = "personal-data.yml"
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_NO_CHECKSUM: Final = message("a SHA-256 checksum has 64 digits and letters from a to f")
_EXAMPLE: Final = "- {key: commune/subventions, resource: csv, reason: À COMPLÉTER, sha256: …}"


def _checksum(text: str) -> str:
    checksum = text.strip().lower()
    if not _SHA256.fullmatch(checksum):
        fix = message("Copy it from the message about the file.")
        raise problem(WRONG_TYPE, _NO_CHECKSUM, fix)
    return checksum


class AcceptanceShape(Shape):
    """One entry of `personal-data.yml`."""

    key: Line
    resource: Line
    reason: Line
    sha256: Annotated[str, from_text(_checksum), json_types.matching(r"\s*[0-9A-Fa-f]{64}\s*", _NO_CHECKSUM)]


def read_acceptances(root: Path, manifests: ManifestSet, collector: FindingsCollector) -> tuple[Acceptance, ...]:
    """Return the entries of the file, with what is wrong in it; none where there is no file."""
    path = root / FILE
    if not os.path.lexists(path):
        return ()
    if path.is_symlink():
        collector.symbolic_link(path)
        return ()
    try:
        text = read_text(path, shown(path))
        node = parse(text, shown(path))
    except ManifestError as error:
        collector.findings.extend(error.findings)
        return ()
    entries = tuple(_entries(node, collector))
    if not entries:
        return ()
    reviewed = reviewed_text(path, text)
    known = _reviewed_entries(reviewed.text)
    acceptances = tuple(_acceptance(entry, shape, known) for entry, shape in entries)
    for (entry, _), acceptance in zip(entries, acceptances, strict=True):
        collector.findings.extend(_findings(entry, acceptance, manifests, reviewed))
    collector.findings.extend(_doubled(acceptances))
    return acceptances


def _entries(node: Node, collector: FindingsCollector) -> Iterator[tuple[Table, AcceptanceShape]]:
    """Yield the entries that are complete."""
    if not isinstance(node, Items):
        if not (isinstance(node, Table) and not node.values):
            what = message("the file must be a list")
            fix = message("Write it like this: {example}", example=_EXAMPLE)
            collector.add(WRONG_TYPE.at(node.at, what, fix))
        return
    for item in node.given:
        if not isinstance(item, Table):
            collector.expect_table(item, _EXAMPLE)
        elif (shape := collector.shape(item, AcceptanceShape)) is not None:
            yield item, shape


def _acceptance(entry: Table, shape: AcceptanceShape, known: frozenset[tuple[str, str, str]]) -> Acceptance:
    counts = (shape.key, shape.resource, shape.sha256) in known
    return Acceptance(DatasetKey(shape.key), ResourceId(shape.resource), shape.sha256, entry.at, counts)


def _reviewed_entries(text: str) -> frozenset[tuple[str, str, str]]:
    """Return key, resource and checksum of each entry of a text; none where it cannot be read."""
    try:
        node = parse(text, FILE)
    except ManifestError:
        return frozenset()
    tables = [item for item in node.items if isinstance(item, Table)] if isinstance(node, Items) else []
    return frozenset(
        (_text(table, "key"), _text(table, "resource"), _text(table, "sha256").lower())
        for table in tables
        if _text(table, "reason")
    )


def _text(table: Table, name: str) -> str:
    node = table.values.get(name)
    return node.text.strip() if isinstance(node, Text) and not node.blank else ""


def _findings(entry: Table, acceptance: Acceptance, manifests: ManifestSet, reviewed: Reviewed) -> Iterator[Finding]:
    yield from _about_nothing(entry, acceptance, manifests)
    if acceptance.counts:
        return
    if reviewed.branch is None:
        what = message("this acceptance does not count: the default branch of the remote repository is not known here")
        fix = message("Run this once: {line}", line="git remote set-head origin --auto")
    elif reviewed.branch == LATEST_COMMIT:
        what = message("this acceptance does not count yet: it is not committed")
        fix = message("It counts once the data-protection team has approved it and it is committed.")
    else:
        what = message("this acceptance does not count yet: it is not on {branch}", branch=reviewed.branch)
        fix = message("It counts once the data-protection team has approved it and it is merged.")
    yield ACCEPTANCE_NOT_COUNTED.at(acceptance.at, what, fix)


def _about_nothing(entry: Table, acceptance: Acceptance, manifests: ManifestSet) -> Iterator[Finding]:
    """Yield the finding about an entry whose dataset or resource does not exist."""
    if acceptance.key in manifests.broken:
        return  # its manifest has its own findings
    manifest = next((manifest for manifest in manifests.manifests if manifest.key == acceptance.key), None)
    if manifest is None:
        what = message("there is no dataset “{key}”", key=acceptance.key)
        fix = message("Write the producer's folder and the name of the manifest: producer/subsidies")
        yield ACCEPTANCE_OF_NOTHING.at(_place(entry, "key"), what, fix, acceptance.key)
    elif acceptance.resource not in (resources := _resources_with_files(manifest)):
        what = message("“{key}” has no resource “{resource}” with a file",
                       key=acceptance.key, resource=acceptance.resource)  # fmt: skip
        fix = message("Remove this entry.")
        if resources:
            fix = message("Resources with a file: {known}", known=", ".join(resources))
        yield ACCEPTANCE_OF_NOTHING.at(_place(entry, "resource"), what, fix, acceptance.resource)


def _resources_with_files(manifest: Manifest) -> list[str]:
    contents = (manifest.content, *(content for content in manifest.overrides.values() if content is not None))
    return list(dict.fromkeys(resource.id for content in contents for resource in content.resources if resource.data))


def _place(entry: Table, name: str) -> Position:
    return entry.values[name].at if name in entry.values else entry.at


def _doubled(acceptances: Sequence[Acceptance]) -> Iterator[Finding]:
    first: dict[tuple[str, str], Acceptance] = {}
    for acceptance in acceptances:
        before = first.setdefault((acceptance.key, acceptance.resource), acceptance)
        if before is not acceptance:
            what = message("this resource has an entry already, on line {line}", line=before.at.line)
            fix = message("Keep the one with the checksum of the present file.")
            yield ACCEPTANCE_OF_NOTHING.at(acceptance.at, what, fix)
