"""Settings that have no effect are said, also where nothing else is to do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from publisher.locale import Language, use
from publisher.model.plan import Plan
from publisher.sync.plan.make_plan import Request, make_plan
from publisher.views.json_results import plan_document
from publisher.views.plan_markdown import plan_markdown
from publisher.views.plan_text import plan_text
from publisher.views.report_text import nothing_text
from tests.unit.cases import inputs
from tests.unit.fake_catalog import as_catalog
from tests.unit.offline_adapters import CKAN, UDATA

from .manifest_folder import ManifestFolder

PLAIN = "title: Parcs\ndescription: Texte.\n"


def plan_of(folder: ManifestFolder) -> Plan:
    """Return the whole plan."""
    catalogs = {name: as_catalog(fake) for name, fake in folder.catalogs.items()}
    return make_plan(inputs(folder.manifests, catalogs), Request())


def notes(folder: ManifestFolder) -> list[str]:
    """Return the notes of the only dataset."""
    (item,) = plan_of(folder).items
    return [str(note) for note in item.notes]


def test_a_slug_that_is_changed_after_the_creation(tmp_path: Path) -> None:
    folder = ManifestFolder.on(tmp_path, CKAN)
    folder.write("bron/parcs.yml", PLAIN + "slug: parcs\n")
    folder.sync()
    assert notes(folder) == []
    folder.write("bron/parcs.yml", PLAIN + "slug: parcs-de-bron\n")
    (text,) = notes(folder)
    assert text.startswith(f"`slug: parcs-de-bron` in {tmp_path}/bron/parcs.yml:3:7 has no effect: an entry keeps the")
    plan = plan_of(folder)
    for shown in (nothing_text(plan), plan_text(plan, "publisher sync"), plan_markdown(plan)):
        assert "has no effect" in shown
    assert plan_document(plan)["steps"][0]["notes"] == [text]  # type: ignore[index]
    use(Language.FRENCH)
    assert "est sans effet\u00a0: une fiche garde le nom de sa création" in nothing_text(plan)


def test_a_slug_has_no_note_where_the_catalogue_chooses_the_name(tmp_path: Path) -> None:
    folder = ManifestFolder.on(tmp_path, UDATA)
    folder.write("bron/parcs.yml", PLAIN + "slug: parcs\n")
    folder.sync()
    folder.write("bron/parcs.yml", PLAIN + "slug: autre\n")
    assert notes(folder) == []


@pytest.mark.parametrize("named", ["autre-fiche", "own"])
def test_an_entry_to_adopt_that_is_not_the_one_of_the_dataset(tmp_path: Path, named: str) -> None:
    folder = ManifestFolder.on(tmp_path, CKAN)
    folder.write("bron/parcs.yml", PLAIN)
    folder.sync()
    (entry,) = folder.entries(CKAN)
    folder.catalogs[CKAN].put(replace(entry, name="parcs-adoptes"))
    name = "parcs-adoptes" if named == "own" else named
    folder.write("bron/parcs.yml", PLAIN + f"catalogs: {{{CKAN}: {{entry: {name}}}}}\n")
    assert [text.partition(" in ")[0] for text in notes(folder)] == ([] if named == "own" else ["`entry: autre-fiche`"])


def test_a_former_key_that_no_entry_has(tmp_path: Path) -> None:
    folder = ManifestFolder.on(tmp_path, CKAN)
    folder.write("bron/parcs.yml", PLAIN + "previously: [bron/parc]\n")
    (text,) = notes(folder)
    assert text == (
        f"`previously:` in {tmp_path}/bron/parcs.yml:3:14 names bron/parc, without an entry in {CKAN}: "
        "a new one is created"
    )
    folder.sync()
    assert notes(folder) == [], "the line stays in the file once the rename is done"


def test_a_former_key_whose_entry_is_hidden_beside_the_one_of_the_dataset(tmp_path: Path) -> None:
    folder = ManifestFolder.on(tmp_path, CKAN)
    folder.write("bron/parc.yml", PLAIN.replace("Parcs", "Parc") + "state: published\n")
    folder.write("bron/parcs.yml", PLAIN)
    folder.sync()
    folder.write("bron/parc.yml", PLAIN.replace("Parcs", "Parc") + "state: archived\n")
    folder.sync()
    folder.remove("bron/parc.yml")
    folder.write("bron/parcs.yml", PLAIN + "previously: [bron/parc]\n")
    (text,) = notes(folder)
    assert text.startswith(f"`previously: bron/parc` in {tmp_path}/bron/parcs.yml:3:14 has no effect: ")
    assert text.endswith("/parcs-bron")
