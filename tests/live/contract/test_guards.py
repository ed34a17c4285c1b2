"""What is unusual is held back, with the words that let it pass once."""

from __future__ import annotations

from tests.live.backends import PUBLIC
from tests.live.contract.place import Place
from tests.live.workshop import NOTHING_WAITS, WAITS

NONE = {"producer": 0, "run": 0}


def guard(place: Place, **limits: object) -> None:
    """Limits in catalogs.yml."""
    place.guards = limits
    place.furnish()


def states(place: Place) -> list[str]:
    """The state of each entry."""
    return [entry.state for entry in place.backend.all()]


def test_creates_are_guarded(place: Place) -> None:
    guard(place, creates={"producer": 2, "run": 10})
    place.write_many(3)

    place.sync(code=3).expect_words("--allow creates=3")
    assert place.backend.entries() == {}

    place.sync("--allow", "creates=3")
    place.expect_settled(3)


def test_hidings_are_guarded(place: Place) -> None:
    guard(place, hidings=NONE)
    place.write_many(2)
    place.sync()
    place.write_many(2, state="draft")

    place.pending(WAITS).expect_words("--allow hidings=2")
    place.sync(code=3)
    assert states(place) == [PUBLIC, PUBLIC]

    place.sync("--allow", "hidings=2")
    assert PUBLIC not in states(place)
    place.expect_settled(2)


def test_pruning_is_guarded(place: Place) -> None:
    guard(place, hidings=NONE)
    place.write_many(3)
    place.sync()
    for stem in ("jeu-00", "jeu-01"):
        place.remove(stem)

    place.sync("--prune", code=3).expect_words("--allow hidings=2")

    assert states(place) == [PUBLIC] * 3
    place.pending(WAITS, "--prune")
    place.pending(NOTHING_WAITS)
    place.sync("--prune", "--allow", "hidings=2")
    assert states(place).count(PUBLIC) == 1


def test_the_usual_limits_hold_where_nothing_is_said(place: Place) -> None:
    """Two of two entries hidden at once is unusual, also for a producer of two datasets."""
    place.write_many(2)
    place.sync()
    place.drop_guards()
    place.write_many(2, state="archived")

    place.sync(code=3).expect_words("--allow hidings=2")

    assert states(place) == [PUBLIC, PUBLIC]


def rows(count: int, columns: int = 3) -> str:
    """A table."""
    return "".join(";".join(f"{row}-{column}" for column in range(columns)) + "\n" for row in range(count + 1))


def table(place: Place, content: str) -> None:
    """A dataset with a table."""
    place.put_file("tableau.csv", content)
    place.write(resources=[{"id": "csv", "title": "Tableau", "path": "tableau.csv"}])


def test_a_table_that_loses_a_column_is_held_back(place: Place) -> None:
    guard(place, columns=NONE)
    table(place, rows(20, columns=4))
    place.published("autre", title="Autre jeu")
    table(place, rows(20, columns=3))
    place.write("autre", title="Nouveau titre")

    place.sync(code=3).expect_words("4 → 3 columns", "lose 1 column", "--allow columns=1")
    assert place.backend.download(place.read().resources[0]) == rows(20, columns=4).encode()
    assert place.read("autre").title == "Nouveau titre", "one dataset is held back, not the others"
    place.sync("--allow", "columns=1")

    place.expect_settled(2)


def test_a_table_that_loses_many_rows_is_held_back(place: Place) -> None:
    guard(place, rows={"producer": 5, "run": 50})
    for count in (100, 96, 200):
        table(place, rows(count))
        place.sync()
    table(place, rows(3))

    place.sync(code=3).expect_words("200 → 3 rows", "197 rows", "--allow rows=197")
    assert place.backend.download(place.read().resources[0]) == rows(200).encode()
    place.sync("--allow", "rows=197")

    place.expect_settled(1)
