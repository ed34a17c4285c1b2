"""How views show values that a catalogue cannot store."""

import pytest

from publisher.model.messages import message
from publisher.model.names import DatasetKey
from publisher.model.plan import Item, Plan, Same
from publisher.model.projection import Loss, ProjectedValues
from publisher.views.plan_text import MANY, WIDTH, plan_text
from publisher.views.show_text import CatalogPreview, show_text
from tests.unit.builders import CATALOG, manifest

from . import samples

LOSSES = (Loss("keywords", message("“{word}” becomes “{tag}”", word="l'eau", tag="l eau")),)
CREATE = next(item for item in samples.FULL.items if item.losses)


def plan_of(count: int, unchanged: int = 0) -> str:
    """Return the text of a plan with this number of new entries with losses, and of unchanged ones."""
    new = [Item(DatasetKey(f"bron/jeu-{n}"), CATALOG, "Jeu", CREATE.step, LOSSES) for n in range(count)]
    same = [Item(DatasetKey(f"bron/vieux-{n}"), CATALOG, "Jeu", Same(), LOSSES) for n in range(unchanged)]
    return plan_text(Plan((*new, *same), (), samples.FULL.readings), "publisher sync")


def test_each_entry_tells_its_losses() -> None:
    assert plan_of(2).count("∅ loss in keywords: “l'eau” becomes “l eau”") == 2


def test_entries_with_losses_are_counted_where_they_are_many() -> None:
    assert f"  ∅ {MANY} entries with losses, listed above" in plan_of(MANY).splitlines()
    assert "with losses, listed above" not in plan_of(MANY - 1)


def test_unchanged_entries_are_counted_apart_and_not_listed() -> None:
    text = plan_of(0, unchanged=MANY)

    assert f"{MANY} unchanged entries are stored with losses (publisher show " in text
    assert "l eau" not in text
    assert "with losses, listed above" not in text


def shown(values: ProjectedValues) -> list[str]:
    """Return the lines for one catalogue."""
    return show_text(manifest("bron/wc"), [CatalogPreview(CATALOG, "wc-bron", values)]).splitlines()[2:-1]


def test_show_says_what_it_cannot_know() -> None:
    last = show_text(
        manifest("bron/wc"), [CatalogPreview(CATALOG, "wc-bron", ProjectedValues(("title",), (), ()))]
    ).splitlines()[-1]

    assert last == "  ? Licences, zones and schemas unknown to the catalogue: publisher plan bron/wc"
    assert "publisher plan" not in show_text(manifest("bron/wc"), [CatalogPreview(CATALOG)])


def test_show_tells_losses_first_and_what_stays_last() -> None:
    assert shown(ProjectedValues(("title", "license"), (("keywords", ("l eau",)),), LOSSES)) == [
        "    ∅ loss in keywords: “l'eau” becomes “l eau”",
        "    ≈ keywords: kept as l eau",
        "    = kept as written: title, license",
    ]


def test_nothing_is_said_of_what_is_not_there() -> None:
    assert shown(ProjectedValues((), (), ())) == []


@pytest.mark.parametrize("size", [1, 5, 40])
def test_show_stays_within_the_columns(size: int) -> None:
    names = tuple(f"resources.ressource-{n}.title" for n in range(size))
    lines = shown(ProjectedValues(names, (("description", "mot " * 100),), ()))

    assert max(map(len, lines)) <= WIDTH
    assert " ".join(" ".join(lines[1:]).split()) == f"= kept as written: {', '.join(names)}"


def test_a_strangers_name_of_an_extra_begins_no_line() -> None:
    lines = shown(ProjectedValues((*(f"resources.r{n}.title" for n in range(9)), f"extras.{samples.HOSTILE}"), (), ()))

    assert [line for line in lines if line.lstrip().startswith(("+ faux", "rouge", "envers"))] == []
    assert "\x1b" not in "".join(lines)
