"""Failing calls to udata, which accepts a title twice: one entry per manifest, published and right."""

from __future__ import annotations

import pytest

from .contract.interrupted_runs import killed_midway
from .counting import Fault, FaultKind, Relay
from .two_catalogs import TwoCatalogFolder

N = 8
CREATE, WRITE, LIST = "POST datasets", "PUT datasets/{}", "GET organizations/{}/datasets"


@pytest.mark.parametrize("kind", FaultKind)
def test_publishing_survives(udata_folder: TwoCatalogFolder, udata_folder_relay: Relay, kind: FaultKind) -> None:
    udata_folder.write_many(3)
    udata_folder_relay.faults.append(Fault(kind, WRITE, times=2))

    udata_folder.sync().expect_words("3 of 3 entries done")

    assert udata_folder_relay.faults[0].times <= 0
    assert all(udata_folder.udata.is_public(entry["id"]) for entry in udata_folder.entries())
    udata_folder.expect_settled(3)


def test_the_look_before_publishing_fails(udata_folder: TwoCatalogFolder, udata_folder_relay: Relay) -> None:
    """The created entries stay private, and the next run publishes them."""
    udata_folder.write_many(2)
    udata_folder_relay.faults.append(Fault(FaultKind.BAD_GATEWAY, LIST, after=1))

    udata_folder.sync(code=3).expect_words("the search for a duplicate failed")
    assert [entry["private"] for entry in udata_folder.entries()] == [True, True]
    udata_folder_relay.faults.clear()
    udata_folder.sync()

    assert [entry["private"] for entry in udata_folder.entries()] == [False, False]
    udata_folder.expect_settled(2)


@pytest.mark.parametrize("kind", [FaultKind.LOST, FaultKind.BAD_GATEWAY, FaultKind.CUT])
@pytest.mark.parametrize("action", ["DELETE datasets/{}/resources/{}", WRITE])
def test_the_removal_of_all_resources_survives(
    udata_folder: TwoCatalogFolder, udata_folder_relay: Relay, kind: FaultKind, action: str
) -> None:
    """The resources are removed one by one: another run may be needed, and then no resource of ours remains."""
    udata_folder.write()
    udata_folder.sync()
    udata_folder.write(resources=[])
    udata_folder_relay.faults.append(Fault(kind, action, times=1))

    udata_folder.run("sync", "--yes")
    udata_folder.sync()

    assert udata_folder.show()["resources"] == []
    udata_folder.expect_settled(1)


@pytest.mark.parametrize(("action", "calls"), [(CREATE, N), (WRITE, 1), (WRITE, 5)])
def test_a_kill_while_entries_are_made(
    udata_folder: TwoCatalogFolder, udata_folder_relay: Relay, action: str, calls: int
) -> None:
    udata_folder.write_many(N)
    killed_midway(udata_folder, udata_folder_relay, action, calls)

    udata_folder.sync()

    assert all(udata_folder.udata.is_public(entry["id"]) for entry in udata_folder.entries())
    udata_folder.expect_settled(N)
