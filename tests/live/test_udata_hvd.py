"""High-value data on udata: what the platform reports of them, and what `doctor` says where it does not."""

from __future__ import annotations

import os
import urllib.request

import pytest

from .two_catalogs import TwoCatalogFolder
from .udata_portal import UdataPortal

BADGES = ("public-service", "certified")
TASK = "/_local/tasks/hvd"
LEGISLATION = "http://data.europa.eu/eli/reg_impl/2023/138/oj"
MOBILITY = "http://data.europa.eu/bna/c_b79e35eb"


@pytest.fixture
def udata_with_tasks(udata: UdataPortal) -> UdataPortal:
    """Provide a udata whose daily task of badges can be run: one of `tests/servers`."""
    if not os.environ.get("UDATA_PYTHON"):
        pytest.skip("UDATA_PYTHON is not set: the task of badges runs in a udata on this machine alone")
    return udata


def run_badge_task(udata: UdataPortal) -> None:
    """Run the task that udata runs every day."""
    with urllib.request.urlopen(urllib.request.Request(udata.url + TASK, method="POST"), timeout=60) as reply:
        assert reply.status == 204


def export(udata: UdataPortal, entry: str) -> str:
    """Return the DCAT export of an entry, as the European portal reads it."""
    with urllib.request.urlopen(f"{udata.url}/api/1/datasets/{entry}/rdf.nt", timeout=60) as reply:
        return str(reply.read().decode())


def reported(udata: UdataPortal, entry: str) -> tuple[bool, bool]:
    """Return whether the export of an entry names the regulation, and the category."""
    lines = export(udata, entry).splitlines()
    return (
        any("applicableLegislation>" in line and f"<{LEGISLATION}>" in line for line in lines),
        any("hvdCategory>" in line and f"<{MOBILITY}>" in line for line in lines),
    )


def test_the_platform_reports_what_is_marked_of_a_certified_public_service(
    udata_folder: TwoCatalogFolder, udata_with_tasks: UdataPortal
) -> None:
    udata = udata_with_tasks
    udata_folder.write(hvd="mobilité")
    udata_folder.sync()
    entry = str(udata_folder.show()["id"])
    run_badge_task(udata)
    assert reported(udata, entry) == (False, False), "the organization is not certified"
    for badge in BADGES:
        udata.call(
            "POST", f"organizations/{udata_folder.udata_organization}/badges/", {"kind": badge}, token=udata.admin
        )

    run_badge_task(udata)

    assert reported(udata, entry) == (True, True)
    assert "do not report" not in udata_folder.run("doctor").expect_exit(0).output
    udata_folder.run("plan", "--exit-code").expect_exit(0)

    udata_folder.write(clear=["hvd"])
    udata_folder.sync("--allow", "hvd=1")
    run_badge_task(udata)
    assert reported(udata, entry) == (False, False)


def test_doctor_says_whose_high_value_data_are_not_reported(udata_folder: TwoCatalogFolder) -> None:
    udata_folder.write()
    assert "high-value" not in udata_folder.run("doctor").expect_exit(0).output
    udata_folder.write(hvd="mobilité")

    ran = udata_folder.run("doctor").expect_exit(0)

    ran.expect_words(
        "the platform does not report the high-value data (`hvd:`) of Essai", "ask the support of", "certification"
    )
    in_french = udata_folder.run("doctor", lang="fr").expect_exit(0)
    in_french.expect_words(
        "données de forte valeur (`hvd:`) de l'organisation Essai", "demandez la certification au support de"
    )
