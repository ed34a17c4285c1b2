"""Two runs at once on CKAN, where names are unique: both end well; and an edit during the writes of a run."""

from __future__ import annotations

import time

from .contract.interrupted_runs import together
from .counting import Relay
from .manifest_folder import CkanFolder

N = 12


def test_two_syncs_at_once_create_once(ckan_folder: CkanFolder) -> None:
    ckan_folder.write_many(N)

    assert together(ckan_folder) == [0, 0]

    ckan_folder.expect_settled(N)


def test_two_syncs_at_once_update_once(ckan_folder: CkanFolder) -> None:
    ckan_folder.write_many(N)
    ckan_folder.sync()
    for n in range(N):
        ckan_folder.write(f"jeu-{n:02}", title=f"Titre {n}")

    assert together(ckan_folder) == [0, 0]

    ckan_folder.expect_settled(N)


def test_an_edit_between_plan_and_write_is_not_lost(ckan_folder: CkanFolder, relay: Relay) -> None:
    """The catalogue is edited while the sync is under way: the write is refused, the edit stays, the run says so."""
    name = ckan_folder.write()
    ckan_folder.sync()
    ckan_folder.write(title="Titre du manifeste")
    relay.forget()
    relay.delay = 0.5
    with ckan_folder.start("sync", "--yes") as process:
        limit = time.monotonic() + 30
        while relay.counted()["package_revise"] < 1 and time.monotonic() < limit:
            time.sleep(0.005)
        ckan_folder.portal.patch(name, notes="Texte du portail")
        out, err = process.communicate()
    relay.delay = 0.0

    assert process.returncode == 3, out + err
    assert "Traceback" not in out + err
    assert ckan_folder.show()["notes"] == "Texte du portail"
    ckan_folder.sync()
    assert (ckan_folder.show()["title"], ckan_folder.show()["notes"]) == ("Titre du manifeste", "Texte du portail")
    ckan_folder.pending(0)
