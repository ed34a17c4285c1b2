"""`publisher adopt`: link existing entries to manifests. Only their marker is written."""

from collections.abc import Mapping
from pathlib import Path

import click

from publisher.cli.asking import ask
from publisher.cli.exit_codes import Exit
from publisher.cli.failed_catalog import naming_the_others
from publisher.cli.lost_output import note_lost_summary
from publisher.cli.next_command import same_command
from publisher.cli.selection_options import Common, common
from publisher.cli.stop_signals import STOP, ending_what_is_begun
from publisher.cli.unmatched_selection import NothingMatches
from publisher.cli.workspace import Workspace, known_keys, refuse_unknown_catalog
from publisher.locale import _, ngettext
from publisher.model.manifest import Mode
from publisher.model.names import CatalogName, DatasetKey
from publisher.model.plan import Blocked
from publisher.sync.apply.marker_only import adopt_entries
from publisher.sync.apply.uploads import WriteOptions
from publisher.sync.plan.adoption import AdoptionCandidate, Proposals, candidates
from publisher.sync.plan.run_options import DEFAULT_OPTIONS
from publisher.sync.steps.adoptable import AdoptableEntry
from publisher.views import console
from publisher.views.adoption_text import adopted_text, candidates_text
from publisher.views.remark_text import renamed_lines


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
    proposals = _read_proposals(source) if source else {}
    if not common.selection.patterns and not proposals:
        raise click.UsageError(_("give a key, such as: publisher adopt PRODUCER/DATASET; or --from FILE"))
    workspace = Workspace(common)
    if proposals and not common.selection.patterns:
        workspace.narrow(frozenset(proposals))
    _refuse_unknown(workspace, proposals)
    workspace.refuse_invalid()
    workspace.require_tokens()
    with naming_the_others(workspace):
        adoption_candidates = candidates(workspace.inputs, workspace.common.selection, proposals)
    renamed = dict.fromkeys(finding for candidate in adoption_candidates for finding in candidate.renamed)
    console.note("\n".join([*renamed_lines(renamed), candidates_text(adoption_candidates)]) + "\n")
    ready = [candidate for candidate in adoption_candidates if isinstance(candidate.result, AdoptableEntry)]
    _refuse_observed(workspace, ready)
    blocked = any(isinstance(candidate.result, Blocked) for candidate in adoption_candidates)
    if not ready:
        console.out_text(_("Nothing was written."))
        return Exit.PARTLY if blocked else Exit.DONE
    ask(ngettext("Adopt {n} entry?", "Adopt {n} entries?", len(ready)), yes=yes)
    with ending_what_is_begun():
        outcomes = adopt_entries(
            workspace.catalogs, ready, WriteOptions(STOP.sleep, stop=STOP, public=common.public_output)
        )
        console.out_text(adopted_text(outcomes, common.selection.catalogs))
        note_lost_summary(
            _("To see what was done:  {command}").format(command=same_command("plan", common, DEFAULT_OPTIONS))
        )
    return Exit.PARTLY if blocked or any(outcome.entry is None for outcome in outcomes) else Exit.DONE


def _read_proposals(source: Path) -> Proposals:
    """Return the entry that each line proposes for a dataset in a catalogue.

    A line holds a key, a catalogue, and the id or name of an entry. Blank lines and # comments are skipped.
    Raises `click.UsageError`.
    """
    try:
        lines = source.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(_("{file} cannot be read").format(file=source)) from error
    proposals: dict[tuple[DatasetKey, CatalogName], str] = {}
    for number, line in enumerate(lines, 1):
        words = line.partition("#")[0].replace(",", " ").replace(";", " ").split()
        if not words:
            continue
        if len(words) != 3:
            text = _("{file}, line {line}: a key, a catalogue and an entry are expected")
            raise click.UsageError(text.format(file=source, line=number))
        proposals[DatasetKey(words[0]), CatalogName(words[1])] = words[2]
    return proposals


def _refuse_unknown(workspace: Workspace, proposals: Mapping[tuple[DatasetKey, CatalogName], str]) -> None:
    """Refuse a key without a manifest, or a catalogue that catalogs.yml does not name. Raises `click.UsageError`."""
    keys = frozenset(known_keys(workspace.manifests))
    for key, catalog in proposals:
        if key not in keys:
            raise NothingMatches(key, workspace.manifests.root, keys, workspace.manifests.producers)
        refuse_unknown_catalog(workspace.manifests, catalog)


def _refuse_observed(workspace: Workspace, ready: list[AdoptionCandidate]) -> None:
    """Refuse catalogues in mode observe: no marker may be written there. Raises `click.ClickException`."""
    observed = {config.name for config in workspace.manifests.catalogs if config.mode is Mode.OBSERVE}
    for name in sorted({candidate.catalog for candidate in ready} & observed):
        text = _("{catalog} is in mode observe: set `mode: adopt` (or manage) in catalogs.yml; nothing was written")
        raise click.ClickException(text.format(catalog=name))
