"""`publisher new`: write a commented manifest with blanks to fill."""

import os
from pathlib import Path

import click

from publisher.cli.exit_codes import Exit
from publisher.cli.help import language
from publisher.cli.local_files import refuse_unusable, write_new
from publisher.cli.lost_output import note_lost_summary
from publisher.cli.next_command import repeat_location
from publisher.cli.stop_signals import ending_what_is_begun
from publisher.locale import Language, _, ngettext
from publisher.manifests.load_folder import load
from publisher.manifests.new_manifest import Draft, dataset_draft, producer_draft
from publisher.manifests.read_yaml import BLANK
from publisher.model.commands import command
from publisher.model.manifest import ManifestSet
from publisher.model.names import ProducerId
from publisher.model.vocabulary import closest
from publisher.views import console


@click.command(
    help=_("Create a manifest to fill in, with comments in French: PRODUCER is a folder, THEME is one of themes.yml.")
)
@click.argument("producer", metavar=_("PRODUCER"))
@click.argument("theme", metavar=_("THEME"))
@click.option("--name", metavar=_("NAME"), help=_("Name of the file, if it differs from the theme."))
@click.option("--manifests", "root", type=click.Path(path_type=Path), default=Path("manifests"), metavar=_("DIR"),
              help=_("Folder of the manifests (default: manifests)."))  # fmt: skip
@language
def new(producer: str, theme: str, name: str | None, root: Path) -> Exit:
    """Write the manifest, and a `producer.yml` where there is none; then print which lines to fill."""
    repeat_location(root)
    manifests = load(root, os.environ).manifests
    _refuse_unusable_names(producer, name or theme, theme, manifests)
    folder = root / producer
    drafts = [manifest_draft(folder, name or theme, theme, manifests)]
    if not (folder / "producer.yml").exists():
        drafts.insert(0, producer_draft(folder, manifests.catalogs))
    if (existing_path := next((draft.path for draft in drafts if draft.path.exists()), None)) is not None:
        raise click.UsageError(_("{file} exists already: nothing was written").format(file=existing_path))
    with ending_what_is_begun():
        write_new({draft.path: draft.text for draft in drafts})
    for draft in drafts:
        console.out(_draft_text(draft))
    console.out_text(_("Then:  {command}").format(command=command("validate", f"{producer}/{name or theme}")))
    files = ", ".join(draft.path.as_posix() for draft in drafts)
    note_lost_summary(_("Written: {files}").format(files=files))
    return Exit.DONE


def manifest_draft(folder: Path, stem: str, theme: str, manifests: ManifestSet) -> Draft:
    """Return the new manifest of a theme in a producer's folder."""
    known_producer = manifests.producers.get(ProducerId(folder.name))
    label = manifests.themes[theme]
    title = label.get(Language.FRENCH.value) or next(iter(label.values()), theme)
    return dataset_draft(folder, stem, theme, title, known_producer.name if known_producer else BLANK)


def _refuse_unusable_names(producer: str, stem: str, theme: str, manifests: ManifestSet) -> None:
    """Refuse unusable names and an unknown theme. Raises `click.UsageError`."""
    refuse_unusable(producer, stem)
    if theme not in manifests.themes:
        near = closest(theme, manifests.themes)
        hint = _("did you mean “{near}”?").format(near=near) if near else ", ".join(manifests.themes)
        raise click.UsageError(_("themes.yml has no theme “{name}”; {hint}").format(name=theme, hint=hint))


def _draft_text(draft: Draft) -> str:
    places = ", ".join(str(number) for number in draft.blanks)
    count = ngettext("{n} field to fill in", "{n} fields to fill in", len(draft.blanks))
    line = _("line {places}") if len(draft.blanks) == 1 else _("lines {places}")
    return f"{draft.path.as_posix()}{_(': ')}{count} ({line.format(places=places)})"
