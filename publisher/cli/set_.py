"""`publisher set`: edit fields of many manifests at once. Comments and order are kept, and nothing is sent."""

from pathlib import Path

import click

from publisher.capture.edited_manifests import EditedManifest, edited_manifests
from publisher.capture.set_fields import AssignmentRefusedError, assignment, is_assignment, removal
from publisher.cli.asking import ask
from publisher.cli.exit_codes import Exit
from publisher.cli.help import language
from publisher.cli.lost_output import note_lost_summary
from publisher.cli.next_command import repeat_location
from publisher.cli.rewrite_manifest import rewrite_manifest
from publisher.cli.selection_options import Common
from publisher.cli.stop_signals import ending_what_is_begun
from publisher.cli.workspace import Workspace
from publisher.locale import _, ngettext
from publisher.model.commands import command
from publisher.sync.plan.selection import Selection
from publisher.views import console
from publisher.views.edited_text import edited_text
from publisher.views.sentences import sentence


@click.command(
    "set",
    help=_(
        "Edit fields of many manifests at once: field=value sets a value, field+=word and field-=word add a word to a "
        "list and remove one. Shows each changed line, then asks."
    ),
)
@click.argument("words", metavar=_("[SELECTION]... EDIT..."), nargs=-1, required=True)
@click.option(
    "--remove", "removed", multiple=True, metavar=_("FIELD"), help=_("Remove the line of a field; may be repeated.")
)
@click.option(
    "--exclude",
    "excluded",
    multiple=True,
    metavar=_("PATTERN"),
    help=_("Leave out the datasets with these keys; may be repeated."),
)
@click.option("--dry-run", is_flag=True, help=_("Show the changed lines, and write nothing."))
@click.option("--yes", is_flag=True, help=_("Write without asking."))
@click.option("--manifests", "root", type=click.Path(path_type=Path), default=Path("manifests"), metavar=_("DIR"),
              help=_("Folder of the manifests (default: manifests)."))  # fmt: skip
@language
def set_(
    words: tuple[str, ...], removed: tuple[str, ...], excluded: tuple[str, ...], root: Path, dry_run: bool, yes: bool
) -> Exit:
    """Show how each manifest would change, ask, and write the files."""
    repeat_location(root)
    selection = Selection(tuple(word for word in words if not is_assignment(word)), excluded)
    try:
        edits = [*(assignment(word) for word in words if is_assignment(word)), *map(removal, removed)]
        if not edits or not selection.patterns:
            raise click.UsageError(_("give keys and edits, such as: publisher set 'PRODUCER/*' license=lov2"))
        workspace = Workspace(Common(root, selection, "text"))
        manifests = edited_manifests(workspace.manifests, selection, edits)
    except AssignmentRefusedError as error:
        lines = [sentence(error.what), *([str(error.fix)] if error.fix else []), _("Nothing was written.")]
        raise click.ClickException("\n  ".join(lines)) from error
    changed = [manifest for manifest in manifests if manifest.after != manifest.before]
    if not changed:
        console.out_text(_("Nothing to do: the selected manifests have these values."))
        return Exit.DONE
    (console.out if dry_run else console.note)(edited_text(changed))
    if not dry_run:
        _write(changed, selection, yes=yes)
    return Exit.DONE


def _write(changed: list[EditedManifest], selection: Selection, *, yes: bool) -> None:
    ask(ngettext("Change {n} manifest?", "Change {n} manifests?", len(changed)), yes=yes)
    with ending_what_is_begun():
        for manifest in changed:
            rewrite_manifest(manifest.path, manifest.before, manifest.after)
            console.out(f"✔ {manifest.path.as_posix()}")
        console.out_text(_("Then:  {command}").format(command=command("plan", *selection.patterns)))
        files = ", ".join(manifest.path.as_posix() for manifest in changed)
        note_lost_summary(_("Written: {files}").format(files=files))
