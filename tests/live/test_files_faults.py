"""Files that udata takes in chunks, when something fails: the right bytes once."""

from __future__ import annotations

import pytest

from .contract.paused_runs import WritePause, killed_before
from .counting import Fault, FaultKind, Relay
from .file_contents import archive
from .test_files import MB, one_file
from .two_catalogs import CKAN, UDATA, TwoCatalogFolder
from .udata_portal import named

WRITES = ("POST datasets", "PUT datasets/{}", "POST datasets/{}/upload", "POST datasets/{}/resources/{}/upload")
"""The calls that write to udata."""


def public_catalogs(two_catalogs: TwoCatalogFolder) -> list[str]:
    """Return the catalogues where the public sees an entry of this test."""
    on_ckan = two_catalogs.ckan.call("package_search", "nobody", fq=f"organization:{two_catalogs.organization}")[
        "results"
    ]
    on_udata = [entry for entry in two_catalogs.entries() if two_catalogs.udata.is_public(str(entry["id"]))]
    return [CKAN] * len(on_ckan) + [UDATA] * len(on_udata)


def test_a_kill_between_two_chunks(two_catalogs: TwoCatalogFolder, udata_relay: Relay) -> None:
    one_file(two_catalogs, "grand.zip", archive(21 * MB))

    assert killed_before(two_catalogs, udata_relay, WritePause(4), WRITES, "--catalog", UDATA)
    assert public_catalogs(two_catalogs) == []
    two_catalogs.sync()

    two_catalogs.expect_settled(1)


@pytest.mark.parametrize("kind", [FaultKind.LOST, FaultKind.BAD_GATEWAY, FaultKind.CUT])
@pytest.mark.parametrize("chunk", [0, 3, 6])
def test_a_file_in_chunks_survives(
    two_catalogs: TwoCatalogFolder, udata_relay: Relay, kind: FaultKind, chunk: int
) -> None:
    """The first, one in the middle, and the call that ends them."""
    two_catalogs.put_file("grand.zip", archive(20 * MB + 1))
    two_catalogs.write(resources=[{"id": "f", "title": "Grand", "path": "grand.zip"}], catalogs={"ckan": False})
    udata_relay.faults.append(Fault(kind, "POST datasets/{}/upload", times=1, after=chunk))

    two_catalogs.sync().expect_words("1 of 1 entries done")

    assert udata_relay.faults[0].times <= 0
    assert two_catalogs.udata.download(named(two_catalogs.show(), "Grand")) == archive(20 * MB + 1)
    assert len(two_catalogs.show()["resources"]) == 1
    two_catalogs.pending(0)
