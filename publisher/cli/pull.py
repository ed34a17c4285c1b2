"""`publisher pull`: a portal's edits, brought into the manifests. Nothing is written to a catalogue."""

from pathlib import Path

import click

from publisher.cli.asking import ask
from publisher.cli.desk import Desk
from publisher.cli.exits import Exit
from publisher.cli.options import Common, common
from publisher.locale import _, ngettext
from publisher.manifests.imported import Trial
from publisher.manifests.line_ends import ended_as
from publisher.model.names import DatasetKey, producer_of, stem_of
from publisher.model.plan import Plan
from publisher.model.pulled import PortalEdit, Pulled
from publisher.sync.choices import Choices
from publisher.sync.engine import Request, make_plan
from publisher.sync.policy import OnConflict, OnDrift, Policy
from publisher.sync.pulling import Puller, edits_of
from publisher.views import console
from publisher.views.pulling import pulled_text


@click.command(help=_("Copy edits made in the catalogues into the manifests; comments and order are kept."))
@common("text")
@click.option("--yes", is_flag=True, help=_("Write without asking."))
def pull(common: Common, yes: bool) -> Exit:
    """Show how each manifest would change, ask, write the files."""
    if not common.selection.patterns:
        raise click.UsageError(_("give a key, such as: publisher pull PRODUCER/DATASET"))
    desk = Desk(common)
    desk.refuse_invalid()
    request = Request(selection=common.selection, choices=Choices(Policy(OnDrift.KEEP, OnConflict.PORTAL), {}))
    made = make_plan(desk.manifests, desk.catalogs, request, desk.cache)
    found = [_pulled(desk, made, key, edits) for key, edits in edits_of(made.items).items()]
    if not found:
        console.out(_("No catalogue was edited: nothing to copy."))
        return Exit.DONE
    console.note(pulled_text(found, {one.key: _file(desk, one.key).as_posix() for one in found}))
    _write(desk, [one for one in found if one.after != one.before], yes=yes)
    return Exit.PARTLY if any(one.left for one in found) else Exit.DONE


def _file(desk: Desk, key: DatasetKey) -> Path:
    return desk.manifests.root / producer_of(key) / f"{stem_of(key)}.yml"


def _pulled(desk: Desk, made: Plan, key: DatasetKey, edits: tuple[PortalEdit, ...]) -> Pulled:
    puller = Puller(
        manifests=desk.manifests,
        catalogs=desk.catalogs,
        access={name: reading.access for name, reading in made.readings.items()},
        trial=Trial(desk.manifests.root, producer_of(key), desk.manifests.catalogs),
    )
    return puller.pull(key, _file(desk, key).read_text(encoding="utf-8-sig"), edits)


def _write(desk: Desk, changed: list[Pulled], *, yes: bool) -> None:
    if not changed:
        console.out(_("Nothing was written."))
        return
    ask(ngettext("Change {n} manifest?", "Change {n} manifests?", len(changed)), yes=yes)
    for one in changed:
        path = _file(desk, one.key)
        path.write_bytes(ended_as(path.read_bytes().decode(), one.after).encode())
        console.out(f"✔ {path.as_posix()}")
    console.out(_("Then:  publisher plan {keys}").format(keys=" ".join(one.key for one in changed)))
