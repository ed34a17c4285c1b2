"""Files that udata takes in chunks, when something fails: the right bytes once."""

from __future__ import annotations

import pytest

from .both import CKAN, UDATA, Both
from .contract.gates import Gate, killed
from .counting import Fault, Kind, Relay
from .test_files import MB, noise, one_file
from .udata_portal import named

WRITES = ("POST datasets", "PUT datasets/{}", "POST datasets/{}/upload", "POST datasets/{}/resources/{}/upload")
"""The calls that write to udata."""


def seen(both: Both) -> list[str]:
    """Where the public sees an entry of this test."""
    on_ckan = both.ckan.call("package_search", "nobody", fq=f"organization:{both.organization}")["results"]
    on_udata = [entry for entry in both.entries() if both.udata.seen(str(entry["id"]))]
    return [CKAN] * len(on_ckan) + [UDATA] * len(on_udata)


def test_a_kill_between_two_chunks(both: Both, udata_relay: Relay) -> None:
    one_file(both, "grand.zip", noise(21 * MB))

    assert killed(both, udata_relay, Gate(4), WRITES, "--catalog", UDATA)
    assert seen(both) == []
    both.sync()

    both.expect_settled(1)


@pytest.mark.parametrize("kind", [Kind.LOST, Kind.BAD_GATEWAY, Kind.CUT])
@pytest.mark.parametrize("chunk", [0, 3, 6])
def test_a_file_in_chunks_survives(both: Both, udata_relay: Relay, kind: Kind, chunk: int) -> None:
    """The first, one in the middle, and the call that ends them."""
    both.put_file("grand.zip", noise(20 * MB + 1))
    both.write(resources=[{"id": "f", "title": "Grand", "path": "grand.zip"}], catalogs={"ckan": False})
    udata_relay.faults.append(Fault(kind, "POST datasets/{}/upload", times=1, after=chunk))

    both.sync().expect_words("1 of 1 entries done")

    assert udata_relay.faults[0].times <= 0
    assert both.udata.download(named(both.show(), "Grand")) == noise(20 * MB + 1)
    assert len(both.show()["resources"]) == 1
    both.pending(0)
