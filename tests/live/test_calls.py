"""What a run costs: calls counted on the way to the portal."""

from __future__ import annotations

import json

from .counting import Relay
from .workshop import NOTHING_WAITS, WAITS, Workshop

N = 12


def test_plans_and_syncs_are_frugal(workshop: Workshop, relay: Relay) -> None:
    workshop.write_many(N)
    workshop.pending(WAITS)
    first = relay.counted()
    relay.forget()

    workshop.pending(WAITS)
    assert relay.counted().total() <= 3 + N, "cache warm, nothing there yet"
    assert relay.counted()["package_show"] <= N
    assert first.total() <= 3 + N + 2, "cache cold: who answers, and which licences"
    relay.forget()

    workshop.sync()
    assert relay.counted()["package_create"] == N
    assert relay.counted().total() <= 3 + 2 * N
    relay.forget()

    workshop.pending(NOTHING_WAITS)
    plan = relay.counted()
    assert plan.total() <= 3
    relay.forget()

    workshop.sync().expect_words("Nothing to do")
    assert relay.counted().total() <= plan.total()
    assert set(relay.counted()) <= {"user_show", "organization_list_for_user", "package_search"}
    workshop.expect_settled(N)


def test_a_change_costs_one_write(workshop: Workshop, relay: Relay) -> None:
    workshop.write_many(N)
    workshop.sync()
    relay.forget()

    workshop.write("jeu-03", title="Autre titre")
    workshop.sync()

    calls = relay.counted()
    assert calls["package_revise"] == 1
    assert calls.total() <= 4
    workshop.expect_settled(N)


def test_drafts_cost_nothing(workshop: Workshop, relay: Relay) -> None:
    for n in range(N):
        workshop.write(f"jeu-{n:02}", title=f"Jeu {n}", state="draft")
    workshop.pending(NOTHING_WAITS)
    relay.forget()

    workshop.pending(NOTHING_WAITS)

    assert relay.counted().total() <= 3


def test_the_plan_says_what_it_cost(workshop: Workshop, relay: Relay) -> None:
    workshop.write()
    workshop.sync()
    relay.forget()

    told = sum(one["calls"] for one in workshop.plan()["catalogs"].values())

    assert told == relay.counted().total()
    workshop.pending(NOTHING_WAITS)


def test_other_organizations_are_not_read(workshop: Workshop, relay: Relay) -> None:
    """A portal may have thousands of entries that are nobody's here."""
    other = workshop.portal.make_organization()
    workshop.portal.create(name=f"autre-{other}", title="Autre", owner_org=other)
    workshop.write()
    workshop.sync()
    replies: list[bytes] = []

    def noted(content: bytes) -> bytes:
        replies.append(content)
        return content

    relay.rewrites["package_search"] = noted
    workshop.pending(NOTHING_WAITS)
    workshop.portal.purge_organization(other)

    (page,) = (json.loads(content)["result"] for content in replies)
    assert page["count"] == 1
    assert [one["organization"]["name"] for one in page["results"]] == [workshop.organization]
