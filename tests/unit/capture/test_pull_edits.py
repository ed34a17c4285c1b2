"""Edits made in a catalogue, pulled into a manifest: what is merged, what stays, and what is left to a person."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from publisher.capture.pull_edits import CatalogEdit, PulledManifest, Puller
from publisher.capture.trial_folder import TrialFolder
from publisher.manifests.load_folder import load
from publisher.model.change import ORDER, WHOLE, Change, ChangeKind
from publisher.model.change import FieldPath as Field
from publisher.model.names import CatalogName, DatasetKey, ProducerId, ResourceId
from publisher.model.values import Contact, RoleContact, Value
from tests.unit.builders import access
from tests.unit.offline_adapters import CKAN, UDATA, catalog_of, fill

KEY = DatasetKey("bron/parcs")
HEAD = "title: T\ndescription: D\n"

BRON = ("fr:commune:69029", "fr:commune:69266")
THEMES = "parcs:\n  label: {fr: Parcs}\n  keywords: [Équipement public, été]\n"


@dataclass
class PullFolder:
    """A folder with one manifest, into which edits are pulled; no call is made."""

    root: Path

    def pull(self, text: str, *edits: CatalogEdit) -> PulledManifest:
        """Return the manifest after these edits, with the edits that could not be merged."""
        (self.root / "bron" / "parcs.yml").write_text(text, encoding="utf-8")
        manifests = load(self.root, {}).manifests
        puller = Puller(
            manifests=manifests,
            catalogs={config.name: catalog_of(config) for config in manifests.catalogs},
            access={config.name: access(catalog=config.name, zones=frozenset(BRON)) for config in manifests.catalogs},
            trial=TrialFolder(self.root, ProducerId("bron"), manifests.catalogs),
        )
        return puller.pull(KEY, text, edits)

    def pull_all(self, text: str, *edits: CatalogEdit) -> str:
        """Return the text after these edits; the test fails if one could not be merged."""
        pulled = self.pull(text, *edits)
        assert [str(unmerged.why) for unmerged in pulled.unmerged] == []
        return pulled.after


@pytest.fixture
def pull_folder(tmp_path: Path) -> PullFolder:
    """Return a folder with one producer and one theme."""
    return PullFolder(fill(tmp_path, themes=THEMES))


def edit(catalog: CatalogName, field: str, before: Value, resource: str | None = None) -> CatalogEdit:
    """Return an edit that left this value in the catalogue."""
    path = Field(field, ResourceId(resource) if resource else None)
    return CatalogEdit(catalog, Change(path, ChangeKind.DRIFT, before, None))


# ---- resources


def lines(*ids: str, indent: str = "  ") -> str:
    """Return resources in YAML, one on each line."""
    return "".join(f"{indent}- {{id: {name}, title: {name}, url: https://example.org/{name}}}\n" for name in ids)


def test_a_resource_that_is_not_in_the_catalogue_yet_keeps_its_place(pull_folder: PullFolder) -> None:
    text = f"{HEAD}resources:\n{lines('a', 'b')}  # le nouveau\n{lines('neuf')}"
    pulled = pull_folder.pull_all(text, edit(CKAN, ORDER, ("b", "a")))
    assert pulled == f"{HEAD}resources:\n{lines('b', 'a')}  # le nouveau\n{lines('neuf')}"


def test_resources_of_one_catalogue_change_places_and_go(pull_folder: PullFolder) -> None:
    text = HEAD + "catalogs:\n  grandlyon:\n    resources:\n"
    x, y = lines("x", indent=" " * 6), lines("y", indent=" " * 6)
    assert pull_folder.pull_all(f"{text}{x}{y}", edit(CKAN, ORDER, ("y", "x"))) == f"{text}{y}{x}"
    assert pull_folder.pull_all(f"{text}{x}{y}", edit(CKAN, WHOLE, None, "x")) == f"{text}{y}"


def test_extras_of_a_resource_are_set_and_cleared(pull_folder: PullFolder) -> None:
    head = HEAD + "resources:\n  - id: csv\n    title: A\n    url: https://example.org/a\n"
    text = head + "    extras:\n      note: un  # à relire\n      source: x\n"
    pulled = pull_folder.pull_all(
        text, edit(CKAN, "extras.note", "deux", "csv"), edit(CKAN, "extras.source", None, "csv")
    )
    assert pulled == head + "    extras:\n      note: deux  # à relire\n    clear: [extras.source]\n"
    assert pull_folder.pull_all(pulled, edit(CKAN, "extras.source", "x", "csv")) == text.replace("un  #", "deux  #")


def test_a_file_is_not_left_behind(pull_folder: PullFolder) -> None:
    (pull_folder.root / "bron" / "a.csv").write_text("a;b\n", encoding="utf-8")
    text = HEAD + "resources:\n  - {id: csv, title: A, path: a.csv}\n"
    pulled = pull_folder.pull(text, edit(CKAN, WHOLE, None, "csv"))
    assert (pulled.after, [unmerged.why.text for unmerged in pulled.unmerged]) == (
        text, ["its file is in the producer's folder: remove the resource and the file by hand"],
    )  # fmt: skip


# ---- keywords and zones

KEYWORDS: list[tuple[str, str, tuple[str, ...], str]] = [
    ("[toilettes, tp]", "", ("piscine", "toilettes"), "keywords: [toilettes, tp, piscine]\n"),
    ("[hvd, toilettes]", "", ("piscine",), "keywords: [hvd, piscine]\n"),
    ("[toilettes]", "theme: parcs\n", ("equipement-public", "ete", "piscine", "toilettes"),
     "keywords: [toilettes, piscine]\n"),
    ("[Toilettes publiques]", "theme: parcs\n", ("equipement-public", "ete"), ""),
    ("[toilettes]", "", (), "clear: [keywords]\n"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "theme", "stored_words", "expected"), KEYWORDS)
def test_keywords_of_udata(
    pull_folder: PullFolder, words: str, theme: str, stored_words: tuple[str, ...], expected: str
) -> None:
    pulled = pull_folder.pull_all(f"{HEAD}{theme}keywords: {words}\n", edit(UDATA, "keywords", stored_words or None))
    assert pulled == f"{HEAD}{theme}{expected}"


def test_keywords_for_one_catalogue_alone(pull_folder: PullFolder) -> None:
    text = HEAD + "keywords: [Été chaud]\ncatalogs: {datagouv: {keywords: [neige]}}\n"
    pulled = pull_folder.pull_all(text, edit(UDATA, "keywords", ("ete-chaud", "neige", "ski")))
    assert pulled == text.replace("[neige]", "[neige, ski]")


ZONES = f"{HEAD}spatial: {{zones: [fr:commune:69029, fr:commune:69266]}}\n"


def test_zones_that_ckan_has_no_place_for_stay(pull_folder: PullFolder) -> None:
    pulled = pull_folder.pull_all(ZONES, edit(CKAN, "spatial", ("fr:epci:200046977",)))
    assert pulled == f"{HEAD}spatial: {{zones: ['fr:epci:200046977', 'fr:commune:69266']}}\n"


def test_a_catalogue_does_not_empty_what_it_never_held(pull_folder: PullFolder) -> None:
    pulled = pull_folder.pull(ZONES, edit(CKAN, "spatial", None))
    assert pulled.after == ZONES
    assert len(pulled.unmerged) == 1


def test_zones_of_udata_replace_those_of_the_manifest(pull_folder: PullFolder) -> None:
    pulled = pull_folder.pull_all(ZONES, edit(UDATA, "spatial", ("fr:commune:69029",)))
    assert pulled == f"{HEAD}spatial: {{zones: [fr:commune:69029]}}\n"


def test_zones_and_granularity_are_pulled_each_alone(pull_folder: PullFolder) -> None:
    text = HEAD + 'spatial: {zones: ["fr:commune:69029"], granularity: commune}\n'
    pulled = pull_folder.pull_all(text, edit(CKAN, "spatial", ("fr:commune:69266",)))
    assert pulled == HEAD + "spatial: {zones: ['fr:commune:69266'], granularity: commune}\n"
    assert pull_folder.pull_all(text, edit(CKAN, "granularity", "poi")) == text.replace("commune}", "poi}")
    cleared = pull_folder.pull_all(text, edit(CKAN, "granularity", None))
    assert cleared == HEAD + 'spatial: {zones: ["fr:commune:69029"]}\nclear: [granularity]\n'


# ---- contacts

CONTACTS = (
    HEAD + "contact: {email: a@example.org}\ncontacts:\n  - {role: diffuseur, name: Ville}  # à jour\n"
    "  - {role: contact, email: b@example.org}\n"
)


def test_contacts_that_ckan_has_no_place_for_stay(pull_folder: PullFolder) -> None:
    pulled = pull_folder.pull_all(CONTACTS, edit(CKAN, "contacts", (RoleContact("publisher", "Métropole"),)))
    assert pulled == (
        HEAD + "contact: {email: a@example.org}\n# à jour\ncontacts:\n  - role: publisher\n    name: Métropole\n"
        "  - role: contact\n    email: b@example.org\n"
    )


def test_contacts_of_udata_replace_those_of_the_manifest(pull_folder: PullFolder) -> None:
    form = RoleContact("creator", form="https://example.org/ecrire")
    pulled = pull_folder.pull_all(CONTACTS, edit(UDATA, "contacts", (form,)))
    assert pulled == (
        HEAD + "contact: {email: a@example.org}\n# à jour\n"
        "contacts: [{role: creator, form: 'https://example.org/ecrire'}]\n"
    )
    assert pull_folder.pull_all(CONTACTS, edit(UDATA, "contacts", None)) == (
        HEAD + "contact: {email: a@example.org}\nclear: [contacts]\n"
    )


def test_a_form_is_pulled_into_the_contact(pull_folder: PullFolder) -> None:
    contact = Contact(None, "a@example.org", "https://example.org/ecrire")
    pulled = pull_folder.pull_all(CONTACTS, edit(UDATA, "contact", contact))
    assert "contact: {email: a@example.org, form: 'https://example.org/ecrire'}\n" in pulled
