"""A plan for a reviewer: decided from the comment alone, and never too long for one."""

from dataclasses import replace

import pytest

from publisher.model.change import ChangeKind
from publisher.model.names import CatalogName, DatasetKey, ResourceId
from publisher.model.plan import Item, Plan, Same, Step, Update, UpdateKind
from publisher.model.values import UNMANAGED, Contact, State
from publisher.views.dataset_review import FileReview, ReviewContext
from publisher.views.plan_markdown import COMMENT, DATASET, plan_markdown
from publisher.views.source_links import SourceLinks
from tests.unit.builders import CATALOG, at, dataset, resource

from .samples import HIDDEN, LONG, NAME_TAKEN, READING, change, create, edit_of, entry_of, item

OTHER = CatalogName("datagouv")
SOURCE = "https://github.com/ville/donnees/blob/4f2c"
REFUSED = 65_536
"""Characters of a comment that GitHub refuses."""


def plan_of(*items: Item) -> Plan:
    return Plan(items=items, orphans=(), readings={CATALOG: READING}, managed=frozenset({CATALOG, OTHER}))


def title(number: int) -> Step:
    changes = (change("title", f"Lieux {number} de la ville, ancien titre", f"Lieux {number} de la ville, neuf titre"),)
    return Update(edit=edit_of(f"lieux-{number}"), changes=changes)


def twice(key: str, step: Step) -> tuple[Item, Item]:
    return item(key, step), item(key, step, catalog=OTHER)


def test_a_value_that_is_the_same_in_both_catalogues_is_there_once() -> None:
    license_change = change("license", "odc-odbl", "lov2")
    here = Update(edit=edit_of("a"), changes=(license_change, change("frequency", "annual", "monthly")))
    there = Update(edit=edit_of("a"), changes=(license_change,))

    text = plan_markdown(plan_of(item("bron/a", here), item("bron/a", there, catalog=OTHER)))

    assert text.count("ODbL (odc-odbl) → Licence Ouverte 2.0 (lov2)") == 2
    assert "- **licence**: ODbL (odc-odbl) → Licence Ouverte 2.0 (lov2)\n" in text
    assert "**another licence**: bron/a: ODbL (odc-odbl) → Licence Ouverte 2.0 (lov2)\n" in text
    assert "- **frequency**: Annuelle (annual) → Mensuelle (monthly) · grandlyon\n" in text
    assert "| licence · grandlyon, datagouv<br>frequency · grandlyon |" in text


def test_every_change_of_a_long_text_is_there_with_its_words() -> None:
    before = f"{LONG}chaque année. {LONG}par la voirie. {LONG}à la main."
    after = before.replace("année", "mois").replace("main", "demande")

    text = plan_markdown(
        plan_of(item("bron/a", Update(edit=edit_of("a"), changes=(change("description", before, after),))))
    )

    assert "<del>année</del><ins>mois</ins>" in text
    assert "<del>main</del><ins>demande</ins>" in text
    assert "par la voirie" not in text


def test_a_creation_shows_its_values() -> None:
    step = create()
    content = replace(
        dataset(resource("csv")), license="lov2", contact=Contact("Voirie", "voirie@example.org"), description=LONG * 9
    )
    step = replace(step, creation=replace(step.creation, content=content))

    text = plan_markdown(plan_of(item("bron/a", step)))

    assert "- **licence**: Licence Ouverte 2.0 (lov2)\n" in text
    assert "- **contact**: Voirie · voirie@\u200bexample.org\n" in text
    assert "- **resource csv**: Fichier csv · https://files.example.org/csv" in text
    assert f"- **description**: {LONG[:80]}" in text


def test_names_are_links_to_the_lines_of_the_manifests() -> None:
    key = DatasetKey("bron/a")
    context = ReviewContext(SourceLinks(SOURCE, {key: at("manifests/bron/l'été [1].yml", 1)}))

    text = plan_markdown(plan_of(item(key, title(1))), context)

    assert f"[Toilettes publiques]({SOURCE}/manifests/bron/l%27%C3%A9t%C3%A9%20%5B1%5D.yml#L1)<br>`bron/a`" in text
    assert f"- **[title]({SOURCE}/manifests/bron/toilettes.yml#L1)**" in text


def test_what_differs_in_the_rows_of_a_file_is_in_its_row_and_follows_its_line() -> None:
    files = {
        (DatasetKey("bron/a"), ResourceId("csv")): FileReview("2 lignes ajoutées<br>`+` ligne 4", "2 lignes ajoutées")
    }
    step = Update(edit=edit_of("a"), changes=(change("file", None, None, of="csv"),))

    text = plan_markdown(plan_of(*twice("bron/a", step)), ReviewContext(files=files))

    assert "| resource csv, file · grandlyon, datagouv<br>csv: 2 lignes ajoutées |" in text
    assert text.count("\n- 2 lignes ajoutées<br>`+` ligne 4\n") == 1


