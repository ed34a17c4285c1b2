"""The number of calls of a run, counted on the way to the catalogue, against the expected numbers of each kind."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pytest

from tests.live.contract.catalog_folder import CatalogFolder
from tests.live.counting import Relay
from tests.live.manifest_folder import NOTHING_WAITS, PLAIN, WAITS

N = 6
CSV, CARTE = PLAIN["resources"]
NOTICE = {"id": "notice", "title": "Notice", "url": "https://example.org/n.pdf"}


@dataclass(frozen=True)
class Figures:
    """The expected calls by action, for a kind of catalogue."""

    nothing: dict[str, int]
    """A plan, or a sync with nothing to do, whatever the number of datasets.

    One call searches the other organizations: a producer's folder may have been removed, an entry moved.
    """
    create: dict[str, int]
    """Further calls for N new entries."""
    change: dict[str, int]
    """Further calls for a changed entry."""
    newcomer: dict[str, int]
    """Further calls for an entry with a new resource."""
    look: dict[str, int]
    """Further calls for a run that changes entries: one looks for another run that wrote at the same time."""
    cold: int
    """The most further calls when the cache is empty."""


FIGURES = {
    "ckan": Figures(
        nothing={"user_show": 1, "organization_list_for_user": 1, "package_search": 2},
        create={"package_show": N, "package_create": N},
        change={"package_revise": 1},
        newcomer={"package_revise": 1, "package_create_default_resource_views": 1},
        look={},
        cold=3,
    ),
    "udata": Figures(
        nothing={"GET me": 1, "GET organizations/{}/datasets": 1, "GET me/org_datasets": 1},
        create={"POST datasets": N, "GET organizations/{}/datasets": 2, "PUT datasets/{}": N},
        change={"GET datasets/{}": 1, "PUT datasets/{}": 1},
        newcomer={"GET datasets/{}": 2, "PUT datasets/{}": 2},
        look={"GET organizations/{}/datasets": 1},
        cold=6,
    ),
}


@pytest.fixture
def figures(folder: CatalogFolder) -> Figures:
    """Provide the expected numbers of calls for the kind of the catalogue."""
    return FIGURES[folder.backend.kind]


def times(calls: dict[str, int], count: int) -> Counter[str]:
    """Return these calls multiplied by a count."""
    return Counter({action: number * count for action, number in calls.items()})


def test_new_datasets(folder: CatalogFolder, folder_relay: Relay, figures: Figures) -> None:
    folder.write_many(N)
    folder.pending(WAITS)
    assert folder_relay.counted().total() <= Counter(figures.nothing).total() + N + figures.cold + 1, "cache cold"
    folder_relay.forget()

    folder.sync()

    assert folder_relay.counted() == times(figures.nothing, 1) + Counter(figures.create)
    folder.expect_settled(N)


@pytest.mark.parametrize("count", [1, N])
def test_nothing_to_do_costs_no_call_by_dataset(
    folder: CatalogFolder, folder_relay: Relay, figures: Figures, count: int
) -> None:
    folder.write_many(count)
    folder.sync()
    folder_relay.forget()

    calls = sum(catalog["calls"] for catalog in folder.plan()["catalogs"].values())
    assert folder_relay.counted() == figures.nothing
    assert calls == folder_relay.counted().total(), "a plan says what it cost"
    folder_relay.forget()

    folder.sync().expect_words("Nothing to do")
    assert folder_relay.counted() == figures.nothing


@pytest.mark.parametrize("count", [1, N])
def test_each_change_costs_as_much(folder: CatalogFolder, folder_relay: Relay, figures: Figures, count: int) -> None:
    folder.write_many(N)
    folder.sync()
    folder_relay.forget()

    folder.write_many(
        count, description="Autre texte.", keywords=["l'eau"], resources=[CARTE, {**CSV, "title": "Données"}]
    )
    folder.sync()

    assert folder_relay.counted() == times(figures.nothing, 1) + times(figures.change, count) + Counter(figures.look)
    folder.expect_settled(N)


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_a_hiding_costs_a_change(folder: CatalogFolder, folder_relay: Relay, figures: Figures, state: str) -> None:
    folder.published()
    folder_relay.forget()

    folder.write(state=state)
    folder.sync()

    assert folder_relay.counted() == Counter(figures.nothing) + Counter(figures.change) + Counter(figures.look)
    folder.expect_settled(1)


def test_a_new_resource(folder: CatalogFolder, folder_relay: Relay, figures: Figures) -> None:
    """udata needs a second write: the marker names a resource by the id in the reply to the first."""
    folder.published()
    folder_relay.forget()

    folder.write(resources=[CSV, CARTE, NOTICE])
    folder.sync()

    assert folder_relay.counted() <= Counter(figures.nothing) + Counter(figures.newcomer) + Counter(figures.look)
    folder.expect_settled(1)


def test_drafts_cost_one_look_for_all(folder: CatalogFolder, folder_relay: Relay, figures: Figures) -> None:
    folder.write_many(N, state="draft")
    folder.pending(NOTHING_WAITS)
    folder_relay.forget()

    folder.pending(NOTHING_WAITS)

    assert folder_relay.counted() == times(figures.nothing, 1)


def test_other_organizations_are_not_read(folder: CatalogFolder, folder_relay: Relay, other_organization: str) -> None:
    """A catalogue may have thousands of entries of other organizations."""
    foreign = folder.backend.make_foreign("Fiche d'ailleurs", organization=other_organization)
    folder.published()
    replies: list[bytes] = []

    def noted(content: bytes) -> bytes:
        replies.append(content)
        return content

    folder_relay.rewrites[folder.backend.calls.bulk] = noted
    folder.pending(NOTHING_WAITS)

    assert [folder.read().id.encode() in reply for reply in replies] in ([True], [True, False])
    assert not any(foreign.encode() in reply for reply in replies)
