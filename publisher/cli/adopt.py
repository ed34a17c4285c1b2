"""`publisher adopt`: make entries ours that exist already. Their marker is written, and nothing else."""

import time
from collections.abc import Mapping
from pathlib import Path

import click

from publisher.cli.asking import ask
from publisher.cli.desk import Desk
from publisher.cli.exits import Exit
from publisher.cli.options import Common, common
from publisher.locale import _, ngettext
from publisher.model.adoption import Adoptable, Candidate
from publisher.model.manifest import Mode
from publisher.model.names import CatalogName, DatasetKey
from publisher.model.plan import Blocked
from publisher.sync.adopt import Proposals, candidates
from publisher.sync.adopt import adopt as adopt_all
from publisher.sync.uploads import Care
from publisher.views import console
from publisher.views.adoption import adopted_text, candidates_text


@click.command(help=_("Adopt existing entries: show the differences, then write their marker."))
@common("text")
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    metavar=_("FILE"),
    help=_("File with lines of KEY CATALOG ENTRY, to adopt many entries at once."),
)
@click.option("--yes", is_flag=True, help=_("Write without asking."))  # fmt: skip
def adopt(common: Common, source: Path | None, yes: bool) -> Exit:
    """Show what would be adopted, ask, and write the markers."""
    proposals = _read(source) if source else {}
    if not common.selection.patterns and not proposals:
        raise click.UsageError(_("give a key, such as: publisher adopt PRODUCER/DATASET; or --from FILE"))
    desk = Desk(common)
    if proposals and not common.selection.patterns:
        desk.narrow(frozenset(proposals))
    _refuse_unknown(desk, proposals)
    desk.refuse_invalid()
    desk.writable()
    found = candidates(desk.manifests, desk.catalogs, desk.common.selection, proposals, desk.cache)
    console.note(candidates_text(found) + "\n")
    ready = [one for one in found if isinstance(one.found, Adoptable)]
    _refuse_observed(desk, ready)
    blocked = any(isinstance(one.found, Blocked) for one in found)
    if not ready:
        console.out(_("Nothing was written."))
        return Exit.PARTLY if blocked else Exit.DONE
    ask(ngettext("Adopt {n} entry?", "Adopt {n} entries?", len(ready)), yes=yes)
    outcomes = adopt_all(desk.catalogs, ready, Care(time.sleep))
    console.out(adopted_text(outcomes))
    return Exit.PARTLY if blocked or any(one.entry is None for one in outcomes) else Exit.DONE


def _read(source: Path) -> Proposals:
    """The lines of a file: a key, a catalogue, the id or name of an entry. Blank lines and # comments are skipped."""
    try:
        lines = source.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(_("{file} cannot be read").format(file=source)) from error
    found: dict[tuple[DatasetKey, CatalogName], str] = {}
    for number, line in enumerate(lines, 1):
        words = line.partition("#")[0].replace(",", " ").replace(";", " ").split()
        if not words:
            continue
        if len(words) != 3:
            text = _("{file}, line {line}: a key, a catalogue and an entry are expected")
            raise click.UsageError(text.format(file=source, line=number))
        found[DatasetKey(words[0]), CatalogName(words[1])] = words[2]
    return found


def _refuse_unknown(desk: Desk, proposals: Mapping[tuple[DatasetKey, CatalogName], str]) -> None:
    keys = {one.key for one in desk.manifests.manifests} | desk.manifests.broken
    for key, catalog in proposals:
        if key not in keys:
            raise click.UsageError(_("no manifest matches “{pattern}”").format(pattern=key))
        if catalog not in {one.name for one in desk.manifests.catalogs}:
            known = ", ".join(sorted(one.name for one in desk.manifests.catalogs))
            raise click.UsageError(
                _("there is no catalogue “{name}”; the catalogues are: {known}").format(name=catalog, known=known)
            )


def _refuse_observed(desk: Desk, ready: list[Candidate]) -> None:
    """Where nothing is written, no marker is either."""
    observed = {config.name for config in desk.manifests.catalogs if config.mode is Mode.OBSERVE}
    for name in sorted({one.catalog for one in ready} & observed):
        text = _("{catalog} is in mode observe: set `mode: adopt` (or manage) in catalogs.yml; nothing was written")
        raise click.ClickException(text.format(catalog=name))