def test_an_entry_that_another_producer_had_is_to_check() -> None:
    def renamed(former: str) -> Update:
        return Update(edit=edit_of("a"), changes=(change("key", former, "bron/nouveau"),))

    text = plan_markdown(plan_of(item("bron/nouveau", renamed("ecully/ecoles"))))

    assert "**takes the entry of another producer**: bron/nouveau" in text
    assert "To check" not in plan_markdown(plan_of(item("bron/nouveau", renamed("bron/ecoles"))))


def test_what_is_taken_from_the_public_comes_first_and_is_counted() -> None:
    hidden = [item(f"bron/jeu-{n:02}", Update(edit=edit_of(f"jeu-{n}"), changes=HIDDEN, kind=UpdateKind.ARCHIVE))
              for n in range(30)]  # fmt: skip
    license_change = Update(edit=edit_of("a"), changes=(change("license", "odc-odbl", "lov2", ChangeKind.CHANGE),))

    text = plan_markdown(plan_of(*hidden, item("lyon/a", license_change)))

    assert "**hidden from the public**: **30 datasets** (bron/jeu-00, bron/jeu-01, " in text
    assert "**another licence**: lyon/a" in text
    assert text.index("To check") < text.index("| dataset |")
    assert "| ➖ | **30 datasets**<br>bron (30) |" in text
    assert text.count("published → draft") == 1


@pytest.mark.parametrize(
    ("steps", "verdict"),
    [
        ((title(1),), "✔ Nothing unusual."),
        ((Same(entry=entry_of("a")),), "✔ Nothing changes in the catalogues."),
        ((Update(edit=edit_of("a"), changes=(change("license", "a", "b"),)),), "⚠️ To check before the merge."),
        ((title(1), NAME_TAKEN), "⛔ To decide before the merge: what is held back or blocked would not be done."),
    ],
)
def test_the_second_line_says_what_a_reviewer_has_to_do(steps: tuple[Step, ...], verdict: str) -> None:
    text = plan_markdown(plan_of(*(item(f"bron/{number}", step) for number, step in enumerate(steps))))

    assert text.splitlines()[2] == f"**{verdict}**"


@pytest.mark.parametrize("count", [1, 3, 4, 30, 400])
@pytest.mark.parametrize("kind", ["titles", "creations"])
def test_a_comment_has_room_for_any_number_of_datasets(count: int, kind: str) -> None:
    keys = [f"ville-{n % 15:02}/jeu-{n:03}" for n in range(count)]
    steps = [title(n) if kind == "titles" else create() for n in range(count)]
    items = sorted((i for key, step in zip(keys, steps, strict=True) for i in twice(key, step)), key=lambda i: i.key)
    places = {DatasetKey(key): at(f"manifests/{key}.yml", 1) for key in keys}

    text = plan_markdown(plan_of(*items), ReviewContext(SourceLinks(SOURCE, places)), COMMENT)

    assert len(text) <= COMMENT < REFUSED
    assert text.rstrip().endswith("Nothing has been written.")
    assert text.count("<details") == text.count("</details>")
    assert ("<details open>" in text) == (count <= 3)
    if count <= 30:
        assert all(f"`{key}`" in text for key in keys)
    shown = text.count("| ✏️ |") + text.count("| ➕ |")
    assert shown == count or "Not in this table, for want of space:" in text


def test_a_dataset_with_very_many_values_leaves_room_for_the_others() -> None:
    many = tuple(change(f"extras.cle-{n:04}", "a", "b") for n in range(2_000))
    plan = plan_of(item("bron/a", Update(edit=edit_of("a"), changes=many)), item("bron/b", title(1)))

    text = plan_markdown(plan, limit=COMMENT)

    assert len(text) <= COMMENT
    assert "- … and " in text
    assert "<strong>Toilettes publiques</strong> · bron/b" in text
    assert len(text.split("</details>")[0]) < DATASET * 3


def test_a_field_that_is_cleared_is_seen() -> None:
    content = replace(dataset(resource("csv")), license=UNMANAGED, state=State.PRIVATE)
    step = replace(create(), creation=replace(create().creation, content=content))

    text = plan_markdown(plan_of(item("bron/a", step)))

    assert "- **state**: private" in text
    assert "**licence**" not in text


def test_an_address_is_a_link_in_the_field_of_an_address_alone() -> None:
    address = "https://a.example/x"
    texts = (
        change("title", "Lieux", f"Lieux {address} www.a.example"),
        change("description", LONG, f"{LONG} {address}"),
        change("url", "https://b.example", address, of="csv"),
    )
    step = Update(edit=edit_of("a"), changes=texts)

    text = plan_markdown(plan_of(item("bron/a", step)))

    assert text.count(address) == 1
    assert f'"https://b.example" → "{address}"' in text
    assert text.count("https:&sol;&sol;a.example/x") == 2
    assert "www&period;a.example" in text
