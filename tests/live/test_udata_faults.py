"""Whatever fails on the way to udata, which takes a title twice: one entry per manifest, published and right."""

from __future__ import annotations

import pytest

from .both import Both
from .contract.running import killed_midway
from .counting import Fault, Kind, Relay

N = 8
CREATE, WRITE, LIST = "POST datasets", "PUT datasets/{}", "GET organizations/{}/datasets"


@pytest.mark.parametrize("kind", Kind)
def test_publishing_survives(alone: Both, alone_relay: Relay, kind: Kind) -> None:
    alone.write_many(3)
    alone_relay.faults.append(Fault(kind, WRITE, times=2))

    alone.sync().expect_words("3 of 3 entries done")

    assert alone_relay.faults[0].times <= 0
    assert all(alone.udata.seen(entry["id"]) for entry in alone.entries())
    alone.expect_settled(3)


def test_the_look_before_publishing_fails(alone: Both, alone_relay: Relay) -> None:
    """What was made stays private, and the next run goes on from there."""
    alone.write_many(2)
    alone_relay.faults.append(Fault(Kind.BAD_GATEWAY, LIST, after=1))

    alone.sync(code=3).expect_words("the search for a duplicate failed")
    assert [entry["private"] for entry in alone.entries()] == [True, True]
    alone_relay.faults.clear()
    alone.sync()

    assert [entry["private"] for entry in alone.entries()] == [False, False]
    alone.expect_settled(2)


@pytest.mark.parametrize("kind", [Kind.LOST, Kind.BAD_GATEWAY, Kind.CUT])
@pytest.mark.parametrize("action", ["DELETE datasets/{}/resources/{}", WRITE])
def test_the_removal_of_all_resources_survives(alone: Both, alone_relay: Relay, kind: Kind, action: str) -> None:
    """They are removed one by one: another run may be needed, and finds nothing of ours left behind."""
    alone.write()
    alone.sync()
    alone.write(resources=[])
    alone_relay.faults.append(Fault(kind, action, times=1))

    alone.run("sync", "--yes")
    alone.sync()

    assert alone.show()["resources"] == []
    alone.expect_settled(1)


@pytest.mark.parametrize(("action", "calls"), [(CREATE, N), (WRITE, 1), (WRITE, 5)])
def test_a_kill_while_entries_are_made(alone: Both, alone_relay: Relay, action: str, calls: int) -> None:
    alone.write_many(N)
    killed_midway(alone, alone_relay, action, calls)

    alone.sync()

    assert all(alone.udata.seen(entry["id"]) for entry in alone.entries())
    alone.expect_settled(N)
