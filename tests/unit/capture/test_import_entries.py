"""The class of each entry at an import: new, known, foreign, harvested, or for a person to decide."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from publisher.capture.classify_entries import EntryClass, classify_entries
from publisher.capture.draft_manifest import file_name
from publisher.model.entry import Entry
from publisher.model.manifest import Adoption, Manifest
from publisher.model.names import ProducerId
from tests.unit.builders import CATALOG, config, dataset, entry, manifest, manifests, marker

HERE = "ville-de-bron"
"""The organization whose entries are classified."""


def existing(name: str, **fields: Any) -> Entry:
    """Return an entry without a marker, with a title of its own."""
    return entry(dataset(title=f"Titre de {name}"), name=name, **fields)


def entry_classes(*entries: Entry, existing_manifests: tuple[Manifest, ...] = ()) -> dict[str, EntryClass]:
    """Return the class of each entry, by the entry's name."""
    return {
        classified.entry.name: classified.entry_class
        for classified in classify_entries(entries, manifests(*existing_manifests), config(), HERE)
    }


@pytest.mark.parametrize(
    ("existing_entry", "entry_class"),
    [
        (existing("a"), EntryClass.EXACT),
        (existing("a", marker=marker()), EntryClass.KNOWN),
        (existing("a", marker=marker(repository="autre")), EntryClass.FOREIGN),
        (existing("a", foreign="inspire:resource_identifier = x"), EntryClass.FOREIGN),
        (existing("a", harvested="harvest_source_id = x"), EntryClass.HARVESTED),
        (
            existing("a", harvested="harvest_source_id = x", foreign="inspire:resource_identifier = x"),
            EntryClass.HARVESTED,
        ),
        (existing("a", harvested="harvest_source_id = x", copied_marker=marker()), EntryClass.HARVESTED),
    ],
)
def test_whose_an_entry_is(existing_entry: Entry, entry_class: EntryClass) -> None:
    assert entry_classes(existing_entry) == {"a": entry_class}


def test_entries_of_one_title_are_a_persons_to_name() -> None:
    duplicates = [entry(dataset(title="Parcs"), name=name) for name in ("a", "b")]
    assert entry_classes(*duplicates, existing("c")) == {
        "a": EntryClass.AMBIGUOUS,
        "b": EntryClass.AMBIGUOUS,
        "c": EntryClass.EXACT,
    }


def test_an_entry_of_the_same_title_that_another_tool_writes_does_not_count() -> None:
    first, second = (entry(dataset(title="Parcs"), name=name) for name in ("a", "b"))
    assert entry_classes(first, replace(second, foreign="x = y")) == {"a": EntryClass.EXACT, "b": EntryClass.FOREIGN}


@pytest.mark.parametrize("id_or_name", ["id-a", "a"])
def test_an_entry_that_a_manifest_names(id_or_name: str) -> None:
    own_manifest = manifest("bron/parcs", adoptions={CATALOG: Adoption(entry=id_or_name)})
    assert entry_classes(existing("a"), existing_manifests=(own_manifest,)) == {"a": EntryClass.KNOWN}


def test_an_entry_with_the_title_of_a_manifest() -> None:
    own_manifest = manifest("bron/parcs", dataset(title="Titre de a"))
    assert entry_classes(existing("a"), existing_manifests=(own_manifest,)) == {"a": EntryClass.AMBIGUOUS}


def test_another_communes_dataset_of_the_same_title_is_another_dataset() -> None:
    own_manifest = manifest("lyon/parcs", dataset(title="Titre de a"))
    assert entry_classes(existing("a"), existing_manifests=(own_manifest,)) == {"a": EntryClass.EXACT}


def test_an_entry_that_another_communes_manifest_names_is_not_described_twice() -> None:
    own_manifest = manifest("lyon/parcs", adoptions={CATALOG: Adoption(entry="id-a")})
    assert entry_classes(existing("a"), existing_manifests=(own_manifest,)) == {"a": EntryClass.KNOWN}


@pytest.mark.parametrize(
    ("name", "existing_names", "expected"),
    [
        ("parcs-bron", (), "parcs"),
        ("Parcs et jardins de l'Écluse", (), "parcs-et-jardins-de-l-ecluse"),
        ("parcs", ("parcs", "parcs-2"), "parcs-3"),
        ("_-_", (), "jeu"),
        ("producer", ("producer",), "producer-2"),
        ("x" * 100, (), "x" * 80),
    ],
)
def test_names_of_files(name: str, existing_names: tuple[str, ...], expected: str) -> None:
    assert file_name(name, ProducerId("bron"), existing_names) == expected
