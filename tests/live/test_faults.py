"""Two runs at once on CKAN, where a name is unique: both end well; and an edit that comes while a run writes."""

from __future__ import annotations

import time

from .contract.running import together
from .counting import Relay
from .workshop import Workshop

N = 12


def test_two_syncs_at_once_create_once(workshop: Workshop) -> None:
    workshop.write_many(N)

    assert together(workshop) == [0, 0]

    workshop.expect_settled(N)


def test_two_syncs_at_once_update_once(workshop: Workshop) -> None:
    workshop.write_many(N)
    workshop.sync()
    for n in range(N):
        workshop.write(f"jeu-{n:02}", title=f"Titre {n}")

    assert together(workshop) == [0, 0]

    workshop.expect_settled(N)


def test_an_edit_between_plan_and_write_is_not_lost(workshop: Workshop, relay: Relay) -> None:
    """The portal is edited while the sync is under way: the write is refused, the edit stays, the run says so."""
    name = workshop.write()
    workshop.sync()
    workshop.write(title="Titre du manifeste")
    relay.forget()
    relay.delay = 0.5
    with workshop.start("sync", "--yes") as process:
        limit = time.monotonic() + 30
        while relay.counted()["package_revise"] < 1 and time.monotonic() < limit:
            time.sleep(0.005)
        workshop.portal.patch(name, notes="Texte du portail")
        out, err = process.communicate()
    relay.delay = 0.0

    assert process.returncode == 3, out + err
    assert "Traceback" not in out + err
    assert workshop.show()["notes"] == "Texte du portail"
    workshop.sync()
    assert (workshop.show()["title"], workshop.show()["notes"]) == ("Titre du manifeste", "Texte du portail")
    workshop.pending(0)
