"""`publisher rename`: give a manifest, or a producer's folder, another name, and keep its entries."""

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

import click

from publisher.capture.move_files import move
from publisher.capture.rename_manifests import FileRename, RenameRefused, rename_dataset, rename_folder
from publisher.cli.exit_codes import Exit
from publisher.cli.help import language
from publisher.cli.local_files import refuse_unusable
from publisher.cli.lost_output import note_lost_summary
from publisher.cli.next_command import repeat_location
from publisher.cli.stop_signals import ending_what_is_begun
from publisher.locale import _
from publisher.manifests.load_folder import load
from publisher.model.commands import command
from publisher.model.manifest import ManifestSet
from publisher.model.names import DatasetKey
from publisher.model.system_errors import reason_of
from publisher.views import console


@click.command(
    help=_(
        "Rename a manifest (PRODUCER/DATASET) or a producer's folder (PRODUCER), and keep its entries: the files are "
        "moved, and the former key is written under `previously:`. Files that were moved by hand get the line only."
    )
)
@click.argument("old", metavar=_("OLD"))
@click.argument("new", metavar=_("NEW"))
@click.option("--manifests", "root", type=click.Path(path_type=Path), default=Path("manifests"), metavar=_("DIR"),
              help=_("Folder of the manifests (default: manifests)."))  # fmt: skip
@click.option("--sandbox", is_flag=True, help=_("Repeat --sandbox in the command to type next."))
@language
def rename(old: str, new: str, root: Path, sandbox: bool) -> Exit:
    """Move the files, write the lines, and print what was done. No catalogue is asked."""
    repeat_location(root, sandbox=sandbox)
    old, new = old.rstrip("/").removesuffix(".yml"), new.rstrip("/").removesuffix(".yml")
    _refuse_bad_names(old, new)
    try:
        planned = _planned(load(root, os.environ).manifests, old, new)
    except RenameRefused as error:
        raise click.ClickException(_("{what}; nothing was written").format(what=error.what)) from error
    if not planned.moves and not planned.texts:
        console.out_text(_("Nothing to do: {new} already names {old} under `previously:`.").format(new=new, old=old))
        return Exit.DONE
    with ending_what_is_begun():
        _carry_out(planned)
    console.out_text(_("Then:  {command}").format(command=command("plan", new)))
    files = ", ".join(path.as_posix() for path in planned.texts)
    note_lost_summary(_("Written: {files}").format(files=files))
    return Exit.DONE


def _refuse_bad_names(old: str, new: str) -> None:
    """Refuse unusable names, and a dataset that would become a folder. Raises `click.UsageError`."""
    if old.count("/") != new.count("/") or old.count("/") > 1:
        raise click.UsageError(_("give two keys (PRODUCER/DATASET), or two folders (PRODUCER)"))
    if old == new:
        raise click.UsageError(_("the two names are the same"))
    refuse_unusable(*old.split("/"), *new.split("/"))


def _planned(manifests: ManifestSet, old: str, new: str) -> FileRename:
    if "/" in old:
        return rename_dataset(manifests, DatasetKey(old), DatasetKey(new))
    return rename_folder(manifests, old, new)


def _carry_out(planned: FileRename) -> None:
    """Move the files and write the lines. Raises `click.ClickException` after moving everything back."""
    done: list[tuple[Path, Path]] = []
    former_texts: dict[Path, bytes] = {}
    try:
        for source, target in planned.moves:
            with_git = move(source, target)
            done.append((source, target))
            text = _("✔ {old} → {new} (git mv)") if with_git else _("✔ {old} → {new}")
            console.out(text.format(old=source.as_posix(), new=target.as_posix()))
        for path, content in planned.texts.items():
            former_texts[path] = path.read_bytes()
            path.write_bytes(content)
    except OSError as error:
        _undo(done, former_texts)
        text = _("{file} cannot be written: {why}").format(file=error.filename, why=reason_of(error))
        raise click.ClickException(text) from error
    for path, (old, _new) in zip(planned.texts, planned.keys, strict=True):
        console.out(f"✔ {path.as_posix()}{_(': ')}previously: [{old}]")


def _undo(done: Iterable[tuple[Path, Path]], former_texts: Mapping[Path, bytes]) -> None:
    for path, content in former_texts.items():
        with suppress(OSError):
            path.write_bytes(content)
    for source, target in reversed(list(done)):
        with suppress(OSError):
            move(target, source)
